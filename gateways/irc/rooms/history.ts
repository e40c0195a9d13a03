import { delay } from '../../../src/xmpp/messages.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { ArchivedStanza, HistoryWish } from '../../gateway.js';
import type { RoomFace } from './occupants.js';
import type { Place } from './place.js';

/** Lines of history that a client may ask for. */
const MOST = 500;
const END = '</message>';

/**
 * The lines that somebody sees who enters (XEP-0045 7.2.14), oldest first: of those that this user was there for, as many as
 * the client wants, else as the user has chosen.
 */
export async function historyFor(
  { archive, user, wishes, clock, log }: Place,
  { contact }: RoomFace,
  { maxStanzas, maxChars, seconds, since }: HistoryWish,
): Promise<readonly ArchivedStanza[]> {
  const asked =
    maxStanzas ?? (maxChars === undefined && seconds === undefined && since === undefined ? undefined : MOST);
  const max = Math.min(asked ?? wishes.historyOnJoin, MOST);
  if (max === 0 || maxChars === 0) return [];
  const from = seconds === undefined ? since : Math.max(since ?? 0, clock.now() - seconds * 1000);
  try {
    return await archive.recent(contact, user, {
      max,
      ...(from === undefined ? {} : { since: from }),
      ...(maxChars === undefined ? {} : { maxChars }),
    });
  } catch (error) {
    // Entering matters more than what was said before.
    log.warn({ error: String(error) }, 'the history of a room could not be read');
    return [];
  }
}

/** A line as history: with the time at which it was said, by the room. */
export function asHistory({ xml, at }: Pick<ArchivedStanza, 'xml' | 'at'>, room: string): string {
  return xml.endsWith(END) ? `${xml.slice(0, -END.length)}${serialise(delay(at, room))}${END}` : xml;
}
