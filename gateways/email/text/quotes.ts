import { type Attribution, attributionAt } from './attribution.js';
import { delimiterOf } from './delimiters.js';
import { isBlank, type Line, nextText, readLines, trimmedEnd, unquoted } from './lines.js';
import { replyHeaderEnd } from './reply-header.js';
import { withoutSignature } from './signature.js';
import { isForwardSubject } from './subject.js';
import type { LineMark } from './text-layout.js';

/** A text without what its sender did not write for it. */
export interface Stripped {
  /** Never empty where the whole text is not. */
  readonly body: string;
  /** Something was left out. */
  readonly cut: boolean;
  /** What the mail that is answered said, as far as the quotation at the top or at the bottom has it. */
  readonly quote?: string;
}

/** What is known of a text before its quotations are looked for. */
export interface QuoteOptions {
  readonly subject?: string | undefined;
  /** What is known of the lines, by index. */
  readonly marks?: ReadonlyMap<number, LineMark>;
  /** Quotation marks are only those of lines marked as a quotation or introduced as one: others show an indented text. */
  readonly onlyMarked?: boolean;
}

/** Lines of a quotation that are given back. */
const MOST_QUOTED_LINES = 400;
/** Blank lines between an introduction and what it introduces. */
const NEAR = 3;
/** What every introduction has: a colon near its beginning or at its end, or dashes before it. Most lines have neither. */
const MAYBE = /^(?:[-\u2010-\u2015_=*]{2}|[^:：]{1,30}[:：])|[:：][*_]{0,4}$/u;

/**
 * Takes quotations and signatures off a mail:
 *
 * - a quotation at the end, with the line or the header that introduces it, whatever the language;
 * - one single quotation at the top of an answer;
 * - the signature, what the program says of itself, the footer of a list.
 *
 * Quotations between answers stay, since the answers mean nothing without them. Forwarded mail stays whole. Each line is
 * looked at a limited number of times, so a mail of any lines costs time by its length only.
 */
export function stripQuotes(texts: readonly string[], options: QuoteOptions = {}): Stripped {
  const whole = () => ({ body: joined(texts, 0, texts.length), cut: false });
  if (isForwardSubject(options.subject)) return whole();
  const lines = readLines(texts, options.marks);
  const survey = surveyOf(lines);
  if (survey === 'forwarded') return whole();

  const { end, quote: below } = withoutBottom(lines, survey, options.onlyMarked === true);
  const top = topQuote(lines, survey, end, options.onlyMarked === true);
  const start = top?.end ?? 0;
  const body = joined(texts, start, end);
  if (body === '') return whole();
  const quote = top === undefined ? below : quotedText(lines, top.start, top.end);
  const cut = joined(texts, start, texts.length) !== body || start > 0;
  return { body, cut, ...(quote === undefined || quote === '' ? {} : { quote }) };
}

/** What a text has of introductions. */
interface Survey {
  /** Where a quotation without marks begins, that reaches to the end: its introduction, and what is quoted. */
  readonly tail: { readonly start: number; readonly quoted: number } | undefined;
  /** Introductions of quotations with marks: by index of the first quoted line, the index of the introduction. */
  readonly introduced: ReadonlyMap<number, number>;
}

function surveyOf(lines: readonly Line[]): Survey | 'forwarded' {
  const introduced = new Map<number, number>();
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (line === undefined || line.depth > 0 || isBlank(line)) {
      if (line?.mark === 'quote' && line.depth > 0 && !introduced.has(at)) introduced.set(at, at);
      at += 1;
      continue;
    }
    const introduction = introductionAt(lines, at);
    if (introduction === 'forwarded') return 'forwarded';
    if (introduction === undefined) {
      at += 1;
      continue;
    }
    const { start, end, strong } = introduction;
    const quoted = nextText(lines, end);
    if (quoted < lines.length && (lines[quoted]?.depth ?? 0) > 0 && quoted <= end + NEAR) {
      introduced.set(quoted, start);
      at = quoted;
    } else if (strong) {
      return { tail: { start, quoted }, introduced };
    } else {
      at = Math.max(end, at + 1);
    }
  }
  return { tail: undefined, introduced };
}

/** What introduces a quotation at a line, or ends to do so there. */
function introductionAt(lines: readonly Line[], at: number): Attribution | 'forwarded' | undefined {
  const line = lines[at];
  if (line === undefined || (line.mark === undefined && !MAYBE.test(line.content))) return undefined;
  const delimiter = delimiterOf(line.content);
  if (delimiter === 'forwarded') return 'forwarded';
  if (delimiter === 'original') {
    const next = nextText(lines, at + 1, at + 1 + NEAR);
    return { start: at, end: replyHeaderEnd(lines, next) ?? at + 1, strong: true };
  }
  const header = replyHeaderEnd(lines, at);
  if (header !== undefined) return { start: ruleBefore(lines, at), end: header, strong: true };
  if (line.mark === 'header') return { start: at, end: markedHeaderEnd(lines, at), strong: true };
  const attribution = attributionAt(lines, at);
  if (attribution !== undefined) return attribution;
  return line.mark === 'quote' ? { start: at, end: at + 1, strong: false } : undefined;
}

