/** Keys of contents that are encrypted with RSA for each recipient (KeyTransRecipientInfo, RFC 5652 6.2.1). */
import { constants, type KeyObject, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto';
import { type BerElement, oidOf, tagged } from './ber.js';
import { context, nullValue, oid, sequence } from './der.js';
import { OID } from './oids.js';

const OAEP_HASHES = new Map<string, string>([
  [OID.sha1, 'sha1'],
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
]);

/**
 * Decrypts the key of a content, of `length` octets. Undefined: the algorithm is not known here. A key that cannot be decrypted
 * is another one, which nobody can tell from the right one but by decrypting the content with it.
 */
export function unwrapRsa(
  algorithm: BerElement,
  encrypted: Uint8Array,
  key: KeyObject,
  length: number,
): Uint8Array | undefined {
  const [type, parameters] = algorithm.children;
  const id = oidOf(type);
  if (id === OID.rsaEncryption) return unwrapV15(encrypted, key, length);
  const hash = id === OID.rsaOaep ? oaepHash(parameters) : undefined;
  if (hash === undefined) return undefined;
  try {
    const options = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash };
    const found = privateDecrypt(options, encrypted);
    return found.length === length ? found : randomBytes(length);
  } catch {
    return randomBytes(length);
  }
}

/**
 * RSAES-PKCS1-v1_5. The padding is taken off here, because whoever learns by an error or by the time taken whether it was right
 * can decrypt with us as an oracle (RFC 3218): the length of the key is known, so that every octet is looked at, and where
 * anything is wrong a random key takes its place.
 */
function unwrapV15(encrypted: Uint8Array, key: KeyObject, length: number): Uint8Array {
  const random = randomBytes(length);
  let block: Buffer;
  try {
    block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted);
  } catch {
    // Not of the size of the key: told by its look, without the key.
    return random;
  }
  const start = block.length - length;
  if (start < 11) return random;
  let wrong = (block[0] ?? 1) | ((block[1] ?? 0) ^ 2) | (block[start - 1] ?? 1);
  for (let at = 2; at < start - 1; at++) wrong |= isZero(block[at] ?? 0);
  const mask = -isZero(wrong) & 0xff;
  const found = new Uint8Array(length);
  for (let at = 0; at < length; at++) {
    found[at] = ((block[start + at] ?? 0) & mask) | ((random[at] ?? 0) & ~mask);
  }
  return found;
}

/** 1 for 0 and 0 for 1 to 255, without a branch. */
function isZero(octet: number): number {
  return ((octet - 1) >>> 31) & 1;
}

/** RSAES-OAEP-params (RFC 4055 4.1); Node takes one hash for both of its places, and no label. */
function oaepHash(parameters: BerElement | undefined): string | undefined {
  const named = parameters === undefined ? undefined : tagged(parameters, 0)?.children[0]?.children[0];
  const hash = named === undefined ? 'sha1' : OAEP_HASHES.get(oidOf(named) ?? '');
  const mask = parameters === undefined ? undefined : tagged(parameters, 1)?.children[0];
  const maskHash = mask === undefined ? 'sha1' : OAEP_HASHES.get(oidOf(mask.children[1]?.children[0]) ?? '');
  return maskHash === hash ? hash : undefined;
}

/** Encrypts the key of a content. */
export function wrapRsa(
  key: KeyObject,
  content: Uint8Array,
  padding: 'oaep' | 'v1.5',
): { readonly algorithm: Uint8Array; readonly encrypted: Uint8Array } {
  if (padding === 'v1.5') {
    const encrypted = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, content);
    return { algorithm: sequence(oid(OID.rsaEncryption), nullValue()), encrypted };
  }
  const options = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  const sha256 = sequence(oid(OID.sha256), nullValue());
  const parameters = sequence(context(0, sha256), context(1, sequence(oid(OID.mgf1), sha256)));
  return { algorithm: sequence(oid(OID.rsaOaep), parameters), encrypted: publicEncrypt(options, content) };
}
