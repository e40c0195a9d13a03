import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parsePathArgument } from '../../../../gateways/email/lmtp/path.js';

describe('the argument of MAIL and RCPT', () => {
  for (const [text, address, parameters] of [
    ['FROM:<>', '', []],
    ['from:<a@example.net>', 'a@example.net', []],
    ['FROM: <a@example.net>', 'a@example.net', []],
    [
      'FROM:<a@example.net> SIZE=10 BODY=8BITMIME smtputf8',
      'a@example.net',
      [
        ['SIZE', '10'],
        ['BODY', '8BITMIME'],
        ['SMTPUTF8', ''],
      ],
    ],
    ['FROM:<@one.example,@two.example:a@example.net>', 'a@example.net', []],
    ['FROM:<"a b>c\\"d"@example.net>', '"a b>c\\"d"@example.net', []],
    ['FROM:<j\u00f6rg@b\u00fccher.example>', 'j\u00f6rg@b\u00fccher.example', []],
    [`FROM:<${'a'.repeat(64)}@${'b'.repeat(189)}>`, `${'a'.repeat(64)}@${'b'.repeat(189)}`, []],
  ] as const) {
    it(`reads ${text.slice(0, 60)}`, () => {
      assert.deepEqual(parsePathArgument(text, 'FROM'), { address, parameters });
    });
  }

  for (const text of [
    '',
    'FROM',
    'TO:<a@example.net>',
    'FROM:a@example.net',
    'FROM:<a@example.net',
    'FROM:<a @example.net>',
    'FROM:<<a@example.net>>',
    'FROM:<a@example.net>SIZE=1',
    'FROM:<a@example.net> SIZE=',
    'FROM:<a@example.net> =1',
    'FROM:<a@example.net> SIZE==1',
    'FROM:<"a@example.net>',
    'FROM:<@one.example>',
    'FROM:<a\u0000@example.net>',
    'FROM:<a\rb@example.net>',
    'FROM:<a\ufffd@example.net>',
    `FROM:<${'a'.repeat(65)}@${'b'.repeat(189)}>`,
    `FROM:<a@example.net>${' X=1'.repeat(17)}`,
  ]) {
    it(`refuses ${JSON.stringify(text.slice(0, 60))}`, () => {
      assert.equal(parsePathArgument(text, 'FROM'), undefined);
    });
  }

  it('never throws, and never lets through what ends a line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = parsePathArgument(`TO:<${text}>`, 'TO');
        assert.ok(read === undefined || !/[\r\n\0]/.test(read.address));
      }),
    );
  });
});
