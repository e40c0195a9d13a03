import type { Clock } from '../../../gateway.js';
import type { EventLog, StreamEvent } from '../parts.js';

/** How long a reader waits before it looks again, and before it shows that it is still there, ms. */
const LOOK_MS = 500;
const HEARTBEAT_MS = 15_000;
/** A stream ends after this; its reader comes again with the last id. */
const LONGEST_MS = 3_600_000;
const AT_ONCE = 100;

interface StreamOptions {
  readonly log: EventLog;
  readonly clock: Clock;
  /** Cursor after which it begins. */
  readonly after: number;
  readonly signal: AbortSignal;
  /** Whether the reader may hear of it. */
  readonly isFor: (event: StreamEvent) => boolean;
  /** Whether the reader may still listen. */
  readonly isAllowed: () => boolean;
}

/**
 * What happens, as server-sent events (HTML Living Standard 9.2), each with its cursor as id. Only what the reader has taken makes room
 * for more, so that a slow one holds one page. Ends when the reader is gone or may not listen any more, after `LONGEST_MS`, and when the
 * log cannot be read: the reader comes again with its last id and misses nothing.
 */
export async function* eventStream(options: StreamOptions): AsyncGenerator<string> {
  const { log, clock, signal, isFor, isAllowed } = options;
  const end = clock.monotonic() + LONGEST_MS;
  let cursor = options.after;
  let shown = clock.monotonic();
  // At once, so that the reader knows that it is heard; and after how long it is to come again.
  yield `retry: 3000\nid: ${cursor}\n\n`;
  while (!signal.aborted && isAllowed() && clock.monotonic() < end) {
    const page = await pageAfter(log, cursor);
    if (page === undefined) return;
    const text = [
      ...(page.lost ? ['event: lost\ndata: {}\n\n'] : []),
      ...page.events.flatMap(({ cursor: id, event }) => (isFor(event) ? [eventText(id, event)] : [])),
    ].join('');
    cursor = page.next;
    const now = clock.monotonic();
    if (text !== '') yield text;
    // The cursor moves on also past what was not for this reader.
    else if (now - shown >= HEARTBEAT_MS) yield `id: ${cursor}\n: still here\n\n`;
    if (text !== '' || now - shown >= HEARTBEAT_MS) shown = now;
    if (page.events.length === 0) await pause(clock, LOOK_MS, signal);
  }
}

async function pageAfter(log: EventLog, cursor: number) {
  try {
    return await log.read(cursor, AT_ONCE);
  } catch {
    return undefined;
  }
}

/** One event; JSON has no line ends in it. */
function eventText(cursor: number, { type, at, data }: StreamEvent): string {
  const name = /^[a-z.-]{1,64}$/.test(type) ? type : 'message';
  return `id: ${cursor}\nevent: ${name}\ndata: ${JSON.stringify({ type, at: new Date(at).toISOString(), ...data })}\n\n`;
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      timer.cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.after(ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
