import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { el } from '../../../src/xmpp/element.js';
import { type Fallback, fallbackFor, readFallbacks, splitFallback } from '../../../src/xmpp/fallback.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';

const REPLY = 'urn:xmpp:reply:0';
const OTHER = 'urn:example:other';
const KNOWN = new Set([REPLY]);

/** Texts with characters of two UTF-16 units, joined emoji, combining marks and line breaks. */
const text = fc
  .array(fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.constantFrom('😀', '👩‍👩‍👧', 'é', '\n', '> ', 'ß')), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));
const offset = fc.oneof(fc.nat(30), fc.constantFrom(0, 999_999_999));
const mark: fc.Arbitrary<Fallback> = fc.record(
  { for: fc.constantFrom(REPLY, OTHER), range: fc.record({ start: offset, end: offset }) },
  { requiredKeys: ['range'] },
);

describe('fallback text', () => {
  it('is divided by code points, so that nothing is lost and nothing is torn', () => {
    fc.assert(
      fc.property(text, fc.array(mark, { maxLength: 4 }), (body, marks) => {
        const { own, fallback } = splitFallback(body, marks, KNOWN);
        const points = [...body];
        // The definition of XEP-0428 and XEP-0426, one code point after the other.
        const isMarked = (at: number) =>
          marks.some(
            (one) => one.for !== OTHER && one.range !== undefined && one.range.start <= at && at < one.range.end,
          );
        assert.equal(own, points.filter((_, at) => !isMarked(at)).join(''));
        const marked = points.filter((_, at) => isMarked(at)).join('');
        assert.equal(fallback.replaceAll('\n', ''), marked.replaceAll('\n', ''));
        assert.ok(own.isWellFormed() || !body.isWellFormed());
      }),
    );
  });

  it('for what is not understood stays in the text', () => {
    fc.assert(
      fc.property(text, mark, (body, one) => {
        assert.equal(splitFallback(body, [{ ...one, for: OTHER }], KNOWN).own, body);
        assert.equal(splitFallback(body, [one], new Set()).own, body);
      }),
    );
  });

  it('is read as it was built, also for several namespaces and parts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ns: fc.constantFrom(REPLY, OTHER), start: fc.nat(99), end: fc.nat(99) })),
        (parts) => {
          const stanza = el('message', {}, ...parts.map(({ ns, start, end }) => fallbackFor(ns, start, end)));
          const read = parseStanza(serialise(stanza));
          assert.ok(read !== undefined);
          assert.deepEqual(
            readFallbacks(read),
            parts.map(({ ns, start, end }) => ({ for: ns, range: { start, end } })),
          );
        },
      ),
    );
  });

  it('of several parts is one quote, a line for each part', () => {
    const marks: readonly Fallback[] = [
      { for: REPLY, range: { start: 0, end: 3 } },
      { for: REPLY, range: { start: 6, end: 9 } },
    ];
    assert.deepEqual(splitFallback('one---two', marks, KNOWN), { own: '---', fallback: 'one\ntwo' });
  });

  it('without a namespace stands for whatever is carried, and for nothing where nothing is', () => {
    assert.deepEqual(splitFallback('all', [{}], KNOWN), { own: '', fallback: 'all' });
    assert.deepEqual(splitFallback('all', [{}], new Set()), { own: 'all', fallback: '' });
  });

  it('of the subject leaves the body alone, and the other way round', () => {
    const stanza = parseStanza(
      `<message><subject>S</subject><body>B</body><fallback xmlns='urn:xmpp:fallback:0' for='${REPLY}'><subject/></fallback></message>`,
    );
    assert.ok(stanza !== undefined);
    const marks = readFallbacks(stanza);
    assert.equal(splitFallback('B', marks, KNOWN).own, 'B');
    assert.equal(splitFallback('S', marks, KNOWN, 'subject').own, '');
  });

  it('with marks that are no numbers is the whole text (XEP-0428 2.2)', () => {
    for (const attributes of ['start="x" end="2"', 'start="-1" end="2"', 'end="2"', 'start="1"', '']) {
      const stanza = parseStanza(
        `<message><body>abc</body><fallback xmlns='urn:xmpp:fallback:0' for='${REPLY}'><body ${attributes}/></fallback></message>`,
      );
      assert.ok(stanza !== undefined);
      assert.equal(splitFallback('abc', readFallbacks(stanza), KNOWN).own, '', attributes);
    }
  });
});
