import { randomBytes } from 'node:crypto';
import type { Clock, Timer } from '../clock.js';
import { type BarrierRoute, OWN_NAMES } from './barrier.js';

/**
 * Names of ours that are tried on the only stream of a domain, to see whether it really is the only one. Of two streams it is seen
 * unless all that came back were tried before all that did not: once in 4,000.
 */
const NAMES_ALONE = 16;
/** Names that are tried for each stream of a domain: one stream in 3,000 finds none at the first attempt. */
const NAMES_A_STREAM = 8;

/**
 * What a trial found out about how the server spreads the stanzas of a domain over its streams, where that is not as it
 * should be: `uneven` - two stanzas in one name took different streams, so that nobody's order is kept; `elsewhere` - on
 * what should be the only stream some names came back and others did not.
 */
export type Spread = 'uneven' | 'elsewhere';

interface BarrierTrialOptions {
  readonly domain: string;
  readonly serverDomain?: string;
  /** Streams that serve the domain, this one included. */
  readonly streams: number;
  readonly clock: Clock;
  /** `probe`: for the best answer; `patience`: for any, after that. */
  readonly times: { readonly probe: number; readonly patience: number };
  /** Sends a ping that way and returns its id. */
  readonly ping: (route: BarrierRoute) => string;
  readonly chosen: (route: BarrierRoute) => void;
  /** No ping has come back on this stream. */
  readonly failed: () => void;
  readonly spread: (found: Spread) => void;
}

interface Try {
  readonly route: BarrierRoute;
  readonly sent: number;
  back: number;
  refused: boolean;
}

/**
 * Finds a ping whose answer comes back on this very stream. Alone, that is one to the server, or else one to ourselves by
 * way of the server. Where a server spreads a domain over several streams by a hash of the sender, the answer of the server
 * would always take the same stream, so each stream looks for a name of its own, `<name>@domain`, that the hash gives to it.
 */
export class BarrierTrial {
  readonly #o: BarrierTrialOptions;
  readonly #tries: Try[] = [];
  readonly #byPing = new Map<string, Try>();
  #timer: Timer | undefined;
  #chosen = false;
  #isLate = false;
  #begun = 0;

  constructor(options: BarrierTrialOptions) {
    this.#o = options;
  }

  begin(): void {
    const { domain, serverDomain, streams, clock, times } = this.#o;
    this.#begun = clock.monotonic();
    if (streams > 1) {
      this.#names(NAMES_A_STREAM * streams, 2);
    } else {
      if (serverDomain !== undefined) this.#try({ form: 'server', from: domain, to: serverDomain }, 1);
      this.#try({ form: 'self', from: domain, to: domain }, 1);
      this.#names(NAMES_ALONE, 1);
    }
    this.#timer = clock.after(times.probe, () => this.#late());
  }

  stop(): void {
    this.#timer?.cancel();
  }

  get settled(): boolean {
    return this.#chosen;
  }

  /** One of the pings came back; `refused` as an error. */
  answered(id: string, refused: boolean): void {
    const tried = this.#byPing.get(id);
    if (tried === undefined) return;
    this.#byPing.delete(id);
    if (refused) tried.refused = true;
    else tried.back += 1;
    if (!this.#chosen) this.#decide();
  }

  /** Chooses as soon as nothing better can come: at first the best way is waited for, later any will do. */
  #decide(): void {
    const back = this.#tries.filter((tried) => tried.back > 0);
    const server = this.#tries.find(({ route }) => route.form === 'server');
    if (this.#o.streams > 1) this.#choose(back.find((tried) => tried.back === tried.sent || this.#isLate));
    else if (server !== undefined && server.back > 0) this.#choose(server);
    else if (server === undefined || server.refused || this.#isLate) {
      this.#choose(back.find(({ route }) => route.form === 'self'));
    }
  }

  #choose(tried: Try | undefined): void {
    if (tried === undefined) return;
    this.#chosen = true;
    this.#o.chosen(tried.route);
  }

  #late(): void {
    this.#isLate = true;
    this.#tellSpread();
    if (!this.#chosen) this.#decide();
    if (this.#chosen) return;
    const { streams, clock, times, failed } = this.#o;
    const left = this.#begun + times.probe + times.patience - clock.monotonic();
    if (left <= 0) {
      failed();
      return;
    }
    // All names may have been those of other streams.
    if (streams > 1) this.#names(NAMES_A_STREAM * streams, 2);
    this.#timer = clock.after(streams > 1 ? Math.min(left, times.probe) : left, () => this.#late());
  }

  /** Looks only at what was sent before something that came back: a server reads in order, so the rest may yet come. */
  #tellSpread(): void {
    const last = this.#tries.findLastIndex(({ route, back }) => route.form === 'name' && back > 0);
    const names = this.#tries.slice(0, last).filter(({ route, refused }) => route.form === 'name' && !refused);
    if (names.some(({ sent, back }) => back > 0 && back < sent)) this.#o.spread('uneven');
    else if (this.#o.streams === 1 && names.some(({ back }) => back === 0)) this.#o.spread('elsewhere');
  }

  #names(count: number, each: number): void {
    for (let index = 0; index < count; index++) {
      const own = `${OWN_NAMES}${randomBytes(6).toString('hex')}@${this.#o.domain}`;
      // To a full JID, because mod_privilege of ejabberd looks at requests to bare ones.
      this.#try({ form: 'name', from: own, to: `${own}/barrier` }, each);
    }
  }

  #try(route: BarrierRoute, sent: number): void {
    const tried: Try = { route, sent, back: 0, refused: false };
    this.#tries.push(tried);
    for (let index = 0; index < sent; index++) this.#byPing.set(this.#o.ping(route), tried);
  }
}
