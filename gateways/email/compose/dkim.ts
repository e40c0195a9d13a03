import { createHash, type KeyObject, sign as signOctets } from 'node:crypto';

/** A key that signs for a domain; its public half is in DNS at `<selector>._domainkey.<domain>` (RFC 6376 3.6.2). */
export interface DkimKey {
  readonly selector: string;
  /** RSA of at least 1024 bits, or Ed25519 (RFC 8463). */
  readonly privateKey: KeyObject;
}

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

/**
 * The mail with its signatures before it (RFC 6376), relaxed/relaxed.
 *
 * @param octets a whole mail whose lines end with CRLF.
 * @param at wall time, ms since the epoch.
 */
export function dkimSigned(octets: Uint8Array, { domain, keys }: DkimSigner, at: number): Uint8Array {
  const mail = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  const end = mail.indexOf('\r\n\r\n');
  // Octets stand for themselves: what is signed is what is sent.
  const header = mail.toString('latin1', 0, end === -1 ? mail.length : end);
  const body = end === -1 ? '' : mail.toString('latin1', end + 4);
  const bodyHash = createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64');
  const fields = fieldsOf(header);
  const names = signedNames(fields);
  const covered = coveredFields(fields, names);
  const seconds = Math.floor(at / 1000);
  const signatures = keys.map((key) => signature({ domain, key, names, covered, bodyHash, seconds }));
  return Buffer.concat([Buffer.from(signatures.join(''), 'latin1'), mail]);
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

/** 3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => withoutEndBlanks(line.replace(/[ \t]+/g, ' ')));
  let count = lines.length;
  while (count > 0 && lines[count - 1] === '') count -= 1;
  return count === 0 ? '' : `${lines.slice(0, count).join('\r\n')}\r\n`;
}

function withoutEndBlanks(line: string): string {
  return line.endsWith(' ') ? line.slice(0, -1) : line;
}

interface Parts {
  readonly domain: string;
  readonly key: DkimKey;
  readonly names: readonly string[];
  readonly covered: string;
  readonly bodyHash: string;
  readonly seconds: number;
}

function signature({ domain, key, names, covered, bodyHash, seconds }: Parts): string {
  const { selector, privateKey } = key;
  const ed25519 = privateKey.asymmetricKeyType === 'ed25519';
  const algorithm = ed25519 ? 'ed25519-sha256' : 'rsa-sha256';
  const unsigned = [
    `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain};`,
    ` s=${selector}; t=${seconds};`,
    ` h=${folded(names)};`,
    ` bh=${bodyHash};`,
    ' b=',
  ].join('\r\n');
  const data = Buffer.from(covered + relaxedField(unsigned), 'latin1');
  // RFC 8463 3: Ed25519 signs the hash.
  const octets = ed25519
    ? signOctets(null, createHash('sha256').update(data).digest(), privateKey)
    : signOctets('sha256', data, privateKey);
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
