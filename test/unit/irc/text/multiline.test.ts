import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { UTF8 } from '../../../../gateways/irc/text/encoding.js';
import { joinMultiline, multilineLimits, multilineOf } from '../../../../gateways/irc/text/multiline.js';

const limits = { maxBytes: 200, maxLines: 10, room: 40, charset: UTF8 };

describe('one message of several lines', () => {
  it('is as long as the server lets it be', () => {
    assert.deepEqual(multilineLimits('max-bytes=4096,max-lines=24'), { maxBytes: 4096, maxLines: 24 });
    assert.deepEqual(multilineLimits('max-lines=7,x=1'), { maxBytes: Infinity, maxLines: 7 });
    assert.deepEqual(multilineLimits('max-bytes=many'), { maxBytes: Infinity, maxLines: Infinity });
  });

  it('keeps its lines, blank ones within too', () => {
    assert.deepEqual(multilineOf('\n a\n \nb\n\n', limits), [
      { text: ' a', concat: false },
      { text: '', concat: false },
      { text: 'b', concat: false },
    ]);
    assert.equal(multilineOf('\n\x02\x02\n', limits), undefined);
  });

  it('goes on in the next line where one is too long, with nothing lost', () => {
    assert.deepEqual(multilineOf(`\x02The quick brown fox jumps over the lazy dog\x02\nx`, limits), [
      { text: '\x02The quick brown fox jumps over the lazy', concat: false },
      { text: ' dog\x02', concat: true },
      { text: 'x', concat: false },
    ]);
  });

  it('is none where it is more than a batch may hold', () => {
    assert.equal(multilineOf('x\n'.repeat(10), limits)?.length, 10);
    assert.equal(multilineOf('x\n'.repeat(11), limits), undefined);
    // Five lines of forty octets: 200, and 199 with the line feed.
    assert.equal(multilineOf('x'.repeat(200), limits)?.length, 5);
    assert.equal(multilineOf('x'.repeat(201), limits), undefined);
    assert.equal(multilineOf(`${'x'.repeat(100)}\n${'x'.repeat(99)}`, limits)?.length, 6);
    assert.equal(multilineOf(`${'x'.repeat(100)}\n${'x'.repeat(100)}`, limits), undefined);
  });

  it('is put together as it was', () => {
    const unit = fc.constantFrom('a', ' ', 'é', '語', '👩\u200d👧', '\u0301', '\x02', '\x0304', '\n');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 150 }), (text) => {
        const lines = multilineOf(`<${text}>`, { ...limits, maxBytes: 10_000, maxLines: 1000 });
        assert.ok(lines !== undefined);
        const seen = text.split('\n').map((line, index, all) => {
          const isEnd = index === 0 || index === all.length - 1;
          return !isEnd && line.replaceAll('\x0304', '').replaceAll('\x02', '').trim() === '' ? '' : line;
        });
        assert.equal(joinMultiline(lines), `<${seen.join('\n')}>`);
        for (const line of lines) assert.ok(Buffer.byteLength(line.text) <= 40);
      }),
    );
  });
});
