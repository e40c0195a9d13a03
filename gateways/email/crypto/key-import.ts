import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Problem } from '../../gateway.js';
import { Certificate } from './certificate.js';
import { mayBeUsed } from './chain.js';
import type { Identity } from './identity.js';
import { Effort, type PasswordFault } from './password-encryption.js';
import { pemBlocks } from './pem.js';
import { isPkcs12, openPkcs8, openPkcs12 } from './pkcs12.js';

/** A file in which a user brings a key and its certificates. */
export interface KeyFile {
  /** PKCS #12, or PEM with a private key and certificates. */
  readonly octets: Uint8Array;
  readonly password?: string;
  /** The mail addresses of the account: its certificate has to be for one of them. */
  readonly addresses: readonly string[];
  /** Wall time, ms. */
  readonly now: number;
}

type KeyImport = { readonly ok: true; readonly identity: Identity } | { readonly ok: false; readonly problem: Problem };

/** What comes out of a file, before it is known whether it is of use. */
interface Contents {
  readonly keys: readonly KeyObject[];
  readonly certificates: readonly Certificate[];
}

/** Files with a key and a whole chain of certificates take some KiB. */
const LARGEST = 262_144;

const MOST_KEYS = 8;

/** Kinds of keys that are not encrypted, or as OpenSSL did of old, with one round. */
const PEM_KEYS = ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'];

/**
 * Reads the file with a user's key and checks whether it is of use. Who vouches for the certificate is not looked at: that is
 * for those to judge who get mail.
 */
export async function importKey({ octets, password = '', addresses, now }: KeyFile): Promise<KeyImport> {
  const read = await contentsOf(octets, password);
  if ('condition' in read) return { ok: false, problem: read };
  const { keys, certificates } = read;
  if (keys.length === 0) return refused('no-key');
  const pairs = keys.flatMap((key) =>
    certificates.filter((certificate) => certificate.fits(key)).map((certificate) => ({ certificate, key })),
  );
  const isOurs = ({ certificate }: (typeof pairs)[number]): boolean => addresses.some((one) => certificate.isFor(one));
  // Of several the one that is valid longest: files may hold the one before as well.
  const [found] = [...pairs].sort((a, b) => {
    return Number(isOurs(b)) - Number(isOurs(a)) || b.certificate.notAfter - a.certificate.notAfter;
  });
  if (found === undefined) return refused('no-certificate');
  const problem = problemOf(found.certificate, isOurs(found), addresses, now);
  if (problem !== undefined) return { ok: false, problem };
  const chain = certificates.filter((one) => one.isCa && !one.equals(found.certificate));
  return { ok: true, identity: { ...found, chain } };
}

function problemOf(
  certificate: Certificate,
  isOurs: boolean,
  addresses: readonly string[],
  now: number,
): Problem | undefined {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  if (now > certificate.notAfter) return wrong('expired', { day: day(certificate.notAfter) });
  if (now < certificate.notBefore) return wrong('not-yet', { day: day(certificate.notBefore) });
  if (!isOurs) {
    const named = certificate.addresses.join(', ') || certificate.owner;
    return wrong('address', { named, address: addresses.join(', ') });
  }
  if (mayBeUsed(certificate, 'sign') || mayBeUsed(certificate, 'encrypt')) return undefined;
  return wrong('usage', { owner: certificate.owner });
}

async function contentsOf(octets: Uint8Array, password: string): Promise<Contents | Problem> {
  if (octets.length > LARGEST) return wrong('unknown-file');
  if (isPkcs12(octets)) return fromPkcs12(octets, password);
  const text = Buffer.from(octets).toString('latin1');
  return text.includes('-----BEGIN ') ? fromPem(text, password) : wrong('unknown-file');
}

async function fromPkcs12(octets: Uint8Array, password: string): Promise<Contents | Problem> {
  const opened = await openPkcs12(octets, password);
  if (!opened.ok) return closedFile(opened.why, password);
  const keys = opened.keys.flatMap((der) => keyOf({ key: Buffer.from(der), format: 'der', type: 'pkcs8' }) ?? []);
  return { keys, certificates: opened.certificates.flatMap((der) => Certificate.read(der) ?? []) };
}

async function fromPem(text: string, password: string): Promise<Contents | Problem> {
  const keys: KeyObject[] = [];
  const effort = new Effort();
  for (const der of pemBlocks(text, 'ENCRYPTED PRIVATE KEY').slice(0, MOST_KEYS)) {
    const opened = await openPkcs8(der, password, effort);
    if (!opened.ok) return closedFile(opened.why, password);
    const key = keyOf({ key: Buffer.from(opened.key), format: 'der', type: 'pkcs8' });
    // What a wrong password makes of a key may end as one ends, and is none.
    if (key === undefined) return closedFile('password', password);
    keys.push(key);
  }
  for (const block of PEM_KEYS.flatMap((label) => blocksOf(text, label))) {
    const isEncrypted = block.includes('Proc-Type: 4,ENCRYPTED');
    if (isEncrypted && password === '') return wrong('needs-password');
    const key = keyOf({ key: block, format: 'pem', ...(isEncrypted ? { passphrase: password } : {}) });
    if (key === undefined) return wrong(isEncrypted ? 'wrong-password' : 'unknown-file');
    keys.push(key);
  }
  return { keys, certificates: pemBlocks(text, 'CERTIFICATE').flatMap((der) => Certificate.read(der) ?? []) };
}

function closedFile(why: PasswordFault, password: string): Problem {
  if (why === 'password') return wrong(password === '' ? 'needs-password' : 'wrong-password');
  return wrong(why === 'malformed' ? 'unknown-file' : why);
}

/** The first blocks with a label, as they stand. */
function blocksOf(text: string, label: string): readonly string[] {
  const [begin, end] = [`-----BEGIN ${label}-----`, `-----END ${label}-----`];
  const found: string[] = [];
  for (let at = text.indexOf(begin); at >= 0 && found.length < MOST_KEYS; at = text.indexOf(begin, at + 1)) {
    const stop = text.indexOf(end, at);
    if (stop < 0) break;
    found.push(`${text.slice(at, stop + end.length)}\n`);
  }
  return found;
}

function keyOf(input: Parameters<typeof createPrivateKey>[0]): KeyObject | undefined {
  try {
    return createPrivateKey(input);
  } catch {
    return undefined;
  }
}

const TEXTS = {
  'unknown-file': 'email.key.unknown-file',
  'needs-password': 'email.key.needs-password',
  'wrong-password': 'email.key.wrong-password',
  unsupported: 'email.key.unsupported',
  costly: 'email.key.costly',
  'no-key': 'email.key.no-key',
  'no-certificate': 'email.key.no-certificate',
  expired: 'email.key.expired',
  'not-yet': 'email.key.not-yet',
  address: 'email.key.address',
  usage: 'email.key.usage',
} as const;

function wrong(what: keyof typeof TEXTS, params?: Readonly<Record<string, string>>): Problem {
  const text = params === undefined ? { key: TEXTS[what] } : { key: TEXTS[what], params };
  return { type: 'modify', condition: 'not-acceptable', text };
}

function refused(what: keyof typeof TEXTS): KeyImport {
  return { ok: false, problem: wrong(what) };
}
