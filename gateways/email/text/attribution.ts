import { OPENERS, WROTE } from './attribution-words.js';
import { isBlank, type Line } from './lines.js';

/** Units of a line that introduces a quotation: longer ones are paragraphs of somebody. */
const LONGEST = 320;
/** Lines over which a program may have wrapped it. */
const MOST_LINES = 4;
/** Words of an introduction that has nothing but a name and a verb. */
const MOST_WORDS = 5;
const COLONS = /[:：][*_\s]{0,4}$/;
const VERB = new RegExp(WROTE.join('|'), 'iu');
/** Emphasis before such a line. */
const BEFORE = /^[*_\s]+/;
const CLOCK = /\d{1,2}\s?[:.h時时시]\s?\d{2}/u;
const DAY = /\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{1,2}[月월]/u;
const ADDRESS = /[^\s<>()[\]"']@[^\s<>()[\]"']/;
const FIRST_WORD = /^[\p{L}\p{M}]+/u;
const SHORT_DAY = /^[\p{L}\p{M}]{1,5}(?:[.,]|\.,)?\s/u;
const CJK = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** A line, or several, that tell whose words are quoted. */
export interface Attribution {
  /** Index of its first line. */
  readonly start: number;
  /** Index behind its last line. */
  readonly end: number;
  /** It is one whatever follows: with somebody's address, and a verb or a time. A weak one counts only before quotation marks. */
  readonly strong: boolean;
}

/** Reads the attribution that ends with a line; undefined where that line ends none. Looks at four lines at most. */
export function attributionAt(lines: readonly Line[], last: number): Attribution | undefined {
  const line = lines[last];
  if (line === undefined || line.depth > 0 || !endsIntroducing(line.content)) return undefined;
  const alone = strengthOf(line.content);
  if (alone.whole) return { start: last, end: last + 1, strong: alone.strong };
  let joined = line.content;
  for (let start = last - 1; start > last - MOST_LINES; start -= 1) {
    const before = lines[start];
    if (before === undefined || before.depth > 0 || isBlank(before)) break;
    if (before.content.length + joined.length > LONGEST) break;
    joined = `${before.content} ${joined}`;
    if (!opens(before.content)) continue;
    const { strong, whole } = strengthOf(joined);
    if (whole) return { start, end: last + 1, strong };
  }
  return alone.weak ? { start: last, end: last + 1, strong: alone.strong } : undefined;
}

/** A line that could be the end of an attribution: short, with the colon that introduces something, or between dashes. */
function endsIntroducing(content: string): boolean {
  if (content === '' || content.length > LONGEST) return false;
  return COLONS.test(content.slice(-5)) || (content.startsWith('--') && content.endsWith('--'));
}

interface Strength {
  readonly strong: boolean;
  readonly weak: boolean;
  /** It says when, and no line before it is missing. */
  readonly whole: boolean;
}

function strengthOf(text: string): Strength {
  const wrote = VERB.test(text);
  const address = ADDRESS.test(text);
  const clock = CLOCK.test(text);
  const timed = clock || DAY.test(text);
  // Some programs have no verb: a time and somebody's address in brackets are enough.
  const bracketed = address && isBracketed(text);
  const strong = (wrote && address && timed) || (bracketed && (wrote || timed));
  const dated = strong || (wrote && timed) || (clock && DAY.test(text));
  // Without a time or an address it is one only when it is short: else somebody tells what another one wrote.
  const weak = dated || bracketed || (wrote && text.split(' ').length <= MOST_WORDS);
  return { strong, weak, whole: dated && timed };
}

/** Whether an address stands in brackets, as programs write it behind a name. */
function isBracketed(text: string): boolean {
  const at = text.lastIndexOf('@');
  const open = Math.max(...['<', '(', '[', '＜'].map((bracket) => text.lastIndexOf(bracket, at)));
  return open !== -1 && ['>', ')', ']', '＞'].some((bracket) => text.includes(bracket, at));
}

/** Whether a line begins as attributions do: with a day or a date. Else it is somebody's sentence. */
function opens(content: string): boolean {
  const text = content.replace(BEFORE, '');
  if (/^\d/.test(text) || CJK.test(text)) return true;
  const [word = ''] = FIRST_WORD.exec(text) ?? [];
  if (OPENERS.has(word.toLowerCase())) return true;
  return SHORT_DAY.test(text) && /\d/.test(text.slice(0, 24));
}
