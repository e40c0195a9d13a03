import { type Account, type Clock, type KeyValue, Recent } from '../../gateway.js';
import { readWriter, type Writer, writtenAs } from '../candidates.js';

/** Longer than anybody keeps a number; each change renews it. */
const TTL_SECONDS = 10 * 365 * 86_400;
/** How long an answer of the store is taken for the present state, ms. */
const FRESH_MS = 2000;
const REMEMBERED = 16_384;

export interface OwnersOptions {
  readonly kv: Pick<KeyValue, 'get' | 'set' | 'remove'>;
  readonly clock: Clock;
}

interface Known<T> {
  readonly value: T;
  readonly until: number;
}

/**
 * Which account a number of its own belongs to: a number of ours that is one user's alone, or the number of a user's own
 * phone. A number has one owner and an account one number. What is kept counts only as long as both sides agree, so that a
 * crash between the two writes gives nobody two numbers, nor a number two owners.
 */
export class Owners {
  readonly #options: OwnersOptions;
  readonly #numbers = new Recent<string, Known<string | undefined>>(REMEMBERED);
  readonly #owners = new Recent<string, Known<Writer | undefined>>(REMEMBERED);

  constructor(options: OwnersOptions) {
    this.#options = options;
  }

  /** The number of an account; at most 2 s old. A promise only where the store has to be asked. */
  numberOf(account: Writer): string | undefined | Promise<string | undefined> {
    const known = this.#numbers.get(writtenAs(account));
    if (known !== undefined && known.until > this.#options.clock.monotonic()) return known.value;
    return this.#askNumber(account);
  }

  /** The owner of a number; at most 2 s old. */
  async ownerOf(number: string): Promise<Writer | undefined> {
    const known = this.#owners.get(number);
    if (known !== undefined && known.until > this.#options.clock.monotonic()) return known.value;
    const owner = await this.#readOwner(number);
    this.#owners.set(number, this.#fresh(owner));
    return owner;
  }

  /** Gives a number to an account, and takes it from whoever had it; tells who that was. */
  async assign(number: string, account: Account): Promise<Writer | undefined> {
    const { kv } = this.#options;
    const [before, old] = await Promise.all([this.#readOwner(number), kv.get<string>(numberKey(account))]);
    if (old !== undefined && old !== number) await this.release(old);
    // The owner first: until the account names the number too, nobody has it.
    await kv.set(ownerKey(number), writtenAs(account), TTL_SECONDS);
    await kv.set(numberKey(account), number, TTL_SECONDS);
    this.#forget(number, account, before);
    const isSame = before !== undefined && writtenAs(before) === writtenAs(account);
    return isSame ? undefined : before;
  }

  /** Nobody has the number any more; tells who had it. */
  async release(number: string): Promise<Writer | undefined> {
    const { kv } = this.#options;
    const before = await this.#readOwner(number);
    await kv.remove(ownerKey(number));
    if (before !== undefined) await kv.remove(numberKey(before));
    this.#forget(number, before);
    return before;
  }

  async #askNumber(account: Writer): Promise<string | undefined> {
    const { kv } = this.#options;
    const number = await kv.get<string>(numberKey(account));
    const owner = number === undefined ? undefined : await kv.get<string>(ownerKey(number));
    const own = owner === writtenAs(account) ? number : undefined;
    this.#numbers.set(writtenAs(account), this.#fresh(own));
    return own;
  }

  async #readOwner(number: string): Promise<Writer | undefined> {
    const { kv } = this.#options;
    const owner = await kv.get<string>(ownerKey(number));
    if (owner === undefined) return undefined;
    const writer = readWriter(owner);
    return (await kv.get<string>(numberKey(writer))) === number ? writer : undefined;
  }

  #fresh<T>(value: T): Known<T> {
    return { value, until: this.#options.clock.monotonic() + FRESH_MS };
  }

  #forget(number: string, ...accounts: readonly (Writer | undefined)[]): void {
    this.#owners.delete(number);
    for (const account of accounts) if (account !== undefined) this.#numbers.delete(writtenAs(account));
  }
}

const ownerKey = (number: string): string => `owner:${number}`;
const numberKey = (account: Writer): string => `number-of:${writtenAs(account)}`;
