/**
 * Just enough of MIME (RFC 2045, 2046) to find the very octets that a signature covers: nothing is decoded and put together
 * again, because nobody puts it together as it was.
 */

/** A MIME entity, or a message: header and body, not decoded. */
export interface Entity {
  /** Fields with their names, not unfolded, each with its line end; in order. */
  readonly fields: readonly Field[];
  readonly body: Uint8Array;
  /** Lower case, `text/plain` where there is none. */
  readonly type: string;
  /** Parameters of the type, names in lower case. */
  readonly params: ReadonlyMap<string, string>;
  /** Content-Transfer-Encoding, lower case. */
  readonly encoding: string;
}

export interface Field {
  /** Lower case. */
  readonly name: string;
  /** The whole field as it stands, with its line end. */
  readonly octets: Uint8Array;
}

const LF = 0x0a;
const CR = 0x0d;
const HYPHEN = 0x2d;
const MOST_FIELDS = 2000;
const LARGEST_FIELD = 65_536;
const MOST_PARTS = 1000;
/** Without CRLF (RFC 5321 4.5.3.1.6). */
const LONGEST_LINE = 998;

/** Reads an entity. Never fails: what has no header is all body. */
export function readEntity(octets: Uint8Array): Entity {
  const fields: Field[] = [];
  let at = 0;
  let begun = 0;
  while (at < octets.length && fields.length < MOST_FIELDS) {
    const next = nextLine(octets, at);
    const first = octets[next];
    const isFolded = first === 0x20 || first === 0x09;
    if (isEmptyLine(octets, at)) break;
    if (!isFolded || next >= octets.length) {
      const name = nameOf(octets, begun, next);
      // What is no field ends the header.
      if (name === undefined) return entity(fields, octets.subarray(begun));
      fields.push({ name, octets: octets.subarray(begun, next) });
      begun = next;
    }
    at = next;
  }
  return entity(fields, octets.subarray(nextLine(octets, at)));
}

function entity(fields: readonly Field[], body: Uint8Array): Entity {
  const { value: type, params } = readParameters(fieldValue(fields, 'content-type') ?? 'text/plain');
  const { value: encoding } = readParameters(fieldValue(fields, 'content-transfer-encoding') ?? '7bit');
  return { fields, body, type: type.includes('/') ? type : 'text/plain', params, encoding };
}

/** The value of the first field of a name, unfolded; undefined where there is none. Octets beyond ASCII are as UTF-8 has them. */
export function fieldValue(fields: readonly Field[], name: string): string | undefined {
  const octets = fields.find((field) => field.name === name)?.octets;
  if (octets === undefined || octets.length > LARGEST_FIELD) return undefined;
  const text = Buffer.from(octets).toString('utf8');
  return text
    .slice(text.indexOf(':') + 1)
    .replace(/[\r\n]/g, '')
    .trim();
}

/** A value and its parameters (RFC 2045 5.1): `text/plain; charset=utf-8`; the value in lower case. Of two of a name the first counts. */
export function readParameters(text: string): { readonly value: string; readonly params: ReadonlyMap<string, string> } {
  const pieces = splitOutsideQuotes(text, ';');
  const params = new Map<string, string>();
  for (const piece of pieces.slice(1)) {
    const at = piece.indexOf('=');
    const name = piece.slice(0, at).trim().toLowerCase();
    if (at > 0 && name !== '' && !params.has(name)) params.set(name, unquoted(piece.slice(at + 1).trim()));
  }
  return { value: (pieces[0] ?? '').trim().toLowerCase(), params };
}

function splitOutsideQuotes(text: string, separator: string): readonly string[] {
  const pieces: string[] = [];
  let isQuoted = false;
  let begun = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isQuoted && character === '\\') at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      pieces.push(text.slice(begun, at));
      begun = at + 1;
    }
  }
  pieces.push(text.slice(begun));
  return pieces;
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text.split(/[\s(]/, 1)[0] ?? '';
  let value = '';
  for (let at = 1; at < text.length && text[at] !== '"'; at++) {
    if (text[at] === '\\') at += 1;
    value += text[at] ?? '';
  }
  return value;
}

