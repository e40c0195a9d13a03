import type { Clock, KeyValue, Problem } from '../../gateway.js';
import type { IrcConfig } from '../config.js';
import type { NetworkSettings } from '../networks.js';

/** How long what a lane said of its connections counts, ms; it says it again in a third of that. */
const FRESH_MS = 90_000;
export const RENEW_MS = FRESH_MS / 3;
const TTL_SECONDS = (2 * FRESH_MS) / 1000;

/**
 * Why a user may not be connected to one more network; `networks`: those that they have connections to or for now. All
 * connections of a user are in one hold, so that counting there is enough.
 */
export function tooManyNetworks({ maxPerUser }: Pick<IrcConfig, 'maxPerUser'>, networks: number): Problem | undefined {
  if (networks < maxPerUser.networks) return undefined;
  return limited('irc.limit.networks', { most: maxPerUser.networks });
}

/** Why a user may not join one more room of a network; `rooms`: those that they are in or joining. */
export function tooManyRooms(
  { maxRooms, name }: Pick<NetworkSettings, 'maxRooms' | 'name'>,
  rooms: number,
): Problem | undefined {
  return rooms < maxRooms ? undefined : limited('irc.limit.rooms', { most: maxRooms, network: name });
}

/** What users are told while a network has as many connections as the admin allows. */
export function networkFull({ name }: Pick<NetworkSettings, 'name'>): Problem {
  return { ...limited('irc.limit.sessions', { network: name }), type: 'wait' };
}

interface SeatsOptions {
  readonly kv: Pick<KeyValue, 'merge'>;
  readonly clock: Clock;
  /** The lane that counts; each has one holder. */
  readonly lane: string;
}

/**
 * Connections to a network, counted over all lanes: each lane writes how many it has, with the time, and adds up what all have
 * written. What it wants to add is written before it is counted, so that two that come at once never both get the last place;
 * both may be refused. A lane whose holder has died is counted until another one holds it, or for 90 s.
 */
export class Seats {
  readonly #options: SeatsOptions;
  readonly #taken = new Map<string, number>();

  constructor(options: SeatsOptions) {
    this.#options = options;
  }

  /** Takes a place of at most `most` of a network; tells whether there was one. Rejects where the store cannot be asked. */
  async take(network: string, most: number | undefined): Promise<boolean> {
    this.#add(network, 1);
    if (most === undefined) return true;
    try {
      if ((await this.#write(network)) <= most) return true;
    } catch (error) {
      this.#add(network, -1);
      throw error;
    }
    this.#add(network, -1);
    await this.#write(network);
    return false;
  }

  /** Gives a place back. */
  async leave(network: string): Promise<void> {
    this.#add(network, -1);
    await this.#write(network);
  }

  /** Says again what this lane has; to be called every `RENEW_MS`. */
  async renew(): Promise<void> {
    for (const [network, taken] of [...this.#taken]) {
      await this.#write(network);
      if (taken === 0 && this.#taken.get(network) === 0) this.#taken.delete(network);
    }
  }

  #add(network: string, by: number): void {
    this.#taken.set(network, Math.max(0, (this.#taken.get(network) ?? 0) + by));
  }

  /** Returns how many there are in all lanes. */
  async #write(network: string): Promise<number> {
    const { kv, clock, lane } = this.#options;
    const own = this.#taken.get(network) ?? 0;
    const all = await kv.merge(`seats:${network}`, { [lane]: `${own} ${clock.now()}` }, TTL_SECONDS);
    let sum = 0;
    for (const written of Object.values(all)) {
      const [count, at] = written.split(' ').map(Number);
      if (count !== undefined && at !== undefined && at > clock.now() - FRESH_MS) sum += count;
    }
    return sum;
  }
}

function limited(key: string, params: Readonly<Record<string, string | number>>): Problem {
  return { type: 'cancel', condition: 'policy-violation', text: { key, params } };
}