/** The end of a header that a program marked; a rule may stand before it. */
function markedHeaderEnd(lines: readonly Line[], at: number): number {
  for (let start = at; start <= at + NEAR; start += 1) {
    const end = replyHeaderEnd(lines, start);
    if (end !== undefined) return end;
  }
  return at;
}

/** A rule that parts the header of a quoted mail from the answer belongs to the header. */
function ruleBefore(lines: readonly Line[], at: number): number {
  const before = trimmedEnd(lines, at) - 1;
  const content = lines[before]?.content ?? '';
  return at - before <= NEAR && content.length >= 3 && content.length <= 120 && /^[_\-=\u2500]+$/.test(content)
    ? before
    : at;
}

/** Where the text of the sender ends, and what was quoted behind it. */
function withoutBottom(
  lines: readonly Line[],
  { tail, introduced }: Survey,
  onlyIntroduced: boolean,
): { readonly end: number; readonly quote: string | undefined } {
  let end = lines.length;
  let quote: string | undefined;
  if (tail !== undefined) {
    quote = quotedText(lines, tail.quoted, lines.length);
    end = tail.start;
  }
  end = withoutSignatures(lines, end);
  // A quotation may end with the signature of the list, and the answer above it has its own.
  const bottom = bottomQuote(lines, introduced, end, onlyIntroduced);
  if (bottom !== undefined) {
    quote ??= quotedText(lines, bottom.quoted, end);
    end = withoutSignatures(lines, bottom.start);
  }
  return { end, quote };
}

/** A list and a program may each add something below the signature. */
function withoutSignatures(lines: readonly Line[], end: number): number {
  let shorter = trimmedEnd(lines, end);
  for (let round = 0; round < 3; round += 1) {
    const next = trimmedEnd(lines, withoutSignature(lines, shorter));
    // What is all signature is the text.
    if (next === shorter || next === 0) break;
    shorter = next;
  }
  return shorter;
}

/** The quotation that ends a text. One that a sentence of the sender leads to, without saying whose it is, stays. */
function bottomQuote(
  lines: readonly Line[],
  introduced: ReadonlyMap<number, number>,
  end: number,
  onlyIntroduced: boolean,
): { readonly start: number; readonly quoted: number } | undefined {
  const last = trimmedEnd(lines, end);
  if ((lines[last - 1]?.depth ?? 0) === 0) return undefined;
  let quoted = last - 1;
  let introduction: number | undefined;
  for (let at = last - 1; at >= 0; at -= 1) {
    const line = lines[at];
    if (line === undefined || (line.depth === 0 && !isBlank(line))) break;
    if (line.depth === 0) continue;
    quoted = at;
    introduction = introduced.get(at);
    if (introduction !== undefined && introduction < at) break;
  }
  if (introduction !== undefined) return { start: introduction, quoted };
  if (onlyIntroduced) return undefined;
  return /[:：]$/.test(lines[quoted - 1]?.content ?? '') ? undefined : { start: quoted, quoted };
}

/** The quotation that begins a text, when it is the only one: what follows answers it. */
function topQuote(
  lines: readonly Line[],
  { introduced }: Survey,
  end: number,
  onlyIntroduced: boolean,
): { readonly start: number; readonly end: number } | undefined {
  let quoted = nextText(lines, 0, end);
  if ((lines[quoted]?.depth ?? 0) === 0) {
    for (const [first, start] of introduced) {
      if (start <= quoted && quoted < first) quoted = first;
      break;
    }
  }
  if (quoted >= end || (lines[quoted]?.depth ?? 0) === 0) return undefined;
  if (onlyIntroduced && !introduced.has(quoted)) return undefined;
  let after = quoted;
  for (let at = quoted; at < end; at += 1) {
    const line = lines[at];
    if (line === undefined || isBlank(line)) continue;
    if (line.depth === 0) break;
    after = at + 1;
  }
  for (let at = after; at < end; at += 1) {
    if ((lines[at]?.depth ?? 0) > 0) return undefined;
  }
  return { start: quoted, end: after };
}

/** What lines quote: without one level of marks, and without what they quote in turn. */
function quotedText(lines: readonly Line[], start: number, end: number): string {
  const depth = lines[start]?.depth ?? 0;
  const kept: string[] = [];
  for (let at = start; at < end && kept.length < MOST_QUOTED_LINES; at += 1) {
    const line = lines[at];
    if (line === undefined || line.depth > depth) continue;
    if (depth === 0 && at > start && introductionAt(lines, at) !== undefined) break;
    kept.push(depth === 0 ? line.text : unquoted(line.text).rest);
  }
  // Apple's programs quote the line that introduces the quotation as well.
  const head = readLines(kept.slice(0, 4));
  for (const at of head.keys()) {
    const attribution = attributionAt(head, at);
    if (attribution?.start === 0 && attribution.strong) return kept.slice(attribution.end).join('\n').trim();
  }
  return kept.join('\n').trim();
}

function joined(texts: readonly string[], start: number, end: number): string {
  let first = start;
  let last = end;
  while (first < last && texts[first]?.trim() === '') first += 1;
  while (last > first && texts[last - 1]?.trim() === '') last -= 1;
  return texts.slice(first, last).join('\n').trimEnd();
}
