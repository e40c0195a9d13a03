import { readFileSync } from 'node:fs';
import { explainReason } from './reason.js';

/** XEP-0153 4.6: less than eight kilobytes; so it also fits the smallest stanza that servers must take. */
const MOST_OCTETS = 8 * 1024;
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const LEAST_PIXELS = 32;
const MOST_PIXELS = 512;

type AvatarFile =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly message: string; readonly fix: string };

/** Reads a picture for a gateway and its contacts: a small square PNG. */
export function readAvatarFile(path: string): AvatarFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return wrong(`cannot be read: ${explainReason(error)}`, 'correct the path, or let the user of Isthmus read it');
  }
  if (bytes.length < 45 || !bytes.subarray(0, 8).equals(SIGNATURE) || bytes.toString('latin1', 12, 16) !== 'IHDR') {
    return wrong('is not a PNG', 'save the picture as PNG');
  }
  if (bytes.length > MOST_OCTETS)
    return wrong(`has ${bytes.length} bytes`, `make it smaller than ${MOST_OCTETS} bytes`);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width !== height || width < LEAST_PIXELS || width > MOST_PIXELS) {
    return wrong(
      `has ${width} by ${height} pixels`,
      `make it square, ${LEAST_PIXELS} to ${MOST_PIXELS} pixels; 64 or 96 is usual`,
    );
  }
  return { ok: true, bytes };
}

function wrong(message: string, fix: string): AvatarFile {
  return { ok: false, message, fix };
}
