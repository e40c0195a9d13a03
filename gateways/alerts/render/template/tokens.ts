/** A piece of a template: text, or what stands between `{{` and `}}`. `at` is where it begins. */
export interface Token {
  readonly kind: 'text' | 'tag';
  readonly text: string;
  readonly at: number;
}

/** A tag that is not closed: where it begins. */
interface OpenTag {
  readonly unclosed: number;
}

const OPEN = '{{';
const CLOSE = '}}';
/** Tags that print nothing. */
const SILENT = /^\s*(?:[#^/!]|else\s*$)/;

/**
 * The pieces of a template in order. A tag that prints nothing and stands alone in its line takes the line away with it,
 * so that templates can be laid out.
 */
export function tokensOf(source: string): readonly Token[] | OpenTag {
  const tokens: Token[] = [];
  let from = 0;
  while (from < source.length) {
    const open = source.indexOf(OPEN, from);
    if (open === -1) break;
    const close = source.indexOf(CLOSE, open);
    if (close === -1) return { unclosed: open };
    const text = source.slice(open + OPEN.length, close);
    const end = close + CLOSE.length;
    const line = SILENT.test(text) ? lineAround(source, open, end) : undefined;
    const before = source.slice(from, Math.max(from, line?.from ?? open));
    if (before !== '') tokens.push({ kind: 'text', text: before, at: from });
    tokens.push({ kind: 'tag', text, at: open });
    from = line?.to ?? end;
  }
  if (from < source.length) tokens.push({ kind: 'text', text: source.slice(from), at: from });
  return tokens;
}

/** The whole line, with its end, in which nothing but a tag stands; undefined where there is something else. */
function lineAround(source: string, open: number, end: number): { from: number; to: number } | undefined {
  let from = open;
  while (isBlank(source.charAt(from - 1))) from -= 1;
  if (from > 0 && source.charAt(from - 1) !== '\n') return undefined;
  let to = end;
  while (isBlank(source.charAt(to))) to += 1;
  if (source.charAt(to) === '\r') to += 1;
  if (to >= source.length) return { from, to };
  return source.charAt(to) === '\n' ? { from, to: to + 1 } : undefined;
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t';
}
