import { escapeHtml } from './safe-html.js';

/** Spans of XEP-0393 5.2 and their elements. */
const ELEMENTS: ReadonlyMap<string, string> = new Map([
  ['*', 'strong'],
  ['_', 'em'],
  ['~', 'del'],
  ['`', 'code'],
]);
const FENCE = '```';
const BLANK = /\s/u;
/** Quotations within each other that become elements; deeper ones stay text. */
const MOST_QUOTED = 16;
/** Addresses that become links: what ends a sentence or a bracket is no part of them. */
const ADDRESS = /\b(?:https?:\/\/|mailto:|xmpp:)[^\s<>"`]+/giu;
const ADDRESS_END: ReadonlySet<string> = new Set(".,;:!?'*_~)]}");
/** Units of an address that becomes a link. */
const LONGEST_ADDRESS = 2000;
const QUOTE_STYLE = 'margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex';

interface StylingOptions {
  /** The message says that its marks are no styling (XEP-0393 6): all stay text. */
  readonly unstyled?: boolean;
  /** BCP 47, of the whole text. */
  readonly lang?: string | undefined;
}

/**
 * A message as a small HTML document for the other form of a mail: spans, preformatted blocks and quotations of message
 * styling (XEP-0393 5), addresses as links. The marks stay, as the XEP wants and the plain form has them, but for those of
 * quotations. No text of a user becomes a tag. Time grows with the length only.
 */
export function stylingToHtml(text: string, { unstyled = false, lang }: StylingOptions = {}): string {
  const attribute = lang === undefined ? '' : ` lang="${escapeHtml(lang)}"`;
  const lines = text.split('\n');
  const body = unstyled ? `<div>${lines.map((line) => linked(line)).join('<br>\n')}</div>` : blocks(lines);
  return `<!DOCTYPE html>\n<html${attribute}><head><meta charset="utf-8"></head><body>\n${body}\n</body></html>\n`;
}

function blocks(lines: readonly string[]): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  let depth = 0;
  let fenced: string[] | undefined;
  const finish = () => {
    if (fenced !== undefined) out.push(`<pre>${escapeHtml(fenced.join('\n'))}</pre>`);
    else if (paragraph.length > 0) out.push(`<div>${paragraph.join('<br>\n')}</div>`);
    fenced = undefined;
    paragraph = [];
  };
  for (const raw of lines) {
    const line = quotedLine(raw);
    if (line.depth !== depth) {
      // A block ends with the quotation that it stands in (5.1.2).
      finish();
      out.push(...moved(depth, line.depth));
      depth = line.depth;
    }
    if (fenced !== undefined) {
      if (line.text === FENCE) finish();
      else fenced.push(line.text);
    } else if (line.text.startsWith(FENCE)) {
      finish();
      fenced = [];
    } else {
      paragraph.push(spans(line.text));
    }
  }
  finish();
  out.push(...moved(depth, 0));
  return out.join('\n');
}

function moved(from: number, to: number): string[] {
  if (to > from) return Array.from({ length: to - from }, () => `<blockquote type="cite" style="${QUOTE_STYLE}">`);
  return Array.from({ length: from - to }, () => '</blockquote>');
}

/** 5.1.3: each `>` at the beginning is a level, white space behind it belongs to the mark. */
function quotedLine(raw: string): { readonly depth: number; readonly text: string } {
  let at = 0;
  let depth = 0;
  while (depth < MOST_QUOTED && raw[at] === '>') {
    depth += 1;
    at += 1;
    while (at < raw.length && BLANK.test(raw.charAt(at))) at += 1;
  }
  return { depth, text: raw.slice(at) };
}

/** The spans of a line (5.2), as elements with their marks in them. */
function spans(line: string): string {
  const closings = new Map<string, number>();
  const out: string[] = [];
  let plain = 0;
  let at = 0;
  while (at < line.length) {
    const mark = line.charAt(at);
    const element = ELEMENTS.get(mark);
    const opens = element !== undefined && (at === 0 || BLANK.test(line.charAt(at - 1)));
    const end = opens ? closing(line, at, closings) : -1;
    if (end === -1) {
      at += 1;
      continue;
    }
    out.push(linked(line.slice(plain, at)));
    const inner = line.slice(at + 1, end);
    // What is in a span has no mark of its kind, so this goes four levels deep at most.
    const content = mark === '`' ? escapeHtml(inner) : spans(inner);
    out.push(`<${element}>${mark}${content}${mark}</${element}>`);
    at = end + 1;
    plain = at;
  }
  out.push(linked(line.slice(plain)));
  return out.join('');
}

/** Where a span closes, or -1. `found` has the next mark of each kind that could close, so that nothing is read twice. */
function closing(line: string, open: number, found: Map<string, number>): number {
  const mark = line.charAt(open);
  const next = line.charAt(open + 1);
  if (next === '' || next === mark || BLANK.test(next)) return -1;
  let at = found.get(mark) ?? -1;
  if (at < open + 2) {
    at = open + 2;
    while (at < line.length && (line.charAt(at) !== mark || BLANK.test(line.charAt(at - 1)))) at += 1;
    found.set(mark, at);
  }
  return at < line.length ? at : -1;
}

function withoutEnd(address: string): string {
  let end = address.length;
  while (end > 0 && ADDRESS_END.has(address.charAt(end - 1))) end -= 1;
  return address.slice(0, end);
}

/** A text with its addresses as links. */
function linked(text: string): string {
  let out = '';
  let from = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const url = found.length > LONGEST_ADDRESS ? '' : withoutEnd(found);
    if (url === '') continue;
    out += `${escapeHtml(text.slice(from, index))}<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`;
    from = index + url.length;
  }
  return out + escapeHtml(text.slice(from));
}
