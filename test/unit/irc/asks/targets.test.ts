import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { targetOf } from '../../../../gateways/irc/asks/admin-target.js';
import { isNick } from '../../../../gateways/irc/asks/asking.js';
import { isMiddle } from '../../../../gateways/irc/wire/serialise.js';
import { DOMAIN, gatewayFor } from './support/world.js';

const { addresses } = gatewayFor(1);
const user = { nick: 'alice', user: undefined, host: undefined, realname: undefined, account: undefined };
const own = { user: { ...user, away: undefined, bot: false, shared: 0 }, modes: '' };
const place = { domain: DOMAIN, addresses, session: { user: 'juliet@example.org', network: 'net', own } };

describe('whom an item of a request names', () => {
  const cases: readonly (readonly [{ nick?: string; jid?: string }, object])[] = [
    [{ nick: 'Bob' }, { kind: 'nick', nick: 'Bob' }],
    [{ nick: 'back\\slash' }, { kind: 'nick', nick: 'back\\slash' }],
    [{ nick: '*!*@host.test' }, { kind: 'mask', mask: '*!*@host.test' }],
    [{ nick: '#garden' }, { kind: 'nobody' }],
    [{ nick: 'bob,carol' }, { kind: 'nobody' }],
    [{ nick: '*!*@a b' }, { kind: 'nobody' }],
    [{ jid: 'bob' }, { kind: 'nick', nick: 'bob' }],
    [{ jid: 'bob%net@irc.example.org' }, { kind: 'nick', nick: 'bob' }],
    [{ jid: 'back\\5cslash%net@irc.example.org' }, { kind: 'nick', nick: 'back\\slash' }],
    [{ jid: 'bob%net@irc.example.org/~b@host.test' }, { kind: 'nick', nick: 'bob', user: '~b', host: 'host.test' }],
    [{ jid: 'bob%net@irc.example.org/host.test' }, { kind: 'nick', nick: 'bob', host: 'host.test' }],
    [{ jid: 'bob%net@irc.example.org/*!*@*' }, { kind: 'nick', nick: 'bob' }],
    [{ jid: '#garden%net@irc.example.org/Bob' }, { kind: 'nick', nick: 'Bob' }],
    [{ jid: '#garden%net@irc.example.org' }, { kind: 'nobody' }],
    [{ jid: '*!*\\40host.test%net@irc.example.org' }, { kind: 'mask', mask: '*!*@host.test' }],
    [{ jid: '$a\\3aaccount%net@irc.example.org' }, { kind: 'mask', mask: '$a:account' }],
    [{ jid: 'juliet@example.org/balcony' }, { kind: 'nick', nick: 'alice' }],
    [{ jid: 'bob%other@irc.example.org' }, { kind: 'nobody' }],
    [{ jid: 'romeo@example.org' }, { kind: 'nobody' }],
    [{ jid: '@' }, { kind: 'nobody' }],
    [{}, { kind: 'nobody' }],
  ];
  for (const [item, target] of cases) {
    it(`is ${JSON.stringify(target)} for ${JSON.stringify(item)}`, () => {
      assert.deepEqual(targetOf(item, place), target);
    });
  }

  it('is one word of a line, whatever was written', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'ab:*!@#, \r\n\0%\\$/{}') });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string({ unit: 'grapheme' })), fc.boolean(), (text, inJid) => {
        const target = targetOf(inJid ? { jid: `${text}%net@${DOMAIN}` } : { nick: text }, place);
        if (target.kind === 'nobody') return;
        const word = target.kind === 'nick' ? target.nick : target.mask;
        assert.ok(isMiddle(word) && !word.includes(','));
        if (target.kind === 'nick') assert.ok(isNick(word) && !/^[#&+!@%~$]/.test(word));
      }),
    );
  });
});
