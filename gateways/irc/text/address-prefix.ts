import { type Casemapping, fold } from '../wire/casemapping.js';
import { withoutCodes } from './mirc.js';

/** What ends the nick that a message is addressed to. */
const ADDRESS = /^([^\s:,]+)[:,] +/u;
/** Graphemes of a quoted text: enough to know it again. */
const QUOTED = 40;
const BLANKS = /[\s\p{Cc}]+/gu;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A message that begins with the name of somebody. */
interface Addressed {
  readonly nick: string;
  readonly rest: string;
}

/** Reads `nick: text` and `nick, text`; undefined where no name leads, or nothing follows it. */
export function readAddress(text: string): Addressed | undefined {
  const [whole = '', nick = ''] = ADDRESS.exec(text) ?? [];
  if (nick === '' || whole.length === text.length) return undefined;
  return { nick, rest: text.slice(whole.length) };
}

/** The text without the `nick: ` of its reply, which a client that knows replies shows anyway; as it is where none leads. */
export function stripAddress(text: string, nick: string, casemapping: Casemapping): string {
  const addressed = readAddress(text);
  return addressed !== undefined && fold(addressed.nick, casemapping) === fold(nick, casemapping)
    ? addressed.rest
    : text;
}

/** The message that a reply or a reaction is for. */
interface Answered {
  readonly nick: string;
  /** Its text, without a quotation of its own. */
  readonly text: string;
  /** Nothing else came from that nick since: the name alone tells which one is meant. */
  readonly isLatest: boolean;
}

/** A reply for people whose network knows none: addressed, or with the words that it is for. One line more or less as `text`. */
export function replyText(answered: Answered, text: string): string {
  if (answered.isLatest) return `${answered.nick}: ${text}`;
  const quoted = excerpt(answered.text);
  return quoted === '' ? `${answered.nick}: ${text}` : `<${answered.nick} "${quoted}"> ${text}`;
}

/** A reaction for people whose network knows none, always with the words that it is for: in a channel it may come late. */
export function reactionText(answered: Answered, emojis: readonly string[]): string {
  return replyText({ ...answered, isLatest: false }, emojis.join(' ').replace(BLANKS, ' '));
}

/** The beginning of a text on one line, without formatting, with `…` where it goes on. */
export function excerpt(text: string): string {
  // Far more than is kept, so that a long text costs no more than a short one.
  const beginning = text.slice(0, QUOTED * 32);
  const line = withoutCodes(beginning).replace(BLANKS, ' ').trim();
  let kept = '';
  let count = 0;
  for (const { segment } of graphemes.segment(line)) {
    if (count === QUOTED) return `${kept.trimEnd()}…`;
    kept += segment;
    count += 1;
  }
  return beginning.length < text.length ? `${kept}…` : kept;
}
