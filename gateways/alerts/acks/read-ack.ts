import { cleanText } from '../render/plain-text.js';
import { shortened } from '../render/shorten.js';
import { isAckCode, LONGEST_CODE } from './ack-code.js';
import type { Answer, UnclearAnswer, Written } from './answer.js';
import { durationAt } from './duration-words.js';
import { type Verb, verbOf } from './verbs.js';

/** UTF-16 units that are looked at, and those of a comment. */
const LONGEST_TEXT = 4000;
const LONGEST_COMMENT = 500;

/** What stands before an answer but does not belong to it: marks of quotations, `Re:`. */
const LEFTOVERS = /^(?:[\s>"'“”„«»‘’()[\]*_~`.,:;|-]|(?:re|aw|sv|rv)\s*:)+/iu;

/** What a text asks for, before it is known of which alert. */
interface Order {
  readonly verb: Verb;
  readonly code?: string;
  readonly duration?: number;
  readonly comment?: string;
}

/**
 * What a text means as an answer to an alert; undefined: it is none. Where many read along only what cannot be meant
 * otherwise counts. Words of everyday (`ok`, `done`) mean an alert only when they are all that is said.
 */
export function readAnswer(written: Written): Answer | UnclearAnswer | undefined {
  const { bang, words, rest } = partsOf(written);
  const order = orderOf(words, rest, written);
  if (order === undefined) return bang ? undefined : commentOn(words, rest, written);
  const { verb, code, ...details } = order;
  const answer = { kind: verb.kind, ...details };
  if (!isMeant(order, bang, written)) return undefined;
  if (code !== undefined) return { ...answer, code, by: 'code' };
  const { related, open } = written;
  if (related !== undefined) return { ...answer, code: related, by: 'reply' };
  const [only, ...others] = open;
  if (only === undefined) return undefined;
  return others.length === 0
    ? { ...answer, code: only, by: 'only' }
    : { kind: 'unclear', wanted: verb.kind, open: [...open] };
}

interface Parts {
  /** Written as a command: `!ack`. */
  readonly bang: boolean;
  /** Words of the first line that says something. */
  readonly words: readonly string[];
  /** The other lines. */
  readonly rest: string;
}

function partsOf({ text }: Written): Parts {
  const lines = cleanText(text.slice(0, LONGEST_TEXT)).split('\n');
  // Programs that quote what they answer mark each of its lines; where there is nothing else the mark is a slip.
  const own = lines.filter((line) => !/^\s*>/.test(line));
  const said = (own.some(isSomething) ? own : lines).map((line) => line.replace(LEFTOVERS, '').trim());
  const first = said.findIndex(isSomething);
  const line = said[first] ?? '';
  const bang = line.startsWith('!');
  const words = apart((bang ? line.slice(1) : line).split(/\s+/).filter((word) => word !== ''));
  return {
    bang,
    words,
    rest:
      first === -1
        ? ''
        : said
            .slice(first + 1)
            .join('\n')
            .trim(),
  };
}

/** `ack:K7DM` is what `ack K7DM` is. */
function apart(words: readonly string[]): readonly string[] {
  const [, verb = '', next = ''] = /^([^:,;./=]+)[:,;./=]+([^:,;./=]\S*)$/u.exec(words[0] ?? '') ?? [];
  return verbOf(verb) === undefined ? words : [verb, next, ...words.slice(1)];
}

function isSomething(line: string): boolean {
  return line.trim() !== '';
}

/** `ack [code] [comment]`, `silence [code] [2h] [comment]`, `code [ack] [comment]` */
function orderOf(words: readonly string[], rest: string, { open }: Written): Order | undefined {
  const leading = verbOf(words[0] ?? '') === undefined ? codeAt(words, open, 'open') : undefined;
  const after = words.slice(leading?.used ?? 0);
  const spoken = verbOf(after[0] ?? '');
  if (spoken === undefined && leading === undefined) return undefined;
  // A code by itself takes the alert; in a room it may just be spoken of.
  const verb: Verb = spoken ?? { kind: 'ack', strong: false };
  return details(verb, after.slice(spoken === undefined ? 0 : 1), rest, open, leading?.code);
}

function details(
  verb: Verb,
  words: readonly string[],
  rest: string,
  open: readonly string[],
  leading: string | undefined,
): Order | undefined {
  let left = words;
  const take = <Found extends { readonly used: number }>(found: Found | undefined) => {
    left = left.slice(found?.used ?? 0);
    return found;
  };
  let code = leading ?? take(codeAt(left, open, 'any'))?.code;
  const duration = verb.kind === 'silence' ? take(durationAt(left))?.ms : undefined;
  code ??= take(codeAt(left, open, 'open'))?.code;
  const comment = commentOf(left, rest);
  if (!verb.strong && code === undefined && comment !== undefined) return undefined;
  return {
    verb,
    ...(code === undefined ? {} : { code }),
    ...(duration === undefined ? {} : { duration }),
    ...(comment === undefined ? {} : { comment }),
  };
}

/**
 * The code that some words begin with, also with blanks or hyphens in it where it is open. `any`: also one that is not open,
 * so that whoever wrote it can be told.
 */
function codeAt(
  words: readonly string[],
  open: readonly string[],
  which: 'open' | 'any',
): { readonly code: string; readonly used: number } | undefined {
  for (let used = 1; used <= Math.min(4, words.length); used += 1) {
    const code = words
      .slice(0, used)
      .join('')
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '');
    if (code.length > LONGEST_CODE) return undefined;
    if (open.includes(code) || (which === 'any' && used === 1 && isAckCode(code))) return { code, used };
  }
  return undefined;
}

/** Whether somebody who writes where many read along talks to us. */
function isMeant({ verb, code }: Order, bang: boolean, { medium, addressed, related, open }: Written): boolean {
  if (medium !== 'xmpp-room' && medium !== 'irc-channel') return true;
  if (bang || addressed === true || related !== undefined) return true;
  return verb.strong && code !== undefined && open.includes(code);
}

/** Other words that answer an alert are a comment on it. */
function commentOn(words: readonly string[], rest: string, { related }: Written): Answer | undefined {
  const comment = commentOf(words, rest);
  if (related === undefined || comment === undefined) return undefined;
  return { kind: 'comment', code: related, by: 'reply', comment };
}

function commentOf(words: readonly string[], rest: string): string | undefined {
  const text = [words.join(' '), rest]
    .join('\n')
    .trim()
    .replace(/^[,:;.–-]+\s*/u, '');
  return /[\p{L}\p{N}]/u.test(text) ? shortened(text, LONGEST_COMMENT) : undefined;
}
