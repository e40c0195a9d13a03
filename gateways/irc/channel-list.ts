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
  /** By name: what is left of an earlier answer that came too late may name some twice. */
  readonly #coming = new Map<string, ListedChannel>();
  #waiting: ((channels: readonly ListedChannel[]) => void)[] = [];
  #timer: Timer | undefined;
  #stale: Timer | undefined;

  constructor(clock: Clock, send: (line: LineOut) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Sorted by name. `fresh`: a new list, unless one is on its way; the pages that follow are of the same one. */
  get(fresh: boolean): Promise<readonly ListedChannel[]> {
    const known = this.#known;
    if (known !== undefined && !fresh) return Promise.resolve(known);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length > 1) return;
      this.#timer = this.#clock.after(TIMEOUT_MS, () => this.#end());
      this.#send({ command: 'LIST', params: [] });
    });
  }

  take(event: ListedEvent | ListEndEvent): void {
    if (this.#waiting.length === 0) return;
    if (event.type === 'list-end') this.#end();
    else if (this.#coming.size < MOST) {
      this.#coming.set(event.channel, { name: event.channel, members: event.members, topic: event.topic });
    }
  }

  #end(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const channels = [...this.#coming.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    this.#coming.clear();
    this.#known = channels;
    this.#stale?.cancel();
    this.#stale = this.#clock.after(FRESH_MS, () => {
      this.#known = undefined;
    });
    for (const resolve of this.#waiting.splice(0)) resolve(channels);
  }
}
