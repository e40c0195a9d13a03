import type { HoldContext, Problem, Timer } from '../gateway.js';
import type { NetworkSettings } from './networks.js';
import { networkFull, RENEW_MS, Seats } from './policy/limits.js';

/** What of a network decides about its seats. */
type Seated = Pick<NetworkSettings, 'name' | 'network' | 'maxSessions'>;

interface SeatingParts {
  readonly context: HoldContext;
  /** The network that a user means; undefined where it is none (any more). Rejects where the store cannot be asked. */
  readonly networkOf: (user: string, network: string) => Promise<Seated | undefined>;
}

/** The seats of the sessions of one lane, on networks where the admin allows so many connections. */
export class Seating {
  readonly #parts: SeatingParts;
  readonly #seats: Seats;
  /** The network on which a session has a seat, by user and name of the network. */
  readonly #taken = new Map<string, string>();
  readonly #asked = new Map<string, Promise<Problem | undefined>>();
  #timer: Timer | undefined;
  #closed = false;

  constructor(parts: SeatingParts) {
    const { kv, clock, lane } = parts.context;
    this.#parts = parts;
    this.#seats = new Seats({ kv, clock, lane });
  }

  /** Takes a seat for a session; tells why there is none. Rejects where the store cannot be asked. */
  take(user: string, network: string): Promise<Problem | undefined> {
    const key = keyOf(user, network);
    // Two requests of one moment are for one session.
    const asked = this.#asked.get(key);
    if (asked !== undefined) return asked;
    const asking = this.#take(key, user, network).finally(() => this.#asked.delete(key));
    this.#asked.set(key, asking);
    return asking;
  }

  /** A session that another process has left keeps its seat. */
  async keep(user: string, network: string): Promise<void> {
    const found = await this.#parts.networkOf(user, network);
    if (found?.maxSessions === undefined) return;
    this.#taken.set(keyOf(user, network), found.network);
    await this.#seats.take(found.network, undefined);
    this.#renewLater();
  }

  /** Tells the other lanes at once how many there are. */
  async tell(): Promise<void> {
    await this.#seats.renew();
  }

  /** A session is over. */
  leave(user: string, network: string): void {
    const taken = this.#taken.get(keyOf(user, network));
    if (taken === undefined || this.#closed) return;
    this.#taken.delete(keyOf(user, network));
    this.#seats.leave(taken).catch((error: unknown) => this.#complain(error));
  }

  /** The lane is another process' now, and so are its seats. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  async #take(key: string, user: string, network: string): Promise<Problem | undefined> {
    const found = await this.#parts.networkOf(user, network);
    if (found?.maxSessions === undefined || this.#taken.has(key)) return undefined;
    if (!(await this.#seats.take(found.network, found.maxSessions))) return networkFull(found);
    this.#taken.set(key, found.network);
    this.#renewLater();
    return undefined;
  }

  #renewLater(): void {
    if (this.#closed) return;
    this.#timer ??= this.#parts.context.clock.after(RENEW_MS, () => {
      this.#timer = undefined;
      if (this.#taken.size === 0) return;
      this.#seats.renew().catch((error: unknown) => this.#complain(error));
      this.#renewLater();
    });
  }

  #complain(error: unknown): void {
    this.#parts.context.log.warn({ error: String(error) }, 'connections to a network could not be counted');
  }
}

function keyOf(user: string, network: string): string {
  return `${user}\n${network}`;
}
