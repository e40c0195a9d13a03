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
/** How long a list counts, ms: servers allow a LIST a minute or fewer. */
const FRESH_MS = 5 * 60_000;
/** How long the server may take, ms. What came until then is shown. */
const TIMEOUT_MS = 12_000;

/** The channels of a network, asked for once for all who page through them. */
export class ChannelList {
  readonly #clock: Clock;
  readonly #send: (line: LineOut) => void;
  #known: readonly ListedChannel[] | undefined;
  #knownAt = 0;
  #coming: ListedChannel[] = [];
  #waiting: ((channels: readonly ListedChannel[]) => void)[] = [];
  #timer: Timer | undefined;

  constructor(clock: Clock, send: (line: LineOut) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Sorted by name. `fresh`: a new list, unless one is on its way; the pages that follow are of the same one. */
  get(fresh: boolean): Promise<readonly ListedChannel[]> {
    const known = this.#known;
    if (known !== undefined && !fresh && this.#clock.monotonic() - this.#knownAt < FRESH_MS)
      return Promise.resolve(known);
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
