import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { inflateSync } from 'node:zlib';
import { echoEmblem } from '../../../gateways/example/emblem.js';
import { smsEmblem } from '../../../gateways/sms/emblem.js';
import { avatarOf, drawAvatar } from '../../../src/core/avatar.js';

/** The chunks of a PNG (RFC 2083 3.2), each with its checksum computed bit by bit. */
function chunksOf(png: Buffer): ReadonlyMap<string, Buffer> {
  assert.equal(png.toString('hex', 0, 8), '89504e470d0a1a0a');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.set(type, png.subarray(at + 8, at + 8 + length));
    assert.equal(png.readUInt32BE(at + 8 + length), crc(png.subarray(at + 4, at + 8 + length)), type);
    at += 12 + length;
  }
  assert.equal([...chunks.keys()].at(-1), 'IEND');
  return chunks;
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

describe('an emblem', () => {
  for (const [name, emblem] of [
    ['sms', smsEmblem],
    ['echo', echoEmblem],
  ] as const) {
    it(`is a small PNG that shows its squares: ${name}`, () => {
      const { bytes, id, width, height } = drawAvatar(emblem);
      assert.equal(id, createHash('sha1').update(bytes).digest('hex'));
      assert.ok(bytes.length < 1024, `${bytes.length} octets`);
      const chunks = chunksOf(bytes);
      const header = chunks.get('IHDR') ?? Buffer.alloc(0);
      assert.deepEqual([header.readUInt32BE(0), header.readUInt32BE(4)], [width, height]);
      assert.deepEqual([...header.subarray(8)], [1, 3, 0, 0, 0], 'one bit of a palette, nothing interlaced');
      const palette = chunks.get('PLTE')?.toString('hex');
      assert.equal(palette, `${emblem.background}${emblem.foreground}`.replaceAll('#', ''));
      const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
      const octets = 1 + Math.ceil(width / 8);
      assert.equal(rows.length, height * octets);
      const shown = Array.from({ length: height }, (_, y) => {
        const row = rows.subarray(y * octets, (y + 1) * octets);
        assert.equal(row[0], 0, 'no filter');
        return [...row.subarray(1)].map((octet) => octet.toString(2).padStart(8, '0')).join('');
      });
      const expected = emblem.rows.flatMap((row) => {
        const line = [...row].map((square) => (square === '#' ? '1111' : '0000')).join('');
        return [line, line, line, line];
      });
      assert.deepEqual(shown, expected);
    });
  }

  it('of no gateway in particular is one too, and another', () => {
    const own = drawAvatar();
    chunksOf(own.bytes);
    assert.notEqual(own.id, drawAvatar(smsEmblem).id);
  });

  it('and a file are told apart by their content alone', () => {
    const drawn = drawAvatar(smsEmblem);
    assert.deepEqual(avatarOf(drawn.bytes), drawn);
  });
});
