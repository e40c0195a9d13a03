/** Octets of tags that a server may send with one line, `@` and the space behind them included (message-tags). */
export const SERVER_TAGS_OCTETS = 8191;
/** Octets of tags that a client may send with one line, without `@` and the space behind them. */
export const CLIENT_TAGS_OCTETS = 4094;

const NO_TAGS: ReadonlyMap<string, string> = new Map();

/** What a value may not hold as it is (message-tags, Escaping values). */
const TO_ESCAPE = /[;\s\\\0]/;
/** A name of a tag: `+` for those of clients, a vendor, letters, digits and hyphens. */
const NAME = /^\+?(?:[A-Za-z0-9.:-]+\/)?[A-Za-z0-9-]+$/;

/**
 * The tags of a line, as they stand between `@` and the space. What is malformed is passed over, never an error: an empty
 * name, a value without its end. Of two tags of one name the last one counts.
 */
export function parseTags(text: string): ReadonlyMap<string, string> {
  if (text === '') return NO_TAGS;
  const tags = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    let end = text.indexOf(';', at);
    if (end === -1) end = text.length;
    const equals = text.indexOf('=', at);
    const nameEnd = equals === -1 || equals > end ? end : equals;
    if (nameEnd > at) {
      tags.set(text.slice(at, nameEnd), nameEnd === end ? '' : unescapeTag(text.slice(nameEnd + 1, end)));
    }
    at = end + 1;
  }
  return tags;
}

/** The map of a line without tags; one for all, so that such a line costs nothing. */
export const noTags = (): ReadonlyMap<string, string> => NO_TAGS;

/** A value as it was meant. A lone `\` at the end is dropped, one before any other character too. */
export function unescapeTag(value: string): string {
  let slash = value.indexOf('\\');
  if (slash === -1) return value;
  let out = '';
  let at = 0;
  while (slash !== -1) {
    out += value.slice(at, slash);
    out += unescaped(value.charAt(slash + 1));
    at = slash + 2;
    slash = value.indexOf('\\', at);
  }
  return out + value.slice(at);
}

function unescaped(character: string): string {
  switch (character) {
    case ':':
      return ';';
    case 's':
      return ' ';
    case 'r':
      return '\r';
    case 'n':
      return '\n';
    default:
      return character;
  }
}

/** A value as it may stand in a line. NUL has no escape and is left out. */
export function escapeTag(value: string): string {
  if (!TO_ESCAPE.test(value)) return value;
  let out = '';
  for (const character of value) out += escaped(character);
  return out;
}

function escaped(character: string): string {
  switch (character) {
    case ';':
      return '\\:';
    case ' ':
      return '\\s';
    case '\\':
      return '\\\\';
    case '\r':
      return '\\r';
    case '\n':
      return '\\n';
    case '\0':
      return '';
    default:
      return character;
  }
}

/**
 * Tags as they stand between `@` and the space, in their order. A tag that would take them over the octets that a client
 * may send is left out: the line counts, the tag is an addition to it. Throws on a name that is none (a bug).
 */
export function serialiseTags(tags: ReadonlyMap<string, string>): string {
  let out = '';
  let octets = 0;
  for (const [name, value] of tags) {
    if (!NAME.test(name)) throw new RangeError('not the name of a tag');
    const tag = value === '' ? name : `${name}=${escapeTag(value)}`;
    const cost = Buffer.byteLength(tag) + (out === '' ? 0 : 1);
    if (octets + cost > CLIENT_TAGS_OCTETS) continue;
    out += out === '' ? tag : `;${tag}`;
    octets += cost;
  }
  return out;
}
