/** What one check found (RFC 8601 2.2 resinfo). */
export interface CheckResult {
  /** In small letters: `spf`, `dkim`, `dmarc` ... */
  readonly method: string;
  /** In small letters: `pass`, `fail`, `none` ... */
  readonly result: string;
  readonly reason?: string;
  /** By `ptype.property` in small letters, e.g. `header.d`; of several of one name the first. */
  readonly properties: ReadonlyMap<string, string>;
}

/** A field Authentication-Results (RFC 8601 2.2). */
export interface AuthenticationResults {
  /** Who checked; in small letters. */
  readonly authservId: string;
  readonly results: readonly CheckResult[];
}

/** Longest value that is read, and most results of it. */
const LONGEST = 16_384;
const MOST_RESULTS = 64;

/**
 * Reads the value of a field Authentication-Results. Undefined where it names nobody who checked (Microsoft 365 writes it so), or a version
 * that is not 1. Results that are not whole are left out. Linear; never throws.
 */
export function readAuthenticationResults(value: string): AuthenticationResults | undefined {
  const [head = [], ...segments] = tokenised(value.slice(0, LONGEST));
  const [authservId, version, ...more] = head;
  if (authservId?.kind !== 'word' || more.length > 0) return undefined;
  if (version !== undefined && version.text !== '1') return undefined;
  const results = segments.slice(0, MOST_RESULTS).flatMap((tokens) => readResult(tokens) ?? []);
  return { authservId: authservId.text.toLowerCase(), results };
}

/** `word` is also a quoted string without its quotes; `equals` stands alone. */
interface Token {
  readonly kind: 'word' | 'equals';
  readonly text: string;
}

/** The tokens of each part between semicolons, without comments. */
function tokenised(text: string): readonly (readonly Token[])[] {
  const segments: Token[][] = [[]];
  let afterEquals = false;
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    const segment = segments.at(-1) ?? [];
    if (character === '(') at = afterComment(text, at);
    else if (/\s/.test(character)) at += 1;
    else if (character === ';') {
      segments.push([]);
      afterEquals = false;
      at += 1;
    } else if (character === '"') {
      const { value, end } = quoted(text, at);
      segment.push({ kind: 'word', text: value });
      afterEquals = false;
      at = end;
    } else if (character === '=' && !afterEquals) {
      segment.push({ kind: 'equals', text: '=' });
      afterEquals = true;
      at += 1;
    } else {
      // In a value `=` is a character as any other: base64 ends with it.
      const end = wordEnd(text, at, afterEquals ? ENDS_VALUE : ENDS_WORD);
      segment.push({ kind: 'word', text: text.slice(at, end) });
      afterEquals = false;
      at = end;
    }
  }
  return segments;
}

const ENDS_WORD = /[\s;=("]/;
const ENDS_VALUE = /[\s;("]/;

function wordEnd(text: string, start: number, ends: RegExp): number {
  let at = start + 1;
  while (at < text.length && !ends.test(text.charAt(at))) at += 1;
  return at;
}

/** Comments nest, and may hold quoted pairs (RFC 5322 3.2.2). */
function afterComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function quoted(text: string, start: number): { readonly value: string; readonly end: number } {
  let value = '';
  let at = start + 1;
  for (; at < text.length && text.charAt(at) !== '"'; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    value += text.charAt(at);
  }
  return { value, end: at + 1 };
}

function readResult(tokens: readonly Token[]): CheckResult | undefined {
  const pairs = pairsOf(tokens);
  const [first, ...rest] = pairs;
  if (first === undefined) return undefined;
  // `dkim/1`: the version of the method.
  const [method = ''] = first.name.split('/');
  if (!/^[a-z][a-z0-9-]*$/.test(method)) return undefined;
  const properties = new Map<string, string>();
  let reason: string | undefined;
  for (const { name, value } of rest) {
    if (name === 'reason') reason ??= value;
    else if (/^[a-z][a-z0-9-]*\.[a-z][a-z0-9_-]*$/.test(name) && !properties.has(name)) properties.set(name, value);
  }
  return { method, result: first.value.toLowerCase(), ...(reason === undefined ? {} : { reason }), properties };
}

/** `name=value`, with blanks and comments wherever they may stand; what is none is passed over. */
function pairsOf(tokens: readonly Token[]): readonly { readonly name: string; readonly value: string }[] {
  const pairs: { readonly name: string; readonly value: string }[] = [];
  let name = '';
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    const next = tokens[at + 1];
    if (token?.kind === 'equals') {
      if (name !== '' && next?.kind === 'word') {
        pairs.push({ name, value: next.text });
        at += 1;
      }
      name = '';
    } else if (token !== undefined) {
      // `header . d`: a name may be torn apart by blanks.
      const joins =
        token.text.startsWith('.') || name.endsWith('.') || token.text.startsWith('/') || name.endsWith('/');
      name = joins ? `${name}${token.text.toLowerCase()}` : token.text.toLowerCase();
    }
  }
  return pairs;
}
