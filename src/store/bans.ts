import type { LiveSettings } from './live-settings.js';

/** Somebody who may not use a gateway, or any of them. */
export interface Ban {
  /** Bare JID; a domain: everybody there, and the domain itself; `*@domain`: everybody there who has a local part. Normalised. */
  readonly rule: string;
  /** Name of the gateway; empty: all of them. */
  readonly gateway: string;
  /** Told to whoever is banned; may be empty. */
  readonly reason: string;
  /** Wall time, ms. */
  readonly since: number;
  /** Wall time at which it ends by itself, ms. */
  readonly until?: number;
  /** Who has set it: see `OperationCall.actor`. */
  readonly by: string;
}

/** Keeps bans in Redis, where every process reads them as `LiveSettings`. */
export class Bans {
  readonly #live: LiveSettings;

  constructor(live: LiveSettings) {
    this.#live = live;
  }

  /** Sets a ban; one of the same rule and gateway is replaced. */
  async add(ban: Ban): Promise<void> {
    await this.#live.set('bans', banName(ban), JSON.stringify(ban));
  }

  /** Tells whether there was one. */
  remove(ban: Pick<Ban, 'rule' | 'gateway'>): Promise<boolean> {
    return this.#live.remove('bans', banName(ban));
  }

  /** Those that have not ended at `now` (wall time, ms), the newest first; what has ended is forgotten. */
  async list(now: number): Promise<readonly Ban[]> {
    const { state } = await this.#live.read();
    const all = bansIn(state?.bans ?? new Map());
    const over = all.filter((ban) => hasEnded(ban, now));
    await Promise.all(over.map((ban) => this.remove(ban)));
    return all.filter((ban) => !hasEnded(ban, now)).sort((a, b) => b.since - a.since);
  }
}

/** What tells a ban from others. */
export function banName({ rule, gateway }: Pick<Ban, 'rule' | 'gateway'>): string {
  return `${gateway} ${rule}`;
}

/** Whether a ban is over at a wall time, ms. */
export function hasEnded({ until }: Pick<Ban, 'until'>, now: number): boolean {
  return until !== undefined && until <= now;
}

/** The bans of a table of `LiveSettings`. */
export function bansIn(table: ReadonlyMap<string, string>): Ban[] {
  return [...table.values()].map((json) => JSON.parse(json) as Ban);
}
