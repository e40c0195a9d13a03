import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DataReader } from '../../../../gateways/email/lmtp/data-reader.js';
import { workMs } from '../../../support/cpu-time.js';

/** Reads pieces; what was left over, and the mail. */
function read(pieces: readonly string[], most = 1_000_000, declared = 0) {
  const reader = new DataReader({ most, declared, mayGrow: () => true });
  for (const [index, piece] of pieces.entries()) {
    const chunk = Buffer.from(piece, 'latin1');
    const end = reader.push(chunk);
    if (end !== -1) {
      const left = chunk.toString('latin1', end) + pieces.slice(index + 1).join('');
      return { mail: Buffer.from(reader.octets).toString('latin1'), left, end: reader.end };
    }
  }
  return undefined;
}

describe('what follows DATA', () => {
  for (const [name, wire, mail, left] of [
    ['a plain mail', 'Subject: x\r\n\r\nHi\r\n.\r\n', 'Subject: x\r\n\r\nHi\r\n', ''],
    ['an empty mail', '.\r\n', '', ''],
    ['stuffed dots', '..\r\n...a\r\n.b\r\n.\r\n', '.\r\n..a\r\nb\r\n', ''],
    ['what comes after it', 'a\r\n.\r\nQUIT\r\n', 'a\r\n', 'QUIT\r\n'],
    ['a dot within a line', 'a.\r\n.\r\n', 'a.\r\n', ''],
    [
      'LF . LF, which ends nothing',
      'a\n.\nMAIL FROM:<evil@example.net>\r\n.\r\n',
      'a\n.\nMAIL FROM:<evil@example.net>\r\n',
      '',
    ],
    ['LF . CR LF', 'a\n.\r\nb\r\n.\r\n', 'a\n.\r\nb\r\n', ''],
    ['CR LF . LF', 'a\r\n.\nb\r\n.\r\n', 'a\r\n\nb\r\n', ''],
    ['CR . CR', 'a\r.\rb\r\n.\r\n', 'a\r.\rb\r\n', ''],
    ['CR LF . CR and no LF', 'a\r\n.\rb\r\n.\r\n', 'a\r\n\rb\r\n', ''],
    ['CR LF . CR CR LF', 'a\r\n.\r\r\n.\r\n', 'a\r\n\r\r\n', ''],
    ['LF CR . CR LF', 'a\n\r.\r\nb\r\n.\r\n', 'a\n\r.\r\nb\r\n', ''],
    ['CR CR LF before the end', 'a\r\r\n.\r\n', 'a\r\r\n', ''],
    ['NUL and high octets', '\0\xff\r\n.\r\n', '\0\xff\r\n', ''],
  ] as const) {
    it(`knows ${name}, in one piece and octet by octet`, () => {
      assert.deepEqual(read([wire]), { mail, left, end: 'complete' });
      assert.deepEqual(read([...wire]), { mail, left, end: 'complete' });
    });
  }

  it('does not end where nothing ended', () => {
    for (const wire of ['', '.', '.\r', 'a\r\n.', 'a\r\n.\r', 'a\n.\n', 'a.\r\n', 'a\r\n..\r\n']) {
      assert.equal(read([wire]), undefined, JSON.stringify(wire));
      assert.equal(read([...wire]), undefined, JSON.stringify(wire));
    }
  });

  it('gives back what was stuffed, however it is cut', () => {
    const octet = fc.constantFrom('\r', '\n', '.', 'a', '\r\n', '\r\n.');
    fc.assert(
      fc.property(fc.array(octet, { maxLength: 40 }), fc.array(fc.integer({ min: 1, max: 6 })), (parts, cuts) => {
        // By RFC 5321 4.5.2 a sender stuffs the first dot of each line; lines end with CR LF.
        const mail = `${parts.join('')}\r\n`;
        const lines = mail.split('\r\n').map((line) => (line.startsWith('.') ? `.${line}` : line));
        const wire = `${lines.join('\r\n')}.\r\nRSET\r\n`;
        const pieces: string[] = [];
        let at = 0;
        for (const cut of cuts) {
          pieces.push(wire.slice(at, at + cut));
          at += cut;
        }
        pieces.push(wire.slice(at));
        assert.deepEqual(read(pieces), { mail, left: 'RSET\r\n', end: 'complete' });
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a mail of just the size that is allowed, and finds the end of a larger one', () => {
    const mail = `${'x'.repeat(9998)}\r\n`;
    assert.equal(read([`${mail}.\r\n`], 10_000)?.end, 'complete');
    assert.deepEqual(read([`${mail}.\r\nNOOP\r\n`], 9999), { mail: '', left: 'NOOP\r\n', end: 'too-large' });
    // Stuffed dots do not count.
    assert.equal(read(['..\r\n.\r\n'], 3)?.end, 'complete');
  });

  it('asks for memory as the mail grows, and drops the mail where there is none', () => {
    const asked: number[] = [];
    const reader = new DataReader({
      most: 1_000_000,
      declared: 0,
      mayGrow: (octets) => {
        asked.push(octets);
        return asked.reduce((sum, one) => sum + one, 0) <= 20_000;
      },
    });
    for (let index = 0; index < 100; index += 1) assert.equal(reader.push(Buffer.alloc(1000, 0x61)), -1);
    assert.deepEqual(asked, [4096, 4096, 8192, 16384], 'asked once in vain, and never again');
    assert.equal(reader.push(Buffer.from('\r\n.\r\n')), 5);
    assert.equal(reader.end, 'no-room');
    assert.equal(reader.octets.length, 0);
  });

  it('believes a declared size only when a part of the mail is there', () => {
    const asked: number[] = [];
    const mayGrow = (octets: number) => asked.push(octets) > 0;
    const reader = new DataReader({ most: 10_000_000, declared: 1_000_000, mayGrow });
    reader.push(Buffer.alloc(100));
    assert.deepEqual(asked, [4096]);
    reader.push(Buffer.alloc(250_000));
    assert.deepEqual(asked, [4096, 1_000_000 - 4096]);
    reader.push(Buffer.alloc(700_000));
    assert.equal(asked.length, 2, 'no further memory for what was declared');
  });

  it('reads 20 MB of line ends and dots in less than six seconds', () => {
    const chunk = Buffer.from('\r\n..'.repeat(16_384));
    const reader = new DataReader({ most: 1_000, declared: 0, mayGrow: () => true });
    const began = workMs();
    for (let read = 0; read < 20e6; read += chunk.length) reader.push(chunk);
    assert.ok(workMs() - began < 6000, `${workMs() - began} ms`);
  });
});
