/** OpenPGP in mails (RFC 3156), passed through: nothing here has a key or looks into a message. */
import { createHash } from 'node:crypto';
import { base64Lines } from '../compose/base64.js';
import type { Part } from '../mime/part.js';

const VERSION = 'application/pgp-encrypted';
const BEGIN = '-----BEGIN PGP MESSAGE-----';
const END = '-----END PGP MESSAGE-----';

/**
 * Marks messages whose plain text is an element of XEP-0373 and no MIME entity: a gateway at the other end hands them to its user as
 * they were, and a mail program shows what it finds.
 */
const XMPP_MARK = 'OpenPGP for XMPP (XEP-0373)';

/** An OpenPGP message of XEP-0373, binary, as an entity of PGP/MIME. */
export function pgpMimeOf(message: Uint8Array): Uint8Array {
  return encryptedEntity(armoured(message), `Content-Description: ${XMPP_MARK}\r\n`);
}

/** The OpenPGP message that `pgpMimeOf` made an entity of, in base64; undefined for all other mails. */
export function xmppMessageIn(part: Part): string | undefined {
  if (part.type !== 'multipart/encrypted' || part.headers.first('content-description') !== XMPP_MARK) return undefined;
  const message = part.children[1]?.content();
  const octets = message === undefined ? undefined : unarmoured(Buffer.from(message).toString('latin1'));
  return octets === undefined ? undefined : Buffer.from(octets).toString('base64');
}

/**
 * The entity as it was before an Exchange server made multipart/mixed of multipart/encrypted, with an empty text in front. The
 * encrypted part stays octet for octet. Undefined: it is not one of those.
 */
export function repaired(part: Part): Uint8Array | undefined {
  const [text, version, message] = part.children;
  if (part.type !== 'multipart/mixed' || part.children.length !== 3 || text?.type !== 'text/plain') return undefined;
  if (version?.type !== VERSION || message?.type !== 'application/octet-stream') return undefined;
  if (text.text().trim() !== '') return undefined;
  const armour = Buffer.from(message.content()).toString('latin1');
  return armour.trimStart().startsWith(BEGIN) ? encryptedEntity(armour, '') : undefined;
}

function encryptedEntity(armour: string, fields: string): Uint8Array {
  // Not in any armour, whose lines begin with base64 or a few known words; the same each time, so that a repeat is the same mail.
  const boundary = `pgp=_${createHash('sha256').update(armour, 'latin1').digest('hex').slice(0, 32)}`;
  const head = `Content-Type: multipart/encrypted; protocol="${VERSION}";\r\n boundary="${boundary}"\r\n${fields}\r\n`;
  const version = `--${boundary}\r\nContent-Type: ${VERSION}\r\n\r\nVersion: 1\r\n\r\n`;
  const message = `--${boundary}\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n${armour}\r\n`;
  return Buffer.from(`${head}${version}${message}--${boundary}--\r\n`, 'latin1');
}

/** ASCII armour (RFC 9580 6.2), with the checksum that older programs want. */
export function armoured(message: Uint8Array): string {
  const sum = crc24(message);
  const checksum = Buffer.from([sum >> 16, (sum >> 8) & 0xff, sum & 0xff]).toString('base64');
  return `${BEGIN}\r\n\r\n${base64Lines(message)}\r\n=${checksum}\r\n${END}`;
}

/** The octets in an armour; undefined where there is none, or where its checksum is wrong. */
export function unarmoured(text: string): Uint8Array | undefined {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  if (begin < 0 || end < 0) return undefined;
  const lines = text.slice(begin + BEGIN.length, end).split(/\r?\n/);
  // Behind the first line come armour headers, up to an empty line.
  const empty = lines.findIndex((line, at) => at > 0 && line.trim() === '');
  const body = lines.slice(empty + 1).map((line) => line.trim());
  const sums = body.filter((line) => line.startsWith('='));
  const octets = Buffer.from(body.filter((line) => !line.startsWith('=')).join(''), 'base64');
  if (octets.length === 0) return undefined;
  const [sum] = sums;
  if (sum === undefined) return octets;
  const expected = Buffer.from(sum.slice(1), 'base64');
  return expected.length === 3 && expected.readUIntBE(0, 3) === crc24(octets) ? octets : undefined;
}

/** The cyclic redundancy check of RFC 9580 6.1.1. */
function crc24(octets: Uint8Array): number {
  let crc = 0xb704ce;
  for (const octet of octets) {
    crc ^= octet << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1;
      if ((crc & 0x1000000) !== 0) crc ^= 0x1864cfb;
    }
  }
  return crc & 0xffffff;
}
