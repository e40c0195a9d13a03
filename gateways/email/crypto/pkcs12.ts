/**
 * Reading of PKCS #12 (RFC 7292), the file in which mail programs and CAs hand out a key with its certificates, protected by a password.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type BerElement, numberOf, octetsOf, oidOf, readBer, tagged } from './ber.js';
import { OID } from './oids.js';
import { bmp, closed, decipher, derive, Effort, HASHES, type PasswordFault, Refused } from './password-encryption.js';

type Pkcs12Result =
  /** PKCS #8 of each key, and DER of each certificate, in their order. */
  | { readonly ok: true; readonly keys: readonly Uint8Array[]; readonly certificates: readonly Uint8Array[] }
  | { readonly ok: false; readonly why: PasswordFault };

const MOST_BAGS = 64;

const BAG = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
} as const;
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const X509 = '1.2.840.113549.1.9.22.1';
/** Whether octets look like such a file: its first element is a version, 3. */
export function isPkcs12(octets: Uint8Array): boolean {
  const [version] = readBer(octets)?.children ?? [];
  return numberOf(version) === 3;
}

/** Opens a file with its password, '' where it has none. */
export async function openPkcs12(octets: Uint8Array, password: string): Promise<Pkcs12Result> {
  try {
    return await open(octets, password);
  } catch (error) {
    return closed(error);
  }
}

async function open(octets: Uint8Array, password: string): Promise<Pkcs12Result> {
  const [, safe, mac] = readBer(octets)?.children ?? [];
  // Signed with a key in place of a password is what nobody writes.
  const content = safe === undefined ? undefined : dataOf(safe);
  if (content === undefined) throw new Refused('malformed');
  const effort = new Effort();
  const secret = mac === undefined ? bmp(password) : checkedPassword(mac, content, password, effort);
  const keys: Uint8Array[] = [];
  const certificates: Uint8Array[] = [];
  for (const part of readBer(content)?.children.slice(0, MOST_BAGS) ?? []) {
    const inner = dataOf(part) ?? (await decryptedPart(part, password, secret, effort));
    for (const bag of readBer(inner)?.children.slice(0, MOST_BAGS) ?? []) {
      const type = oidOf(bag.children[0]);
      const value = bag.children[1]?.children[0];
      if (value === undefined) continue;
      if (type === BAG.key) keys.push(value.octets);
      else if (type === BAG.shroudedKey) keys.push(await decrypted(value, password, secret, effort));
      else if (type === BAG.certificate && oidOf(value.children[0]) === X509) {
        const held = value.children[1]?.children[0];
        if (held !== undefined) certificates.push(octetsOf(held));
      }
    }
  }
  return { ok: true, keys, certificates };
}

/** The octets of a ContentInfo of type data; undefined: it is of another type. */
function dataOf(info: BerElement): Uint8Array | undefined {
  const held = oidOf(info.children[0]) === OID.data ? info.children[1]?.children[0] : undefined;
  return held === undefined ? undefined : octetsOf(held);
}

async function decryptedPart(
  part: BerElement,
  password: string,
  secret: Uint8Array,
  effort: Effort,
): Promise<Uint8Array> {
  const info = oidOf(part.children[0]) === ENCRYPTED_DATA ? part.children[1]?.children[0]?.children[1] : undefined;
  const algorithm = info?.children[1];
  const held = info === undefined ? undefined : tagged(info, 0);
  if (algorithm === undefined || held === undefined) throw new Refused('unsupported');
  return decipher(algorithm, octetsOf(held), password, secret, effort);
}

/** Opens a key that is encrypted by itself (PKCS #8, RFC 5958 3); gives PKCS #8. */
export async function openPkcs8(
  octets: Uint8Array,
  password: string,
  effort: Effort,
): Promise<{ readonly ok: true; readonly key: Uint8Array } | { readonly ok: false; readonly why: PasswordFault }> {
  const info = readBer(octets);
  if (info === undefined) return { ok: false, why: 'malformed' };
  try {
    return { ok: true, key: await decrypted(info, password, bmp(password), effort) };
  } catch (error) {
    return closed(error);
  }
}

/** EncryptedPrivateKeyInfo. */
async function decrypted(
  { children }: BerElement,
  password: string,
  secret: Uint8Array,
  effort: Effort,
): Promise<Uint8Array> {
  const [algorithm, encrypted] = children;
  if (algorithm === undefined || encrypted === undefined) throw new Refused('malformed');
  return decipher(algorithm, octetsOf(encrypted), password, secret, effort);
}

/** The password in the form for which the checksum is right (RFC 7292 4): none is written in two ways. */
function checkedPassword(mac: BerElement, content: Uint8Array, password: string, effort: Effort): Uint8Array {
  const [digest, salt, rounds] = mac.children;
  const hash = HASHES.get(oidOf(digest?.children[0]?.children[0]) ?? '');
  const expected = digest?.children[1];
  if (hash === undefined) throw new Refused('unsupported');
  if (expected === undefined || salt === undefined) throw new Refused('malformed');
  const count = rounds === undefined ? 1 : effort.kdf(rounds);
  const wanted = octetsOf(expected);
  for (const secret of password === '' ? [bmp(''), new Uint8Array()] : [bmp(password)]) {
    const key = derive(hash, 3, secret, octetsOf(salt), count, createHash(hash).digest().length);
    const found = createHmac(hash, key).update(content).digest();
    if (found.length === wanted.length && timingSafeEqual(found, wanted)) return secret;
  }
  throw new Refused('password');
}
