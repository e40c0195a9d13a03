import type { Clock, Timer } from '../gateway.js';
import type { ListEndEvent, ListedEvent } from './state/events.js';
import type { LineOut } from './wire/serialise.js';

export interface ListedChannel {
  readonly name: string;
  readonly members: number;
  readonly topic: string;
}

/** Channels that are kept of one list; there is no network with more that anybody would look through. */
const MOST = 50_000;
/** How long a list counts, ms: for whoever pages through it, and for whoever wants to see it anew. */
const FRESH_MS = 5 * 60_000;
/** Servers allow a LIST a minute or fewer. */
const ANEW_MS = 60_000;
/** How long the server may take, ms. What came until then is shown. */
const TIMEOUT_MS = 12_000;

/** The channels of a network, asked for once for all who page through them. */
export class ChannelList {
  readonly #clock: Clock;
  readonly #send: (line: LineOut) => void;
  #known: readonly ListedChannel[] | undefined;
  /** Until when it need not be asked for anew, monotonic. */
  #newUntil = 0;
  /** Drops what is too old for anybody: a list may take many megabytes. */
  #stale: Timer | undefined;
  /** By name: what is left of an earlier answer that came too late may name some twice. */
  readonly #coming = new Map<string, ListedChannel>();
  #waiting: ((channels: readonly ListedChannel[] | 'busy') => void)[] = [];
  #timer: Timer | undefined;

  constructor(clock: Clock, send: (line: LineOut) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /**
   * Sorted by name. `fresh`: a new list, unless one has just come or is on its way; the pages that follow are of the same one.
   * `busy`: the server wants to be asked later.
   */
  get(fresh: boolean): Promise<readonly ListedChannel[] | 'busy'> {
    const known = this.#known;
    const holds = !fresh || this.#clock.monotonic() < this.#newUntil;
    if (known !== undefined && holds) return Promise.resolve(known);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length > 1) return;
      this.#timer = this.#clock.after(TIMEOUT_MS, () => this.#end(0));
      this.#send({ command: 'LIST', params: [] });
    });
  }

  take(event: ListedEvent | ListEndEvent): void {
    if (this.#waiting.length === 0) return;
    if (event.type === 'list-end') this.#end(ANEW_MS);
    else if (this.#coming.size < MOST) {
      this.#coming.set(event.channel, { name: event.channel, members: event.members, topic: event.topic });
    }
  }

  /** The server does not list its channels now. False where nobody has asked. */
  busy(): boolean {
    const waiting = this.#waiting.splice(0);
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#coming.clear();
    for (const resolve of waiting) resolve(this.#known ?? 'busy');
    return waiting.length > 0;
  }

  /** `newMs`: how long it counts as new. */
  #end(newMs: number): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const channels = [...this.#coming.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    this.#coming.clear();
    this.#known = channels;
    this.#newUntil = this.#clock.monotonic() + newMs;
    this.#stale?.cancel();
    this.#stale = this.#clock.after(FRESH_MS, () => {
      this.#known = undefined;
    });
    for (const resolve of this.#waiting.splice(0)) resolve(channels);
  }
}
