import type { Clock, Timer } from '../gateway.js';
import type { ListEndEvent, ListedEvent } from './state/events.js';
import type { LineOut } from './wire/serialise.js';

/** A channel as the server's LIST tells it (RFC 2812 3.2.6, RPL_LIST). */
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
/** How long the server may take, ms. What came until then is shown, and the rest is there for who asks again. */
const TIMEOUT_MS = 12_000;
/** A server that says nothing more of its list for so long, ms, has forgotten it. */
const STALLED_MS = 60_000;

/** The channels, or that the server does not list them now. */
type Listing = readonly ListedChannel[] | 'busy';

/** The channels of a network, asked for once for all who page through them. */
export class ChannelList {
  readonly #clock: Clock;
  readonly #send: (line: LineOut) => void;
  #known: readonly ListedChannel[] | undefined;
  #knownAt = 0;
  /** What has come of the list that is under way. */
  #coming: ListedChannel[] | undefined;
  #heardAt = 0;
  #waiting: ((listing: Listing) => void)[] = [];
  #timer: Timer | undefined;
  /** Drops what is too old for anybody: a list may take many megabytes. */
  #stale: Timer | undefined;

  constructor(clock: Clock, send: (line: LineOut) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /**
   * Sorted by name. `fresh`: a new list, unless one has just come or is on its way; the pages that follow are of the same one.
   * `busy`: the server has to be asked later.
   */
  get(fresh: boolean): Promise<Listing> {
    const now = this.#clock.monotonic();
    if (this.#known !== undefined && now - this.#knownAt < (fresh ? ANEW_MS : FRESH_MS)) {
      return Promise.resolve(this.#known);
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#timer ??= this.#clock.after(TIMEOUT_MS, () => this.#late());
      if (this.#coming !== undefined && now - this.#heardAt < STALLED_MS) return;
      this.#coming = [];
      this.#heardAt = now;
      this.#send({ command: 'LIST', params: [] });
    });
  }

  take(event: ListedEvent | ListEndEvent): void {
    const coming = this.#coming;
    if (coming === undefined) return;
    this.#heardAt = this.#clock.monotonic();
    if (event.type === 'listed') {
      if (coming.length < MOST) {
        coming.push({ name: event.channel, members: event.members, topic: event.topic });
      }
      return;
    }
    this.#coming = undefined;
    this.#known = sorted(coming);
    this.#knownAt = this.#heardAt;
    this.#stale?.cancel();
    this.#stale = this.#clock.after(FRESH_MS, () => {
      this.#known = undefined;
    });
    this.#tell(this.#known);
  }

  /** The server does not list its channels now. False where nobody has asked. */
  busy(): boolean {
    const asked = this.#coming !== undefined;
    this.#coming = undefined;
    this.#tell(this.#known ?? 'busy');
    return asked;
  }

  #late(): void {
    const coming = this.#coming ?? [];
    this.#tell(coming.length === 0 ? 'busy' : sorted(coming));
  }

  #tell(listing: Listing): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const resolve of this.#waiting.splice(0)) resolve(listing);
  }
}

function sorted(channels: readonly ListedChannel[]): readonly ListedChannel[] {
  return [...channels].sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}
