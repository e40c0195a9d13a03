import type { Clock, KeyValue } from '../../gateway.js';
import type { HouseNetwork } from '../config.js';

/** What has come of registering at another gateway. */
interface HouseState {
  readonly state: 'registered' | 'refused';
  /** Hash of the fields that were answered. */
  readonly fields: string;
  /** Why it was refused, in words for admins. */
  readonly why?: string;
}

/** Longest wait for a registration that is under way, ms. */
const PATIENCE_MS = 30_000;
const POLL_MS = 500;
/** A registration is asked about again after so long, ms. */
const FRESH_MS = 60_000;
/** A year; renewed at each start. */
const KEPT_S = 365 * 86_400;

/** Whether the gateway is a user of the others already: told by whoever registers, and read in every process. */
export class Houses {
  readonly #kv: KeyValue;
  readonly #clock: Clock;
  /** Names of the networks at which the config has an account. */
  readonly #wanted: ReadonlySet<HouseNetwork>;
  readonly #known = new Map<HouseNetwork, number>();
  readonly #who: string;

  /** `who`: name of a bridge, where it is one that registers; '' for the agent itself. */
  constructor(kv: KeyValue, clock: Clock, wanted: Iterable<HouseNetwork>, who = '') {
    this.#who = who;
    this.#kv = kv;
    this.#clock = clock;
    this.#wanted = new Set(wanted);
  }

  /**
   * Resolves when messages may go to a network: with nothing, or with why they never may as things are. Rejects where that is not known
   * yet after half a minute.
   */
  async ready(network: HouseNetwork): Promise<string | undefined> {
    const now = this.#clock.monotonic();
    if (now - (this.#known.get(network) ?? Number.NEGATIVE_INFINITY) < FRESH_MS) return undefined;
    if (!this.#wanted.has(network)) return `accounts has no ${network}: the gateway is no user there`;
    for (;;) {
      const found = await this.state(network);
      if (found?.state === 'registered') {
        this.#known.set(network, this.#clock.monotonic());
        return undefined;
      }
      if (found?.state === 'refused') return `the ${network} gateway has refused the registration: ${found.why ?? ''}`;
      if (this.#clock.monotonic() - now > PATIENCE_MS) throw new Error(`not registered at the ${network} gateway yet`);
      await new Promise<void>((resolve) => this.#clock.after(POLL_MS, resolve));
    }
  }

  /** Undefined: nobody knows yet. */
  async state(network: HouseNetwork): Promise<HouseState | undefined> {
    return await this.#kv.get<HouseState>(this.#keyOf(network));
  }

  async note(network: HouseNetwork, state: HouseState): Promise<void> {
    await this.#kv.set(this.#keyOf(network), state, KEPT_S);
  }

  /** The network says that we are none of its users (any more). */
  async forget(network: HouseNetwork): Promise<void> {
    this.#known.delete(network);
    await this.#kv.remove(this.#keyOf(network));
  }

  #keyOf(network: HouseNetwork): string {
    return this.#who === '' ? `house:${network}` : `house:bridge:${this.#who}:${network}`;
  }
}
