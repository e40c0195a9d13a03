/** Encryption with a password (RFC 8018, and RFC 7292 B and C): decrypted. Whoever made it chose the number of rounds, so those are bounded. */
import { createDecipheriv, createHash, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { type BerElement, is, numberOf, octetsOf, oidOf, TAG } from './ber.js';
import { OID } from './oids.js';

/** Why something stays closed; `costly`: more rounds than are calculated for anybody. */
export type PasswordFault = 'malformed' | 'password' | 'unsupported' | 'costly';

/** Thrown to those alone who read what is encrypted with a password; `closed` makes a value of it. */
export class Refused extends Error {
  readonly why: PasswordFault;

  constructor(why: PasswordFault) {
    super(why);
    this.why = why;
  }
}

/** Why a reader gave up; throws anew what is no reason of that kind. */
export function closed(error: unknown): { readonly ok: false; readonly why: PasswordFault } {
  if (error instanceof Refused) return { ok: false, why: error.why };
  throw error;
}

/** What other programs write is some thousands; these take about a second. */
const MOST_PBKDF2_ROUNDS = 5_000_000;
/** Calculated on the main thread, some tenths of a second. */
const MOST_KDF_ROUNDS = 200_000;
/** As often as a file with one key needs them: for its checksum, and for key and IV of its two parts. */
const DERIVATIONS = 5;

/** The rounds that one whole file may cost: it may have been made of many parts, each of which costs much. */
export class Effort {
  #kdf = DERIVATIONS * MOST_KDF_ROUNDS;
  #pbkdf2 = 2 * MOST_PBKDF2_ROUNDS;

  /** The rounds of one derivation of RFC 7292 B.2; throws `Refused`. */
  kdf(element: BerElement | undefined): number {
    const rounds = roundsOf(element, Math.min(MOST_KDF_ROUNDS, this.#kdf));
    this.#kdf -= rounds;
    return rounds;
  }

  /** Those of PBKDF2; throws `Refused`. */
  pbkdf2(element: BerElement | undefined): number {
    const rounds = roundsOf(element, Math.min(MOST_PBKDF2_ROUNDS, this.#pbkdf2));
    this.#pbkdf2 -= rounds;
    return rounds;
  }
}

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';

/** What the older ways encrypt with, by OID (RFC 7292 C): octets of the key, and of RC2 the bits that count. */
const PBES1 = new Map<string, { readonly key: number; readonly rc2?: number }>([
  ['1.2.840.113549.1.12.1.3', { key: 24 }],
  ['1.2.840.113549.1.12.1.4', { key: 16 }],
  ['1.2.840.113549.1.12.1.5', { key: 16, rc2: 128 }],
  ['1.2.840.113549.1.12.1.6', { key: 5, rc2: 40 }],
]);

/** Hashes that a password is derived with, as Node names them. */
export const HASHES = new Map<string, string>([
  [OID.sha1, 'sha1'],
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
]);

/** Pseudo-random functions of PBKDF2 (RFC 8018 B.1); none named: HMAC with SHA-1. */
const PRFS = new Map<string, string>([
  ['1.2.840.113549.2.7', 'sha1'],
  ['1.2.840.113549.2.9', 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
]);

const CIPHERS = new Map<string, { readonly name: string; readonly key: number }>([
  [OID.aes256Cbc, { name: 'aes-256-cbc', key: 32 }],
  [OID.aes192Cbc, { name: 'aes-192-cbc', key: 24 }],
  [OID.aes128Cbc, { name: 'aes-128-cbc', key: 16 }],
  [OID.desEde3Cbc, { name: 'des-ede3-cbc', key: 24 }],
]);

/**
 * Decrypts with a password after an AlgorithmIdentifier. `secret`: the password as the older ways take it (see `bmp`). Rejects
 * with `Refused`.
 */
export async function decipher(
  { children: [type, parameters] }: BerElement,
  encrypted: Uint8Array,
  password: string,
  secret: Uint8Array,
  effort: Effort,
): Promise<Uint8Array> {
  const id = oidOf(type) ?? '';
  if (parameters === undefined) throw new Refused('malformed');
  if (id === PBES2) return decipherNew(parameters, encrypted, password, effort);
  const way = PBES1.get(id);
  const [salt, rounds] = parameters.children;
  if (way === undefined) throw new Refused('unsupported');
  if (salt === undefined) throw new Refused('malformed');
  const make = (purpose: number, length: number) =>
    derive('sha1', purpose, secret, octetsOf(salt), effort.kdf(rounds), length);
  const [key, iv] = [make(1, way.key), make(2, 8)];
  if (way.rc2 !== undefined) return decipherRc2(key, iv, way.rc2, encrypted);
  // Of two keys the first one is used again (RFC 7292 C).
  const three = way.key === 24 ? key : Buffer.concat([key, key.subarray(0, 8)]);
  return finish('des-ede3-cbc', three, iv, encrypted);
}

/** PBES2 (RFC 8018 6.2). */
async function decipherNew(
  parameters: BerElement,
  encrypted: Uint8Array,
  password: string,
  effort: Effort,
): Promise<Uint8Array> {
  const [kdf, scheme] = parameters.children;
  const given = oidOf(kdf?.children[0]) === PBKDF2 ? kdf?.children[1]?.children : undefined;
  const cipher = CIPHERS.get(oidOf(scheme?.children[0]) ?? '');
  const iv = scheme?.children[1];
  const [salt, rounds, ...more] = given ?? [];
  const named = more.find((one) => is(one, TAG.sequence));
  const prf = named === undefined ? 'sha1' : PRFS.get(oidOf(named.children[0]) ?? '');
  if (cipher === undefined || prf === undefined || salt === undefined || !is(iv, TAG.octetString)) {
    throw new Refused('unsupported');
  }
  const count = effort.pbkdf2(rounds);
  const key = await promisify(pbkdf2)(Buffer.from(password, 'utf8'), octetsOf(salt), count, cipher.key, prf);
  return finish(cipher.name, key, octetsOf(iv), encrypted);
}

function finish(name: string, key: Uint8Array, iv: Uint8Array, encrypted: Uint8Array): Uint8Array {
  try {
    const cipher = createDecipheriv(name, key, iv);
    return Buffer.concat([cipher.update(encrypted), cipher.final()]);
  } catch {
    throw new Refused('password');
  }
}

/** RC2, which older Windows uses and Node has no more. It is so rare that its library is loaded for it. */
async function decipherRc2(key: Uint8Array, iv: Uint8Array, bits: number, encrypted: Uint8Array): Promise<Uint8Array> {
  const { default: forge } = await import('node-forge');
  const cipher = forge.rc2.createDecryptionCipher(Buffer.from(key).toString('latin1'), bits);
  cipher.start(Buffer.from(iv).toString('latin1'));
  cipher.update(forge.util.createBuffer(Buffer.from(encrypted).toString('latin1')));
  if (!cipher.finish()) throw new Refused('password');
  return Buffer.from(cipher.output.getBytes(), 'latin1');
}

/** A number of rounds that is not too large; throws `Refused`. */
function roundsOf(element: BerElement | undefined, most: number): number {
  const rounds = numberOf(element);
  if (rounds === undefined || rounds < 1) throw new Refused('malformed');
  if (rounds > most) throw new Refused('costly');
  return rounds;
}

/** A password as BMPString with two zeros (RFC 7292 B.1). */
export function bmp(password: string): Uint8Array {
  return Buffer.from(`${password}\0`, 'utf16le').swap16();
}

/** Key (1), IV (2) or key of the checksum (3) from a password (RFC 7292 B.2). */
export function derive(
  hash: string,
  purpose: number,
  secret: Uint8Array,
  salt: Uint8Array,
  rounds: number,
  length: number,
): Uint8Array {
  const block = hash === 'sha384' || hash === 'sha512' ? 128 : 64;
  const input = Buffer.concat([repeated(salt, block), repeated(secret, block)]);
  const made: Uint8Array[] = [];
  for (let have = 0; have < length; ) {
    let piece = createHash(hash).update(Buffer.alloc(block, purpose)).update(input).digest();
    for (let round = 1; round < rounds; round++) piece = createHash(hash).update(piece).digest();
    made.push(piece);
    have += piece.length;
    addToBlocks(input, repeated(piece, block).subarray(0, block), block);
  }
  return Buffer.concat(made).subarray(0, length);
}

/** Octets again and again, up to a whole number of blocks. */
function repeated(octets: Uint8Array, block: number): Buffer {
  if (octets.length === 0) return Buffer.alloc(0);
  return Buffer.alloc(block * Math.ceil(octets.length / block), octets);
}

/** Adds a number and 1 to each block, as numbers of the size of a block. */
function addToBlocks(blocks: Buffer, number: Uint8Array, block: number): void {
  for (let start = 0; start < blocks.length; start += block) {
    let carry = 1;
    for (let at = block - 1; at >= 0; at--) {
      const sum = (blocks[start + at] ?? 0) + (number[at] ?? 0) + carry;
      blocks[start + at] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}
