import { letters } from '../engine/ids.js';
import type { EventPage, StreamEvent } from '../http/parts.js';

/** Octets of one request at most. */
const LARGEST = 60_000;

/** What one request brings. */
export interface Batch {
  /** JSON; undefined: nothing of the page is for the receiver. */
  readonly body: string | undefined;
  /** Where to read on when it is there. */
  readonly next: number;
}

interface BatchOptions {
  readonly bot: string;
  /** Cursor after which the page was read. */
  readonly after: number;
  /** Events at most. */
  readonly most: number;
  /** Whether the receiver may and wants to hear of it. */
  readonly isFor: (event: StreamEvent) => boolean;
}

/**
 * The first events of a page that are for a receiver, in their order, as many as one request may bring. An event has the same `id`
 * however often it is sent; a single one that is too large for a request comes without its data.
 */
export function batchOf({ events, next, lost }: EventPage, { bot, after, most, isFor }: BatchOptions): Batch {
  const head = `{"version":"1","bot":${JSON.stringify(bot)},"events":[`;
  const written = lost ? [lostText(bot, after)] : [];
  let octets = head.length + 2 + (written[0]?.length ?? 0);
  let count = 0;
  let until = next;
  for (const [index, { cursor, event }] of events.entries()) {
    if (!isFor(event)) continue;
    const text = eventText(cursor, event);
    octets += Buffer.byteLength(text) + 1;
    if (count === most || octets > LARGEST) {
      until = events[index - 1]?.cursor ?? until;
      break;
    }
    written.push(text);
    count += 1;
  }
  return { body: written.length === 0 ? undefined : `${head}${written.join(',')}]}`, next: until };
}

function eventText(cursor: number, { type, at, data }: StreamEvent): string {
  const told = JSON.stringify(data);
  // The count begins anew where the store was lost: by the time it is another event all the same.
  const id = letters(30, ['event', String(cursor), String(at), type, told]);
  const head = { id, cursor, type, at: new Date(at).toISOString() };
  const whole = JSON.stringify({ ...head, data });
  return Buffer.byteLength(whole) < LARGEST / 2 ? whole : JSON.stringify({ ...head, data: {}, truncated: true });
}

/** That events are not kept any more which the receiver has not got. */
function lostText(bot: string, after: number): string {
  return JSON.stringify({ id: letters(30, ['lost', bot, String(after)]), cursor: after, type: 'lost', data: {} });
}
