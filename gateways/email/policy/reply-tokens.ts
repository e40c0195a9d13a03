import { createHmac, randomBytes } from 'node:crypto';
import { type Clock, type KeyValue, Recent } from '../../gateway.js';
import { PAYLOAD_OCTETS, type Tokens } from './tokens.js';

/** What an answer to an address with a token belongs to. */
export interface ReplyBinding {
  /** Id of the account, and its `born`: an answer never reaches a later account of the same name. */
  readonly account: string;
  readonly born: number;
  /** Canonical contact that the mail went to. */
  readonly contact: string;
  readonly thread?: string;
  /** Message-ID of the mail that is answered, where the address stands for that one alone. */
  readonly message?: string;
}

/** What became of an address with a token. */
export type ReplyResult =
  | {
      readonly state: 'good';
      readonly binding: ReplyBinding;
      /** To be given to `spend` when the answer is taken in; undefined where it may be used again and again. */
      readonly once: string | undefined;
    }
  /** `expired`: over; `used`: it was good for one answer; `forged`: nobody here made it. */
  | { readonly state: 'expired' | 'used' | 'forged' };

export interface ReplyTokensOptions {
  readonly tokens: Tokens;
  /** 32 octets, for this alone (`HoldContext.derivedKey`). */
  readonly key: Buffer;
  readonly kv: Pick<KeyValue, 'add' | 'get' | 'set'>;
  readonly clock: Clock;
  /** How long they count, ms. */
  readonly ttl: number;
}

const REMEMBERED = 10_000;
const ONCE = 1;
const ID_OCTETS = PAYLOAD_OCTETS - 1;

/**
 * Addresses at which a conversation is answered, for mail programs that drop all other traces. The same conversation has the same
 * address, so that address books do not fill up; an address for one answer is another each time. What it stands for is kept in the store.
 */
export class ReplyTokens {
  readonly #options: ReplyTokensOptions;
  /** What was kept lately, with the monotonic time at which it is to be kept again. */
  readonly #kept = new Recent<string, number>(REMEMBERED);

  constructor(options: ReplyTokensOptions) {
    this.#options = options;
  }

  /** The local part of the address; resolves when what it stands for is kept. */
  async issue(binding: ReplyBinding, once = false): Promise<string> {
    const { tokens, kv, clock, ttl } = this.#options;
    const id = once ? randomBytes(ID_OCTETS) : this.#idOf(binding);
    const key = keyOf(id);
    // Made anew each day, so that its last day is near the one on which it was last given out.
    if ((this.#kept.get(key) ?? 0) <= clock.monotonic()) {
      await kv.set(key, binding, seconds(2 * ttl));
      this.#kept.set(key, clock.monotonic() + ttl / 10);
    }
    return tokens.make('reply', Buffer.concat([id, Buffer.from([once ? ONCE : 0])]), ttl);
  }

  /** What a local part stands for; undefined where it has no token for answers. Rejects where the store does not answer. */
  async resolve(local: string): Promise<ReplyResult | undefined> {
    const { tokens, kv } = this.#options;
    const read = tokens.read(local);
    if (read?.purpose !== 'reply') return undefined;
    if (read.state !== 'good') return { state: read.state };
    const id = read.token.payload.subarray(0, ID_OCTETS);
    const once = read.token.payload[ID_OCTETS] === ONCE;
    const [binding, used] = await Promise.all([
      kv.get<ReplyBinding>(keyOf(id)),
      once ? kv.get<number>(usedKey(id)) : undefined,
    ]);
    if (used !== undefined) return { state: 'used' };
    if (binding === undefined) return { state: 'expired' };
    return { state: 'good', binding, once: once ? usedKey(id) : undefined };
  }

  /** Uses up an address that is good for one answer; false: another answer came before. */
  async spend(once: string): Promise<boolean> {
    return await this.#options.kv.add(once, 1, seconds(2 * this.#options.ttl));
  }

  #idOf({ account, born, contact, thread = '', message = '' }: ReplyBinding): Buffer {
    const text = JSON.stringify([account, born, contact, thread, message]);
    return createHmac('sha256', this.#options.key).update(text).digest().subarray(0, ID_OCTETS);
  }
}

const keyOf = (id: Buffer): string => `reply:${id.toString('base64url')}`;
const usedKey = (id: Buffer): string => `reply-used:${id.toString('base64url')}`;

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
