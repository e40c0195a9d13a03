import { type Clock, type KeyValue, Recent } from '../../gateway.js';
import { type Writer, writtenAs } from '../candidates.js';
import { stableHash } from '../routing.js';
import { seconds } from '../senders.js';

const REMEMBERED = 65_536;
/** How long the store need not be asked again for a pair, ms. */
const SPARE_MS = 60 * 60 * 1000;

interface PoolOptions {
  readonly kv: Pick<KeyValue, 'add' | 'get' | 'set'>;
  readonly clock: Clock;
  /** Our numbers. */
  readonly numbers: readonly string[];
  /** How long a number is kept for an account and a contact after its last use, ms. */
  readonly ttl: number;
}

/**
 * Gives each user who writes to a phone another one of our numbers, so that the phone's answer says whose it is. With more
 * users than numbers some share one; the phone is then asked, as with a shared number.
 */
export class Pool {
  readonly #options: PoolOptions;
  readonly #last = new Recent<string, { readonly number: string; readonly until: number }>(REMEMBERED);

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** The number that an account writes to a contact from. A promise only where the store has to be asked. */
  from(account: Writer, contact: string): string | Promise<string> {
    const { clock } = this.#options;
    const pair = `${writtenAs(account)}|${contact}`;
    const last = this.#last.get(pair);
    if (last !== undefined && last.until > clock.monotonic()) return last.number;
    return this.#ask(account, contact, pair);
  }

  async #ask(account: Writer, contact: string, pair: string): Promise<string> {
    const { kv, ttl, clock, numbers } = this.#options;
    const mine = await kv.get<string>(mineKey(pair));
    // The config may have other numbers by now.
    const number = mine !== undefined && numbers.includes(mine) ? mine : await this.#take(account, contact);
    const holder = await kv.get<string>(takenKey(number, contact));
    // Renewed with each use, so that a number in use stays with its user; one that is shared is its first user's.
    const isMine = holder === undefined || holder === writtenAs(account);
    await Promise.all([
      kv.set(mineKey(pair), number, seconds(ttl)),
      ...(isMine ? [kv.set(takenKey(number, contact), writtenAs(account), seconds(ttl))] : []),
    ]);
    this.#last.set(pair, { number, until: clock.monotonic() + Math.min(SPARE_MS, ttl / 10) });
    return number;
  }

  /** The first one that nobody else writes to the contact from; with none left, the one that the hash says. */
  async #take(account: Writer, contact: string): Promise<string> {
    const { kv, numbers, ttl } = this.#options;
    const first = stableHash(`${account.id}\n${contact}`) % numbers.length;
    for (let step = 0; step < numbers.length; step += 1) {
      const number = numbers[(first + step) % numbers.length] ?? '';
      if (await kv.add(takenKey(number, contact), writtenAs(account), seconds(ttl))) return number;
    }
    return numbers[first] ?? '';
  }
}

const mineKey = (pair: string): string => `pool-mine:${pair}`;
const takenKey = (number: string, contact: string): string => `pool-taken:${number}|${contact}`;
