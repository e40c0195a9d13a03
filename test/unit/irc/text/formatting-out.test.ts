import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toIrc } from '../../../../gateways/irc/text/formatting-out.js';

const VECTORS: readonly [body: string, text: string][] = [
  ['plain', 'plain'],
  ['*bold* _italic_ ~strike~ `mono`', '\x02bold\x02 \x1ditalic\x1d \x1estrike\x1e \x11mono\x11'],
  ['*_both_*', '\x02\x1dboth\x1d\x02'],
  ['`*code*`', '\x11*code*\x11'],
  ['```js\nlet a = *b*;\n\n  c\n```\nafter *it*', '\x11let a = *b*;\x11\n\n\x11  c\x11\nafter \x02it\x02'],
  ['> *quoted*\nanswer', '> \x02quoted\x02\nanswer'],
  ['2*3*4 and _init_db and *p', '2*3*4 and _init_db and *p'],
  ['* a list*', '* a list*'],
  ['\x02typed\x02 \x0304red', '\x02typed\x02 \x0304red'],
  ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
  ['\x01ACTION\x00 x\x01', 'ACTION x'],
  ['half \udc00', 'half \ufffd'],
];

describe('the body of a message for IRC', () => {
  for (const [body, text] of VECTORS) it(JSON.stringify(body), () => assert.equal(toIrc(body, false), text));

  it('keeps its marks where it says that they are none', () => {
    assert.equal(toIrc('*a*\r\n```\n_b_', true), '*a*\n```\n_b_');
  });

  it('never ends a line or begins a CTCP', () => {
    const unit = fc.constantFrom('\r', '\0', '\x01', '\n', '*', '`', 'a', ' ', '\ud800');
    fc.assert(
      fc.property(fc.string({ unit }), fc.boolean(), (body, unstyled) => {
        const text = toIrc(body, unstyled);
        for (const control of '\r\0\x01') assert.ok(!text.includes(control));
        assert.ok(text.isWellFormed());
      }),
    );
  });
});