/** The octets of each part of a multipart body, headers included, without the line end that belongs to the boundary (RFC 2046 5.1.1). */
export function partsOf(body: Uint8Array, boundary: string): readonly Uint8Array[] {
  const mark = Buffer.from(`--${boundary}`, 'utf8');
  const parts: Uint8Array[] = [];
  let begun: number | undefined;
  for (let at = 0; at < body.length && parts.length < MOST_PARTS; ) {
    const next = nextLine(body, at);
    const is = boundary === '' ? undefined : boundaryAt(body, at, next, mark);
    if (is !== undefined) {
      if (begun !== undefined) parts.push(body.subarray(begun, Math.max(begun, beforeLineEnd(body, at))));
      begun = is === 'part' ? next : undefined;
      if (is === 'end') return parts;
    }
    at = next;
  }
  if (begun !== undefined) parts.push(body.subarray(begun));
  return parts;
}

function boundaryAt(body: Uint8Array, at: number, next: number, mark: Buffer): 'part' | 'end' | undefined {
  if (next - at < mark.length || mark.compare(body, at, at + mark.length) !== 0) return undefined;
  let rest = at + mark.length;
  const isEnd = body[rest] === HYPHEN && body[rest + 1] === HYPHEN;
  if (isEnd) rest += 2;
  return isBlank(body, rest, next) ? (isEnd ? 'end' : 'part') : undefined;
}

/** Whether there is nothing but white space. */
function isBlank(octets: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const octet = octets[at];
    if (octet !== CR && octet !== LF && octet !== 0x20 && octet !== 0x09) return false;
  }
  return true;
}

function isEmptyLine(octets: Uint8Array, at: number): boolean {
  return octets[at] === LF || (octets[at] === CR && octets[at + 1] === LF);
}

/** Where the next line begins. */
function nextLine(octets: Uint8Array, at: number): number {
  const end = octets.indexOf(LF, at);
  return end < 0 ? octets.length : end + 1;
}

function beforeLineEnd(octets: Uint8Array, at: number): number {
  if (octets[at - 1] !== LF) return at;
  return octets[at - 2] === CR ? at - 2 : at - 1;
}

function nameOf(octets: Uint8Array, start: number, end: number): string | undefined {
  const colon = octets.indexOf(0x3a, start);
  if (colon <= start || colon >= end || colon - start > 255) return undefined;
  const name = Buffer.from(octets.subarray(start, colon)).toString('latin1').trimEnd();
  return /^[!-9;-~]+$/.test(name) ? name.toLowerCase() : undefined;
}

/** The content of an entity, its transfer encoding undone (only base64 and none are used around CMS). */
export function decoded({ encoding, body }: Pick<Entity, 'encoding' | 'body'>): Uint8Array {
  if (encoding === 'base64') return Buffer.from(Buffer.from(body).toString('latin1'), 'base64');
  if (encoding === 'quoted-printable') return unquotedPrintable(body);
  return body;
}

function unquotedPrintable(body: Uint8Array): Uint8Array {
  const text = Buffer.from(body)
    .toString('latin1')
    .replace(/=\r?\n/g, '');
  return Buffer.from(
    text.replace(/=([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );
}

/** Whether every mail server passes octets on as they are: ASCII, lines of at most 998 that end with CRLF (RFC 5322 2.1.1). */
export function isMailSafe(octets: Uint8Array): boolean {
  let begun = 0;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    if (octet === LF) {
      if (octets[at - 1] !== CR || at - 1 - begun > LONGEST_LINE) return false;
      begun = at + 1;
    } else if (octet === 0 || octet > 0x7e || (octet === CR && octets[at + 1] !== LF)) {
      return false;
    }
  }
  return octets.length - begun <= LONGEST_LINE;
}

/** Lines of base64 of 64 characters, as CMS is written in mails. */
export function base64Lines(octets: Uint8Array): string {
  return (
    Buffer.from(octets)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\r\n');
}

/** A message in two: what is of the message, and what is of its content. `header` is without the empty line behind it. */
export function divide(message: Uint8Array): { readonly header: Uint8Array; readonly entity: Uint8Array } {
  const { fields, body } = readEntity(message);
  const isContent = ({ name }: Field): boolean => name.startsWith('content-');
  const kept = fields.filter((field) => !isContent(field) && field.name !== 'mime-version');
  const content = fields.filter(isContent).map(({ octets }) => octets);
  return {
    header: Buffer.concat(kept.map(({ octets }) => octets)),
    entity: Buffer.concat([...content, Buffer.from('\r\n'), body]),
  };
}

/** The message with that header and a content. */
export function unite(header: Uint8Array, content: Uint8Array): Uint8Array {
  return Buffer.concat([header, Buffer.from('MIME-Version: 1.0\r\n'), content]);
}
