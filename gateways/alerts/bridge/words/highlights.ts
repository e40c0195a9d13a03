import { UNSEEN } from './speaker-label.js';

/** As many people may be called by one message; one that names more of them calls nobody. */
const MOST_NAMED = 5;

/** Words by which clients and bots of one network or another call everybody of a room. Part of a name or an address they are not. */
const EVERYBODY = /(?<![\p{L}\p{N}_.+/@-])@(?=(?:everyone|here|all|channel|room)(?![\p{L}\p{N}_-]|[.@]\p{L}))/giu;
const WORD = /[\p{L}\p{N}\p{M}_]+/gu;
const FIRST_WORD = /[\p{L}\p{N}\p{M}_]+/u;
const WORD_SIGN = /[\p{L}\p{N}\p{M}_]/u;
/** Nicks that begin with the same word and are looked for; those behind are not, so that no crowd of them makes texts expensive. */
const MOST_ALIKE = 50;

/** A nick that is looked for by the first word in it. */
interface Sought {
  readonly nick: string;
  /** In small letters. */
  readonly small: string;
  /** Units before its first word. */
  readonly before: number;
}

/** A part of a text, in units of it. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A text that calls no crowd where it is brought: what calls everybody (`@everyone`, `@here`, `@all`, `@channel`, `@room`) is broken without
 * being seen, and so are nicks of the people there when more than `MOST_NAMED` are named. Addresses with `://` stay as they are.
 */
export function withoutHighlights(text: string, nicks: Iterable<string>): string {
  // In its place, so that what is found there stands at the same place of the text.
  const words = text.replace(/\S+/g, (one) => (one.includes('://') ? ' '.repeat(one.length) : one));
  const calls = [...words.matchAll(EVERYBODY)].map((found) => spanOf(found).end);
  const named = namesIn(words, nicks);
  const called = new Set(named.map(({ start, end }) => text.slice(start, end).toLowerCase()));
  const names = called.size > MOST_NAMED ? named.map(({ start }) => start + firstSign(text, start)) : [];
  return broken(text, new Set([...calls, ...names]));
}

/** Where nicks stand as words of their own, in any case of letters; of several at one place the longest one. */
function namesIn(text: string, nicks: Iterable<string>): readonly Span[] {
  const words = [...text.matchAll(WORD)];
  if (words.length <= MOST_NAMED) return [];
  const sought = soughtIn(new Set(words.map(([word]) => word.toLowerCase())), nicks);
  const found: Span[] = [];
  let from = 0;
  for (const { 0: word, index } of words) {
    if (index < from) continue;
    const one = (sought.get(word.toLowerCase()) ?? []).find((other) => stands(other, text, index));
    if (one === undefined) continue;
    const start = index - one.before;
    from = start + one.nick.length;
    found.push({ start, end: from });
  }
  return found;
}

/** The nicks that may stand in a text of those words, by their first word, longer ones before shorter ones. */
function soughtIn(words: ReadonlySet<string>, nicks: Iterable<string>): ReadonlyMap<string, readonly Sought[]> {
  const sought = new Map<string, Sought[]>();
  for (const nick of nicks) {
    const first = FIRST_WORD.exec(nick);
    const word = first?.[0].toLowerCase() ?? '';
    // One sign cannot be broken.
    if (first === null || !words.has(word) || firstSign(nick, 0) === nick.length) continue;
    const alike = sought.get(word) ?? [];
    if (alike.length < MOST_ALIKE) alike.push({ nick, small: nick.toLowerCase(), before: first.index });
    sought.set(word, alike);
  }
  for (const alike of sought.values()) alike.sort((one, other) => other.nick.length - one.nick.length);
  return sought;
}

function stands({ nick, small, before }: Sought, text: string, index: number): boolean {
  const start = index - before;
  const end = start + nick.length;
  if (start < 0 || text.slice(start, end).toLowerCase() !== small) return false;
  return !(WORD_SIGN.test(nick.at(-1) ?? '') && WORD_SIGN.test(text.charAt(end)));
}

function broken(text: string, breaks: ReadonlySet<number>): string {
  let [result, from] = ['', 0];
  for (const at of [...breaks].sort((one, other) => one - other)) {
    result += text.slice(from, at) + UNSEEN;
    from = at;
  }
  return result + text.slice(from);
}

/** Units of the sign that stands there. */
function firstSign(text: string, at: number): number {
  return String.fromCodePoint(text.codePointAt(at) ?? 0).length;
}

function spanOf({ 0: found, index }: RegExpExecArray): Span {
  return { start: index, end: index + found.length };
}
