import { Recent } from '../gateway.js';
import type { LineOut } from './wire/serialise.js';

/** Client tag with the msgid of the message that a line is about (IRCv3 client-tags/reply). */
export const REPLY = '+draft/reply';

/** Client tag with the reaction itself (IRCv3 client-tags/react). */
export const REACT = '+draft/react';
const UNREACT = '+draft/unreact';

/** Messages whose reactions are remembered. */
const REMEMBERED = 256;
/** Reactions of one person at one message. */
const MOST = 32;

/** The reactions of people at messages: a network tells what is new, XMPP all that there are (XEP-0444). */
export class ReactionSets {
  readonly #sets = new Recent<string, ReadonlySet<string>>(REMEMBERED);

  /** All that somebody has at a message (its msgid) after one more, or one less. */
  change(msgid: string, nick: string, { text, removed }: { text: string; removed: boolean }): readonly string[] {
    const key = `${msgid}\n${nick.toLowerCase()}`;
    const set = new Set(this.#sets.get(key));
    if (removed) set.delete(text);
    else if (set.size < MOST) set.add(text);
    this.#sets.set(key, set);
    return [...set];
  }
}

/** The lines that make the own reactions at a message what they are to be; `target`: a channel or a nick. */
export function reactionLines(
  target: string,
  msgid: string,
  { added, removed }: { readonly added: readonly string[]; readonly removed: readonly string[] },
): readonly LineOut[] {
  const line = (tag: string, emoji: string): LineOut => ({
    command: 'TAGMSG',
    params: [target],
    tags: new Map([
      [REPLY, msgid],
      [tag, emoji],
    ]),
  });
  return [...added.map((emoji) => line(REACT, emoji)), ...removed.map((emoji) => line(UNREACT, emoji))];
}
