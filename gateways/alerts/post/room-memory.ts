import type { Clock, KeyValue } from '../../gateway.js';

/** A room is remembered so long after something was said there, ms, and so many of them. */
const REMEMBERED_MS = 7 * 86_400_000;
const MOST = 500;
/** It is noted anew after so long, ms. */
const NOTED_MS = 86_400_000;
const KEY = 'rooms';

/** Rooms that no book names, in which something was said: kept over restarts, in all lanes. */
export class RoomMemory {
  readonly #kv: Pick<KeyValue, 'fields' | 'setFields' | 'removeFields'>;
  readonly #clock: Clock;
  /** When a room was noted last by us, wall time, ms. */
  readonly #noted = new Map<string, number>();

  constructor(kv: Pick<KeyValue, 'fields' | 'setFields' | 'removeFields'>, clock: Clock) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** Something is said in a room. */
  async note(room: string): Promise<void> {
    const now = this.#clock.now();
    if (now - (this.#noted.get(room) ?? Number.NEGATIVE_INFINITY) < NOTED_MS) return;
    await this.#kv.setFields(KEY, { [room]: String(now) });
    this.#noted.set(room, now);
    const [oldest] = this.#noted.keys();
    if (this.#noted.size > MOST && oldest !== undefined) this.#noted.delete(oldest);
  }

  /** The rooms in which something was said of late; forgets the others. */
  async read(): Promise<ReadonlySet<string>> {
    const now = this.#clock.now();
    const all = Object.entries(await this.#kv.fields(KEY)).map(([room, at]) => ({ room, at: Number(at) }));
    const fresh = all
      .filter(({ at }) => now - at < REMEMBERED_MS)
      .sort((one, other) => other.at - one.at)
      .slice(0, MOST);
    const rooms = new Set(fresh.map(({ room }) => room));
    const old = all.filter(({ room }) => !rooms.has(room)).map(({ room }) => room);
    if (old.length > 0) await this.#kv.removeFields(KEY, old);
    return rooms;
  }
}
