import { type Clock, type KeyValue, Recent } from '../../gateway.js';
import { readWriter, type Writer, writtenAs } from '../candidates.js';

/** Longer than anybody keeps a number; each change renews it. */
const TTL_SECONDS = 10 * 365 * 86_400;
/** How long an answer of the store is taken for the present state, ms. */
const FRESH_MS = 2000;
const REMEMBERED = 16_384;
/** Whoever changes the owner of a number has it alone for so long. */
const LOCK_SECONDS = 5;

interface OwnersOptions {
  readonly kv: Pick<KeyValue, 'add' | 'get' | 'set' | 'remove'>;
  readonly clock: Clock;
}

interface Known<T> {
  readonly value: T;
  readonly until: number;
}

/** What came of giving a number to somebody; `former` had it before. */
type Given = { readonly ok: true; readonly former: Writer | undefined } | { readonly ok: false };

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

  /**
   * Gives a number to an account, which loses the one that it had. `mayTake`: whether whoever has it now may lose it. Nothing
   * is done where not, or where somebody else is changing it at this moment.
   */
  async assign(
    number: string,
    account: Writer,
    mayTake: (owner: Writer) => boolean | Promise<boolean> = () => true,
  ): Promise<Given> {
    const { kv } = this.#options;
    if (!(await kv.add(lockKey(number), 1, LOCK_SECONDS))) return { ok: false };
    try {
      const owner = await this.#readOwner(number);
      const former = owner === undefined || isSame(owner, account) ? undefined : owner;
      if (former !== undefined && !(await mayTake(former))) return { ok: false };
      const old = await kv.get<string>(numberKey(account));
      if (old !== undefined && old !== number) await this.#leave(old, account);
      // The owner first: until the account names the number too, nobody has it.
      await kv.set(ownerKey(number), writtenAs(account), TTL_SECONDS);
      await kv.set(numberKey(account), number, TTL_SECONDS);
      if (former !== undefined) await kv.remove(numberKey(former));
      this.#forget(number, account, former);
      return { ok: true, former };
    } finally {
      await kv.remove(lockKey(number));
    }
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

  /** An account has another number now; the old one is free, unless somebody else has it already. */
  async #leave(number: string, account: Writer): Promise<void> {
    const { kv } = this.#options;
    if ((await kv.get<string>(ownerKey(number))) === writtenAs(account)) await kv.remove(ownerKey(number));
    this.#forget(number);
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

function isSame(one: Writer, other: Writer): boolean {
  return one.id === other.id && one.born === other.born;
}

const ownerKey = (number: string): string => `owner:${number}`;
const lockKey = (number: string): string => `owner-lock:${number}`;
const numberKey = (account: Writer): string => `number-of:${writtenAs(account)}`;
