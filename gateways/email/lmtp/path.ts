/** What is behind `MAIL FROM:` or `RCPT TO:` (RFC 5321 4.1.2): a path, and parameters of extensions. */
export interface PathArgument {
  /** Without angle brackets and without a source route; empty for `<>`. */
  readonly address: string;
  /** Names in capitals; without a value: `''`. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** Octets of a path with its angle brackets (RFC 5321 4.5.3.1.3). */
const MOST_PATH = 256;
/** Controls, and what stands in the place of octets that are no UTF-8. */
const IMPOSSIBLE = /[\p{Cc}\ufffd]/u;
const PARAMETER = /^([A-Za-z0-9][A-Za-z0-9-]{0,31})(?:=([!-<>-~]{1,600}))?$/;
const MOST_PARAMETERS = 16;

/**
 * Reads the argument of MAIL (`keyword` = `FROM`) or RCPT (`TO`); undefined where it is none. A blank after the colon is taken, as
 * all servers take it. What is between the angle brackets is checked for its frame alone: one address, without blanks outside
 * of quotes.
 */
export function parsePathArgument(text: string, keyword: 'FROM' | 'TO'): PathArgument | undefined {
  const length = keyword.length + 1;
  if (text.slice(0, length).toUpperCase() !== `${keyword}:`) return undefined;
  const rest = text.slice(length).trimStart();
  if (IMPOSSIBLE.test(rest) || !rest.startsWith('<')) return undefined;
  const end = endOfPath(rest);
  if (end === -1 || Buffer.byteLength(rest.slice(0, end + 1)) > MOST_PATH) return undefined;
  const address = withoutRoute(rest.slice(1, end));
  const parameters = parametersOf(rest.slice(end + 1));
  return address === undefined || parameters === undefined ? undefined : { address, parameters };
}

/** Where the `>` is that ends the path that begins `text`; -1: nowhere. */
function endOfPath(text: string): number {
  let quoted = false;
  for (let at = 1; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
    } else if (character === '>') return at;
    else if (character === '"') quoted = true;
    else if (character === ' ' || character === '<') return -1;
  }
  return -1;
}

/** Drops `@one,@two:`, which is to be taken and ignored (RFC 5321 appendix C); undefined where it does not end. */
function withoutRoute(path: string): string | undefined {
  if (!path.startsWith('@')) return path;
  const colon = path.indexOf(':');
  return colon === -1 ? undefined : path.slice(colon + 1);
}

function parametersOf(text: string): PathArgument['parameters'] | undefined {
  if (text === '') return [];
  if (!text.startsWith(' ')) return undefined;
  const words = text.split(' ').filter((word) => word !== '');
  if (words.length > MOST_PARAMETERS) return undefined;
  const parameters: (readonly [string, string])[] = [];
  for (const word of words) {
    const [, name, value = ''] = PARAMETER.exec(word) ?? [];
    if (name === undefined) return undefined;
    parameters.push([name.toUpperCase(), value]);
  }
  return parameters;
}
