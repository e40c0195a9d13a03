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
  #knownAt = 0;
  #coming: ListedChannel[] = [];
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
    const age = this.#clock.monotonic() - this.#knownAt;
    if (known !== undefined && age < (fresh ? ANEW_MS : FRESH_MS)) return Promise.resolve(known);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length > 1) return;
      this.#coming = [];
      this.#timer = this.#clock.after(TIMEOUT_MS, () => this.#end());
      this.#send({ command: 'LIST', params: [] });
    });
  }

  take(event: ListedEvent | ListEndEvent): void {
    if (this.#waiting.length === 0) return;
    if (event.type === 'list-end') this.#end();
    else if (this.#coming.length < MOST) {
      this.#coming.push({ name: event.channel, members: event.members, topic: event.topic });
    }
  }

  /** The server does not list its channels now. False where nobody has asked. */
  busy(): boolean {
    const waiting = this.#waiting.splice(0);
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#coming = [];
    for (const resolve of waiting) resolve(this.#known ?? 'busy');
    return waiting.length > 0;
  }

  #end(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const channels = this.#coming.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
    this.#known = channels;
    this.#knownAt = this.#clock.monotonic();
    this.#coming = [];
    for (const resolve of this.#waiting.splice(0)) resolve(channels);
  }
}
