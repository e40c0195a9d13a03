import type { HistoryLimits } from '../../../src/xmpp/muc/join.js';

/** What the choice looks at. */
export interface HistoryEntry {
  /** Ms since the epoch. */
  readonly at: number;
  /** Characters of the whole stanza, markup included. */
  readonly chars: number;
}

/**
 * The discussion history for someone who enters (XEP-0045 7.2.14): the newest that keep within all limits, oldest first.
 * `most`: the room's own limit. `now`: ms since the epoch.
 */
export function chooseHistory<Entry extends HistoryEntry>(
  entries: readonly Entry[],
  { maxStanzas, maxChars, seconds, since }: HistoryLimits,
  most: number,
  now: number,
): readonly Entry[] {
  const room = Math.min(maxStanzas ?? most, most);
  const notBefore = Math.max(since ?? 0, seconds === undefined ? 0 : now - seconds * 1_000);
  const chosen: Entry[] = [];
  let left = maxChars ?? Number.POSITIVE_INFINITY;
  for (let at = entries.length - 1; at >= 0 && chosen.length < room; at -= 1) {
    const entry = entries[at];
    // Times of servers are not always in order: what is too old does not end the search.
    if (entry === undefined || entry.at < notBefore) continue;
    left -= entry.chars;
    if (left < 0) break;
    chosen.push(entry);
  }
  return chosen.reverse();
}
