import { type Clock, type KeyValue, Recent } from '../../../gateway.js';
import type { EventLog, EventPage, StreamEvent } from '../parts.js';

/** Events are kept for so long, seconds, and at most so many of them. */
const KEPT_S = 86_400;
const MOST = 100_000;
/** The count goes on for so long after the last event. */
const COUNT_S = 400 * 86_400;
/** An event that has a number is written within this time, or its process has ended, ms. */
const WRITTEN_MS = 2000;
/** Readers that look at the same time ask once, ms. */
const FRESH_MS = 200;

const COUNTER = 'http:events';

interface Kept {
  readonly event: StreamEvent;
  /** When it was written, which may be long after it happened: wall time, ms. */
  readonly written: number;
}

/** Keeps events under numbers that all processes count together; each is gone by itself when its time is over. */
export class KvEventLog implements EventLog {
  readonly #kv: Pick<KeyValue, 'get' | 'set' | 'count' | 'spent'>;
  readonly #clock: Clock;
  /** When a number was first found without its event. */
  readonly #missing = new Recent<number, number>(1000);
  #head: { readonly at: number; readonly value: Promise<number> } | undefined;

  constructor(kv: Pick<KeyValue, 'get' | 'set' | 'count' | 'spent'>, clock: Clock) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** Resolves when it is kept. */
  async append(event: StreamEvent): Promise<void> {
    const cursor = await this.#kv.count(COUNTER, COUNT_S);
    await this.#kv.set(keyOf(cursor), { event, written: this.#clock.now() } satisfies Kept, KEPT_S);
  }

  async head(): Promise<number> {
    const now = this.#clock.monotonic();
    const known = this.#head;
    return await (known === undefined || now - known.at >= FRESH_MS ? this.#asked() : known.value);
  }

  #asked(): Promise<number> {
    const value = this.#kv.spent(COUNTER);
    this.#head = { at: this.#clock.monotonic(), value };
    return value;
  }

  async read(after: number, most: number): Promise<EventPage> {
    const known = await this.head();
    // A reader that comes from another process may have read on there.
    const head = after > known ? await this.#asked() : known;
    // A cursor of another count: from before the store was lost.
    if (after > head) return { events: [], next: head, lost: true };
    const first = Math.max(after, head - MOST) + 1;
    const cursors = Array.from({ length: Math.min(most, head - first + 1) }, (_, index) => first + index);
    const found = await Promise.all(cursors.map((cursor) => this.#kv.get<Kept>(keyOf(cursor))));
    const isOld = found.some((kept) => kept !== undefined && this.#clock.now() - kept.written > WRITTEN_MS);
    const events: { cursor: number; event: StreamEvent }[] = [];
    let next = first - 1;
    let lost = first > after + 1;
    for (const [index, cursor] of cursors.entries()) {
      const kept = found[index];
      // It may be being written: later ones wait for it, so that no reader passes it.
      if (kept === undefined && !isOld && !this.#isGone(cursor)) break;
      if (kept === undefined) lost = true;
      else events.push({ cursor, event: kept.event });
      next = cursor;
    }
    return { events, next, lost };
  }

  #isGone(cursor: number): boolean {
    const now = this.#clock.monotonic();
    const since = this.#missing.get(cursor);
    if (since === undefined) this.#missing.set(cursor, now);
    return since !== undefined && now - since >= WRITTEN_MS;
  }
}

function keyOf(cursor: number): string {
  return `http:event:${cursor}`;
}
