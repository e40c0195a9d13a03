import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { invitationLines } from '../../../gateways/irc/invitation-lines.js';
import { serialiseLine } from '../../../gateways/irc/wire/serialise.js';

const place = { say: ({ params = {} }: { readonly params?: object }) => JSON.stringify(params) };
const written = (reason: string | undefined) => invitationLines(place, 'alice', '#c', reason).map(serialiseLine);

describe('an invitation', () => {
  it('is an INVITE, and a private message where there is a reason', () => {
    assert.deepEqual(written(undefined), ['INVITE alice #c']);
    assert.deepEqual(written(' \n '), ['INVITE alice #c']);
    assert.deepEqual(written('The\r\nQUIT :ball'), [
      'INVITE alice #c',
      'PRIVMSG alice :{"channel":"#c","reason":"The QUIT :ball"}',
    ]);
  });

  it('tells a long reason in part', () => {
    const [, text = ''] = written('x'.repeat(5000));
    assert.equal(text, `PRIVMSG alice {"channel":"#c","reason":"${'x'.repeat(200)}"}`);
  });
});
