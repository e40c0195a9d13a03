import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Charset, charsetOf, UTF8 } from '../../../../gateways/irc/text/encoding.js';
import { codeLength, FormatState, withoutCodes } from '../../../../gateways/irc/text/mirc.js';
import { LEAST_ROOM, roomFor, splitText } from '../../../../gateways/irc/text/split.js';
import { workMs } from '../../../support/cpu-time.js';

function named(name: string): Charset {
  const charset = charsetOf(name);
  assert.ok(charset !== undefined);
  return charset;
}

describe('the room of a line', () => {
  it('is what the server leaves', () => {
    // ":dan!~d@example.org PRIVMSG #chan :" is 35 octets.
    assert.equal(
      roomFor({
        source: { nick: 'dan', user: '~d', host: 'example.org' },
        command: 'PRIVMSG',
        target: '#chan',
        linelen: 512,
      }),
      512 - 2 - 35,
    );
  });

  it('is less where the server has not shown who we are', () => {
    // ":dan!" + 10 + "@" + 63 + " NOTICE bøb :" is 92 octets.
    assert.equal(
      roomFor({ source: { nick: 'dan' }, command: 'NOTICE', target: 'bøb', linelen: 1024 }),
      1024 - 2 - 5 - 10 - 1 - 63 - 14,
    );
  });
});

describe('a text that is longer than a line', () => {
  it('stays whole where it fits', () => {
    assert.deepEqual(splitText('x'.repeat(50), 50, UTF8), ['x'.repeat(50)]);
    assert.deepEqual(splitText('é'.repeat(25), 50, UTF8), ['é'.repeat(25)]);
    assert.deepEqual(splitText('', 50, UTF8), ['']);
  });

  it('is cut behind a word', () => {
    assert.deepEqual(splitText('The quick brown fox jumps over the lazy dog and runs on', 40, UTF8), [
      'The quick brown fox jumps over the lazy',
      'dog and runs on',
    ]);
    // Exactly full, and a space behind it.
    assert.deepEqual(splitText(`${'x'.repeat(40)} y`, 40, UTF8), ['x'.repeat(40), 'y']);
  });

  it('is cut in a word where that ends far away', () => {
    assert.deepEqual(splitText(`short ${'x'.repeat(60)}`, 40, UTF8), [`short ${'x'.repeat(34)}`, 'x'.repeat(26)]);
  });

  it('keeps characters of several code points whole', () => {
    const family = '👩\u200d👩\u200d👧';
    // 18 octets each, two of them in 40.
    assert.deepEqual(splitText(family.repeat(3), 40, UTF8), [family.repeat(2), family]);
    const accented = 'e\u0301'.repeat(20);
    assert.deepEqual(splitText(accented, 40, UTF8), ['e\u0301'.repeat(13), 'e\u0301'.repeat(7)]);
  });

  it('never cuts a code point, though a character be longer than a line', () => {
    const pieces = splitText(`a${'\u0301'.repeat(50)}`, 40, UTF8);
    assert.deepEqual(pieces, [`a${'\u0301'.repeat(19)}`, '\u0301'.repeat(20), '\u0301'.repeat(11)]);
  });

  it('switches its formatting on again', () => {
    assert.deepEqual(splitText(`\x02\x0304,7${'x'.repeat(50)}\x02 end`, 40, UTF8), [
      `\x02\x0304,7${'x'.repeat(34)}`,
      `\x02\x0304,07${'x'.repeat(16)}\x02 end`,
    ]);
    assert.deepEqual(splitText(`\x034${'x'.repeat(38)},5y`, 40, UTF8), [`\x034${'x'.repeat(38)}`, '\x0304\x02\x02,5y']);
    assert.deepEqual(splitText(`\x1d${'x'.repeat(38)}\x0fyyyy`, 40, UTF8), [`\x1d${'x'.repeat(38)}\x0f`, 'yyyy']);
    assert.deepEqual(splitText(`\x04ff0000,00ff00${'x'.repeat(27)}`, 40, UTF8), [
      `\x04ff0000,00ff00${'x'.repeat(26)}`,
      '\x04ff0000,00ff00x',
    ]);
  });

  it('does not part a colour from its code', () => {
    assert.deepEqual(splitText(`${'x'.repeat(37)}\x0304,12yy`, 40, UTF8), ['x'.repeat(37), '\x0304,12yy']);
  });

  it('makes no line of nothing', () => {
    assert.deepEqual(splitText(`\x02${'x'.repeat(39)}\x02`, 40, UTF8), [`\x02${'x'.repeat(39)}`]);
    assert.deepEqual(splitText(`${'x'.repeat(40)}${' '.repeat(90)}`, 40, UTF8), ['x'.repeat(40)]);
  });

  it('counts octets of the charset', () => {
    assert.deepEqual(splitText('é'.repeat(41), 40, named('latin1')), ['é'.repeat(40), 'é']);
    assert.deepEqual(splitText('語'.repeat(41), 40, named('shift_jis')), ['語'.repeat(20), '語'.repeat(20), '語']);
  });

  it('is not cut for ever where there is no room', () => {
    assert.deepEqual(splitText('x'.repeat(LEAST_ROOM + 1), -7, UTF8), ['x'.repeat(LEAST_ROOM), 'x']);
  });

  it('is the same when it is put together', () => {
    const unit = fc.constantFrom(
      'a',
      'b',
      ' ',
      ' ',
      'é',
      '語',
      '😀',
      '👩\u200d👧',
      'e\u0301',
      '\u0301',
      '\x02',
      '\x0304',
      '7',
      ',',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 200 }), fc.integer({ min: 40, max: 90 }), (text, room) => {
        const plain = withoutCodes(text);
        let at = 0;
        for (const piece of splitText(text, room, UTF8)) {
          assert.ok(Buffer.byteLength(piece) <= room, 'too long');
          assert.ok(piece.isWellFormed(), 'a code point was cut');
          const written = withoutCodes(piece);
          // Between two pieces one space, or many of them, may be gone.
          while (!plain.startsWith(written, at) && plain.charAt(at) === ' ') at += 1;
          assert.ok(plain.startsWith(written, at), `${JSON.stringify(written)} is not next`);
          at += written.length;
        }
        assert.equal(plain.slice(at).trim(), '');
      }),
      { numRuns: 2000 },
    );
  });

  it('looks the same when it is put together', () => {
    const unit = fc.constantFrom(
      'a',
      ' ',
      'é',
      '7',
      ',',
      'f',
      'f',
      'f',
      '\x02',
      '\x1d',
      '\x03',
      '\x0304',
      '\x04',
      '\x0f',
    );
    /** Each character that is seen, with what is on at it. */
    const looks = (text: string): string[] => {
      const state = new FormatState();
      const seen: string[] = [];
      for (let at = 0; at < text.length; ) {
        const length = codeLength(text, at);
        if (length > 0) state.apply(text.slice(at, at + length));
        else if (text.charAt(at) !== ' ') seen.push(text.charAt(at) + [...state.reopen('')].sort().join(''));
        at += Math.max(length, 1);
      }
      return seen;
    };
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 200 }), fc.integer({ min: 40, max: 60 }), (text, room) => {
        assert.deepEqual(splitText(text, room, UTF8).flatMap(looks), looks(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('is cut fast, whatever it is', () => {
    const start = workMs();
    splitText('x y '.repeat(25_000), 400, UTF8);
    splitText('語'.repeat(30_000), 400, UTF8);
    splitText('x'.repeat(100_000), 400, UTF8);
    assert.ok(workMs() - start < 1000);
  });
});
