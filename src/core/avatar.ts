import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import type { Emblem } from '../../gateways/gateway.js';
import type { AvatarImage } from '../xmpp/avatar.js';

/** The size that XEP-0153 4.6 recommends, in pixels. */
const SIDE = 64;
const SQUARES = 16;
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** Of a gateway that has none of its own: two shores and the land between them. */
const ISTHMUS: Emblem = {
  background: '#1565c0',
  foreground: '#ffffff',
  rows: [
    '................',
    '................',
    '..####....####..',
    '..#####..#####..',
    '..######.#####..',
    '..######.#####..',
    '..############..',
    '..############..',
    '..############..',
    '..############..',
    '..#####.######..',
    '..#####.######..',
    '..#####..#####..',
    '..####....####..',
    '................',
    '................',
  ],
};

/** An emblem as a PNG of two colours. */
export function drawAvatar({ background, foreground, rows }: Emblem = ISTHMUS): AvatarImage {
  const scale = SIDE / SQUARES;
  const bytesInRow = SIDE / 8;
  const pixels = Buffer.alloc(SIDE * (1 + bytesInRow));
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      if (rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] !== '#') continue;
      // Each row begins with the octet of its filter, which is none.
      const at = y * (1 + bytesInRow) + 1 + (x >> 3);
      pixels[at] = (pixels[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  // One bit a pixel, which is a colour of the palette.
  header[8] = 1;
  header[9] = 3;
  const bytes = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.concat([colour(background), colour(foreground)])),
    chunk('IDAT', deflateSync(pixels, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return { id: sha1(bytes), bytes, width: SIDE, height: SIDE };
}

/** A PNG file as an avatar. `bytes` have been checked to be one. */
export function avatarOf(bytes: Buffer): AvatarImage {
  return { id: sha1(bytes), bytes, width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function colour(hex: string): Buffer {
  return Buffer.from(hex.slice(1), 'hex');
}

function sha1(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex');
}
