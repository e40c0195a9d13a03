import { createHash } from 'node:crypto';
import type { KeyValue } from '../../gateway.js';

/**
 * Keeps the name of an address for whom it belonged to, for a time after that one has left: mail that is still written to it
 * must not reach somebody else. Of the owner only a hash is kept.
 */
export class AliasClaims {
  readonly #kv: KeyValue;
  readonly #ttl: number;

  /** `keptFor`: milliseconds; 0: names are free at once. */
  constructor(kv: KeyValue, keptFor: number) {
    this.#kv = kv;
    this.#ttl = Math.ceil(keptFor / 1000);
  }

  /** Whether a user (bare JID) may take a name, as far as it belonged to others before. */
  async isFree(alias: string, jid: string): Promise<boolean> {
    if (this.#ttl === 0) return true;
    const owner = await this.#kv.get<string>(key(alias));
    return owner === undefined || owner === mark(alias, jid);
  }

  /** Notes that the name is a user's; to be repeated while the account is there, at least once in half of the time. */
  async keep(alias: string, jid: string): Promise<void> {
    if (this.#ttl > 0) await this.#kv.set(key(alias), mark(alias, jid), this.#ttl);
  }
}

function key(alias: string): string {
  return `alias:${alias}`;
}

function mark(alias: string, jid: string): string {
  return createHash('sha256').update(`${alias}\0${jid}`).digest('base64url').slice(0, 16);
}
