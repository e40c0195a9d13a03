import type { Conversation } from './conversation.js';
import type { Envelope } from './envelope.js';

/** What an envelope keeps its order with; requests have none. */
export function orderOf({ kind, id, conversation }: Envelope): string {
  return kind === 'iq' ? `iq ${id}` : conversation;
}

/**
 * Which of some new envelopes go out as soon as they are in a lane, so that they are marked as begun on their way there and not by a
 * trip of their own: the first of each conversation that is idle, `room` of them at most. A character each, `b` for those and `n` for
 * the others; '': none.
 */
export function marksOf(
  envelopes: readonly Envelope[],
  room: number,
  conversations: ReadonlyMap<string, Conversation>,
): string {
  if (room <= 0) return '';
  const begun = new Set<string>();
  const marks = envelopes.map((envelope) => {
    const key = orderOf(envelope);
    if (begun.size >= room || begun.has(key) || conversations.get(key)?.idle === false) return 'n';
    begun.add(key);
    return 'b';
  });
  return begun.size === 0 ? '' : marks.join('');
}
