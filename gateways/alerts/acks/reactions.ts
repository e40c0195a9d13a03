import type { AnswerKind } from './answer.js';
import { plainWord, verbOf } from './verbs.js';

/** What reactions can mean. */
type ReactionKind = Extract<AnswerKind, 'ack' | 'unack' | 'silence' | 'unsilence'>;

/** Emoji of one set that are looked at. */
const MOST = 32;

/**
 * What a set of reactions (XEP-0444) changes: ✅ or 👍 acknowledges, 🔇 silences, and what is no longer in the set is taken
 * back. Sets replace each other, so the one before must be known; where it is not, an empty set takes an acknowledgement
 * back. Empty: nothing that concerns the alert.
 */
export function readReactions(now: readonly string[], before?: readonly string[]): readonly ReactionKind[] {
  const [is, was] = [meaningsOf(now), meaningsOf(before ?? [])];
  if (before === undefined && now.length === 0) return ['unack'];
  const changes: ReactionKind[] = [];
  if (is.has('ack') !== was.has('ack')) changes.push(is.has('ack') ? 'ack' : 'unack');
  if (is.has('silence') !== was.has('silence')) changes.push(is.has('silence') ? 'silence' : 'unsilence');
  return changes;
}

function meaningsOf(emoji: readonly string[]): ReadonlySet<AnswerKind> {
  const kinds = emoji.slice(0, MOST).flatMap((one) => {
    // Words are for texts, and a digit is no reaction.
    const isWord = /^[\p{L}\p{N}+]/u.test(plainWord(one));
    const kind = isWord ? undefined : verbOf(one)?.kind;
    return kind === undefined ? [] : [kind];
  });
  return new Set(kinds);
}
