import { createHash, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { bodyHash } from './dkim-body.js';

/** In a thread of its own: RSA takes most of a millisecond. */
const signed: (algorithm: string | null, data: Buffer, key: KeyObject) => Promise<Buffer> = promisify(sign);

/** A key that signs for a domain; its public half is in DNS at `<selector>._domainkey.<domain>` (RFC 6376 3.6.2). */
interface DkimKey {
  readonly selector: string;
  /** RSA of at least 1024 bits, or Ed25519 (RFC 8463). */
  readonly privateKey: KeyObject;
}

/** Who signs for a domain (RFC 6376). */
export interface DkimSigner {
  /** In A-labels. */
  readonly domain: string;
  /** One signature is made with each: verifiers that do not know one kind take the other. */
  readonly keys: readonly DkimKey[];
}

/**
 * Fields that are signed where they are there. Those in the first list are signed once more than they are there, so that nobody can
 * add another one that people see and the signature does not cover (RFC 6376 5.4.2, 8.15).
 */
const OVERSIGNED = ['from', 'subject', 'reply-to', 'to', 'cc', 'date', 'message-id', 'content-type', 'mime-version'];
const SIGNED = [
  'sender',
  'in-reply-to',
  'references',
  'content-transfer-encoding',
  'content-language',
  'auto-submitted',
  'jabber-id',
  'disposition-notification-to',
  'list-id',
  'list-post',
  'list-help',
  'list-archive',
  'list-subscribe',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'autocrypt',
  'chat-version',
  'chat-edit',
  'chat-delete',
  'chat-disposition-notification-to',
];

interface Field {
  readonly name: string;
  /** With its line ends, without the last. */
  readonly raw: string;
}

/** The mail with its signatures before it; see `dkimFields`. */
export async function dkimSigned(octets: Uint8Array, signer: DkimSigner, at: number): Promise<Uint8Array> {
  return Buffer.concat([await dkimFields(octets, signer, at), octets]);
}

/**
 * The signatures of a mail (RFC 6376), relaxed/relaxed: fields that go right before it, which saves a copy of a large one.
 *
 * @param octets a whole mail whose lines end with CRLF.
 * @param at wall time, ms since the epoch.
 */
export async function dkimFields(octets: Uint8Array, { domain, keys }: DkimSigner, at: number): Promise<Uint8Array> {
  const mail = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  const end = mail.indexOf('\r\n\r\n');
  // Octets stand for themselves: what is signed is what is sent.
  const header = mail.toString('latin1', 0, end === -1 ? mail.length : end);
  const hash = await bodyHash(end === -1 ? mail.subarray(mail.length) : mail.subarray(end + 4));
  const fields = fieldsOf(header);
  const names = signedNames(fields);
  const covered = coveredFields(fields, names);
  const seconds = Math.floor(at / 1000);
  const signatures = await Promise.all(keys.map((key) => signature({ domain, key, names, covered, hash, seconds })));
  return Buffer.from(signatures.join(''), 'latin1');
}

function fieldsOf(header: string): readonly Field[] {
  const fields: Field[] = [];
  for (const raw of header.split(/\r\n(?![ \t])/)) {
    const colon = raw.indexOf(':');
    if (colon > 0) fields.push({ name: raw.slice(0, colon).trim().toLowerCase(), raw });
  }
  return fields;
}

function signedNames(fields: readonly Field[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { name } of fields) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [
    ...OVERSIGNED.flatMap((name) => Array.from({ length: (counts.get(name) ?? 0) + 1 }, () => name)),
    ...SIGNED.flatMap((name) => Array.from({ length: counts.get(name) ?? 0 }, () => name)),
  ];
}

/** Fields of one name are taken from the last to the first (5.4.2). */
function coveredFields(fields: readonly Field[], names: readonly string[]): string {
  const left = new Map<string, string[]>();
  for (const { name, raw } of fields) left.set(name, [...(left.get(name) ?? []), raw]);
  let covered = '';
  for (const name of names) {
    const raw = left.get(name)?.pop();
    if (raw !== undefined) covered += `${relaxedField(raw)}\r\n`;
  }
  return covered;
}

/** 3.4.2. */
function relaxedField(raw: string): string {
  const colon = raw.indexOf(':');
  const value = raw
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${raw.slice(0, colon).trim().toLowerCase()}:${value}`;
}

interface Parts {
  readonly domain: string;
  readonly key: DkimKey;
  readonly names: readonly string[];
  readonly covered: string;
  /** Of the body, base64. */
  readonly hash: string;
  readonly seconds: number;
}

async function signature({ domain, key, names, covered, hash, seconds }: Parts): Promise<string> {
  const { selector, privateKey } = key;
  const ed25519 = privateKey.asymmetricKeyType === 'ed25519';
  const algorithm = ed25519 ? 'ed25519-sha256' : 'rsa-sha256';
  const unsigned = [
    `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain};`,
    ` s=${selector}; t=${seconds};`,
    ` h=${folded(names)};`,
    ` bh=${hash};`,
    ' b=',
  ].join('\r\n');
  const data = Buffer.from(covered + relaxedField(unsigned), 'latin1');
  // RFC 8463 3: Ed25519 signs the hash.
  const octets = ed25519
    ? await signed(null, createHash('sha256').update(data).digest(), privateKey)
    : await signed('sha256', data, privateKey);
  return `${unsigned}${inLines(octets.toString('base64'))}\r\n`;
}

/** Names in lines of at most 76. */
function folded(names: readonly string[]): string {
  let out = '';
  let column = 3;
  for (const [index, name] of names.entries()) {
    const piece = index < names.length - 1 ? `${name}:` : name;
    if (column + piece.length > 75) {
      out += '\r\n  ';
      column = 2;
    }
    out += piece;
    column += piece.length;
  }
  return out;
}

function inLines(base64: string): string {
  return (base64.match(/.{1,70}/g) ?? []).join('\r\n  ');
}
