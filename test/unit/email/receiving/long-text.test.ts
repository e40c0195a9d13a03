import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withShortText } from '../../../../gateways/email/receiving/long-text.js';
import { mail } from '../conversation/support.js';

const ofText = (body: string) => mail({ text: { body, kind: 'plain' } });

describe('the text of a mail in a stanza', () => {
  it('is all of it where that has room, also to the last octet', () => {
    for (const body of ['', 'Hello', 'x'.repeat(100), '&'.repeat(20), 'ü'.repeat(50), '😀'.repeat(25)]) {
      const whole = ofText(body);
      assert.equal(withShortText(whole, 100), whole, body);
    }
  });

  it('is its beginning where it is longer, by the octets of its XML, and never ends within a character', () => {
    for (const [body, shown] of [
      ['x'.repeat(101), 'x'.repeat(100)],
      ['&'.repeat(21), '&'.repeat(20)],
      ['<'.repeat(26), '<'.repeat(25)],
      ['ü'.repeat(51), 'ü'.repeat(50)],
      [`${'x'.repeat(98)}😀`, 'x'.repeat(98)],
    ] as const) {
      const { text } = withShortText(ofText(body), 100);
      assert.deepEqual([text.body, text.cut, text.full], [shown, true, body]);
    }
  });

  it('goes along as a file then, behind the files of the mail', () => {
    const body = 'ä'.repeat(80);
    const [file, ...others] = withShortText(ofText(body), 100).attachments;
    assert.deepEqual([file?.name, file?.mediaType, file?.size, others.length], ['text.txt', 'text/plain', 160, 0]);
    assert.equal(Buffer.from(file?.content ?? []).toString(), body);
  });

  it('keeps what was left out before', () => {
    const text = { body: 'y'.repeat(200), kind: 'plain', cut: true, full: `${'y'.repeat(200)}\n-- \nBob` } as const;
    assert.equal(withShortText(mail({ text }), 100).text.full, text.full);
  });
});
