import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Framer } from '../../../../gateways/irc/wire/framer.js';

const texts = (lines: Iterable<Buffer>): string[] => [...lines].map((line) => line.toString('latin1'));
const push = (framer: Framer, text: string): string[] => texts(framer.push(Buffer.from(text, 'latin1')));

describe('lines of a stream', () => {
  it('end with LF, with or without CR', () => {
    const framer = new Framer();
    assert.deepEqual(push(framer, 'PING a\r\nPING b\n\r\n\nPING'), ['PING a', 'PING b']);
    assert.deepEqual(push(framer, ' c'), []);
    assert.deepEqual(push(framer, '\r'), []);
    assert.deepEqual(push(framer, '\nPING d\r\n'), ['PING c', 'PING d']);
  });

  it('lose NUL, and CR that ends nothing', () => {
    const framer = new Framer();
    assert.deepEqual(push(framer, 'PRIVMSG #c :a\0b\r:evil QUIT\r\r\n\0\r\n'), ['PRIVMSG #c :ab:evil QUIT']);
  });

  it('are dropped when they are longer than any, and the stream goes on', () => {
    const framer = new Framer();
    const longest = 8191 + 512;
    assert.deepEqual(push(framer, `${'x'.repeat(longest)}\nPING\n`), ['x'.repeat(longest), 'PING']);
    assert.equal(framer.dropped, 0);
    assert.deepEqual(push(framer, `${'x'.repeat(longest + 1)}\nPING\n`), ['PING']);
    assert.equal(framer.dropped, 1);
    for (let count = 0; count < 1000; count += 1) assert.deepEqual(push(framer, 'y'.repeat(1000)), []);
    assert.equal(framer.dropped, 2);
    assert.deepEqual(push(framer, 'the tail\nPING\r\n'), ['PING']);
    assert.equal(framer.dropped, 2);
  });

  it('may be longer where the server says so', () => {
    const framer = new Framer();
    framer.lineOctets = 2048;
    assert.deepEqual(push(framer, `${'x'.repeat(8191 + 2048)}\n`), ['x'.repeat(8191 + 2048)]);
    framer.lineOctets = 10;
    assert.deepEqual(push(framer, `${'x'.repeat(8191 + 512)}\n`), ['x'.repeat(8191 + 512)]);
    framer.lineOctets = 1e12;
    assert.deepEqual(push(framer, `${'x'.repeat(8191 + 65_537)}\n`), []);
  });

  it('keep no part of the buffer that they came in', () => {
    const framer = new Framer();
    const chunk = Buffer.from('PING :a');
    framer.push(chunk);
    chunk.fill('#');
    assert.deepEqual(push(framer, 'b\r\n'), ['PING :ab']);
  });

  it('are the same however the stream is cut', () => {
    const stream = fc.string({ unit: fc.constantFrom('a', 'é', '\r', '\n', '\0', ' '), maxLength: 80 });
    fc.assert(
      fc.property(stream, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (text, sizes) => {
        const octets = Buffer.from(text);
        const framer = new Framer();
        const lines: string[] = [];
        for (let at = 0, turn = 0; at < octets.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          lines.push(...texts(framer.push(octets.subarray(at, at + size))));
          at += size;
        }
        assert.deepEqual(lines, texts(new Framer().push(octets)));
      }),
    );
  });
});
