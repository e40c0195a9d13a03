import { parseMailAddress, wireForm } from '../address/mail-address.js';

/** Longest value that is read, and most URIs of it. */
const LONGEST = 8192;
const MOST_URIS = 10;

/** The URIs of a List field, in order of preference (RFC 2369 2): what stands in angle brackets outside of comments. */
export function readListUris(value: string): readonly string[] {
  const text = value.slice(0, LONGEST);
  const uris: string[] = [];
  let depth = 0;
  for (let at = 0; at < text.length && uris.length < MOST_URIS; at += 1) {
    const character = text.charAt(at);
    if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (character === '<' && depth === 0) {
      const end = text.indexOf('>', at);
      if (end === -1) break;
      // Folded in the middle of a URI, which has no blanks of its own.
      const uri = text.slice(at + 1, end).replace(/\s+/g, '');
      if (uri !== '') uris.push(uri);
      at = end;
    }
  }
  return uris;
}

/** A List-Id (RFC 2919 2): the name of a list for machines, and for people. */
interface ListId {
  /** In small letters, as ids are compared. */
  readonly id: string;
  readonly phrase: string;
}

/** Reads a List-Id; also one without angle brackets. Undefined where it is empty. */
export function readListId(value: string): ListId | undefined {
  const text = value.slice(0, LONGEST).trim();
  const open = text.lastIndexOf('<');
  const close = text.indexOf('>', open + 1);
  const bare = open === -1 || close === -1;
  const id = (bare ? text : text.slice(open + 1, close)).trim().toLowerCase();
  // What has blanks in it and no brackets is a name alone.
  if (id === '' || (bare && /\s/.test(id))) return undefined;
  return { id, phrase: bare ? '' : unquoted(text.slice(0, open).trim()) };
}

/** A mail that a `mailto:` URI asks for (RFC 6068). */
export interface MailtoMail {
  /** As it stands in SMTP commands. */
  readonly to: string;
  /** One line. */
  readonly subject: string;
  /** Lines end with LF. */
  readonly body: string;
}

const LONGEST_SUBJECT = 500;
const LONGEST_BODY = 10_000;

/** Reads a `mailto:` URI to one address; other fields than subject and body are passed over, so that it can name nobody else. */
export function readMailto(uri: string): MailtoMail | undefined {
  if (!/^mailto:/i.test(uri)) return undefined;
  const [path = '', ...rest] = uri.slice('mailto:'.length).split('?');
  const address = parseMailAddress(decoded(path).trim());
  if (!address.ok) return undefined;
  const fields = new Map<string, string>();
  for (const field of rest.join('?').split('&').slice(0, 20)) {
    const [name = '', ...value] = field.split('=');
    const key = name.toLowerCase();
    // A plus sign is one: in these URIs it does not stand for a blank.
    if (!fields.has(key)) fields.set(key, decoded(value.join('=')));
  }
  return {
    to: wireForm(address.address),
    subject: withoutControls(fields.get('subject') ?? '', ' ')
      .slice(0, LONGEST_SUBJECT)
      .trim(),
    body: withoutControls((fields.get('body') ?? '').replace(/\r\n?/g, '\n'), '').slice(0, LONGEST_BODY),
  };
}

/** A link of the web in a List field; undefined where it is none. */
export function readWebLink(uri: string): URL | undefined {
  if (!/^https?:/i.test(uri) || uri.length > 4096 || !URL.canParse(uri)) return undefined;
  return new URL(uri);
}

function withoutControls(text: string, instead: string): string {
  // In a body, where nothing stands instead, lines and tabs stay.
  const controls = instead === '' ? /[^\P{Cc}\n\t]/gu : /\p{Cc}+/gu;
  return text.replace(controls, instead).toWellFormed();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unquoted(phrase: string): string {
  const quoted = phrase.length >= 2 && phrase.startsWith('"') && phrase.endsWith('"');
  return (quoted ? phrase.slice(1, -1).replace(/\\(.)/gu, '$1') : phrase).trim();
}
