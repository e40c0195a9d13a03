import { createHash } from 'node:crypto';

const LF = 10;
const CR = 13;
const COLON = 58;

/** Where the body of a mail begins: behind the first empty line; the length where there is none. Linear. */
export function bodyStart(octets: Uint8Array): number {
  let lineStart = 0;
  for (;;) {
    const end = octets.indexOf(LF, lineStart);
    if (end === -1) return octets.length;
    if (end === lineStart || (end === lineStart + 1 && octets[lineStart] === CR)) return end + 1;
    lineStart = end + 1;
  }
}

/**
 * The value of the first field of this name in a header, unfolded and trimmed; undefined where there is none. `name` in small
 * letters. Octets that are no UTF-8 become U+FFFD. Linear.
 */
export function fieldOf(header: Uint8Array, name: string): string | undefined {
  let lineStart = 0;
  while (lineStart < header.length) {
    let end = lineEnd(header, lineStart);
    if (isField(header, lineStart, name)) {
      while (end < header.length && isBlank(header[end])) end = lineEnd(header, end);
      const value = Buffer.from(header.subarray(lineStart + name.length + 1, end)).toString('utf8');
      return value.replaceAll(/[\r\n]/g, '').trim();
    }
    lineStart = end;
  }
  return undefined;
}

function lineEnd(octets: Uint8Array, from: number): number {
  const end = octets.indexOf(LF, from);
  return end === -1 ? octets.length : end + 1;
}

function isBlank(octet: number | undefined): boolean {
  return octet === 32 || octet === 9;
}

function isField(header: Uint8Array, at: number, name: string): boolean {
  if (header[at + name.length] !== COLON) return false;
  for (let index = 0; index < name.length; index += 1) {
    const octet = header[at + index] ?? 0;
    const small = octet >= 65 && octet <= 90 ? octet + 32 : octet;
    if (small !== name.charCodeAt(index)) return false;
  }
  return true;
}

const LONGEST_ID = 998;

/** The Message-ID of a header without its angle brackets (RFC 5322 3.6.4); junk around it is dropped, an empty one is none. */
export function messageIdOf(header: Uint8Array): string | undefined {
  const value = fieldOf(header, 'message-id');
  if (value === undefined) return undefined;
  const open = value.indexOf('<');
  const close = value.indexOf('>', open + 1);
  const id = open === -1 || close === -1 ? value : value.slice(open + 1, close);
  const trimmed = id.trim();
  return trimmed === '' || trimmed.length > LONGEST_ID ? undefined : trimmed;
}

/**
 * A key that copies of one mail share (64 hex digits). With a Message-ID it is that and the body, so that the ways by which two
 * copies came do not count and another mail under the same id is another mail; without one it is all of the mail.
 */
export function identityOf(octets: Uint8Array, messageId: string | undefined): string {
  const hash = createHash('sha256');
  if (messageId === undefined) return hash.update('whole\0').update(octets).digest('hex');
  return hash
    .update(`id\0${messageId}\0`)
    .update(octets.subarray(bodyStart(octets)))
    .digest('hex');
}

/** The same for a mail of which only the head is known. */
export function identityOfHead(header: Uint8Array, messageId: string | undefined, size: number): string {
  return createHash('sha256')
    .update(`head\0${size}\0${messageId ?? ''}\0`)
    .update(messageId === undefined ? header : '')
    .digest('hex');
}
