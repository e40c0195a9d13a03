import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { defineScript, type Script } from './script.js';
import { Values } from './values.js';

/** One message as both sides know it. */
export interface Reference {
  /** Id of the stanza; of several, the first. */
  readonly stanzaId: string;
  /** The network's ids, in order. */
  readonly networkIds: readonly string[];
  readonly by: 'user' | 'contact';
  /** Canonical address of the contact. */
  readonly contact: string;
  /** Wall time, ms: what is later was said later. */
  readonly at: number;
  /** Its sender wants to know when it was read. */
  readonly markable?: true;
}

/** A message that later stanzas may name: to answer, correct, retract, or react to it. */
export interface NewReference {
  /** See `registrationOf`. */
  readonly account: string;
  readonly reference: Reference;
  /** Further stanza ids that mean the same message. */
  readonly alsoKnownAs?: readonly string[];
}

/** A message of one account that is asked for, by one of its ids. */
type Wanted =
  | { readonly account: string; readonly contact: string; readonly stanzaId: string }
  | { readonly account: string; readonly networkId: string };

// Moves a mark forward. KEYS: the mark. ARGV: where to, seconds. Answers 1 where it moved.
const ADVANCE = `
local at = tonumber(redis.call('GET', KEYS[1]) or '-1')
if tonumber(ARGV[1]) <= at then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1`;

/**
 * Which stanza and which message of a network are the same, both ways, for a time. Only for networks where messages
 * speak of earlier ones (replies, reactions, corrections, markers): the others store nothing here. An id that is used
 * a second time belongs to the later message from then on.
 */
export class References {
  readonly #prefix: string;
  readonly #ttl: number;
  readonly #values: Values;
  readonly #advance: Script;

  /** `ttl` in seconds. */
  constructor(redis: Redis, prefix: string, ttl: number) {
    this.#prefix = prefix;
    this.#ttl = ttl;
    this.#values = new Values(redis);
    this.#advance = defineScript(redis, 'isthmusReferencesAdvance', ADVANCE);
  }

  /** Remembers messages, in one round trip. Repeating it changes nothing. */
  async put(gateway: string, items: readonly NewReference[]): Promise<void> {
    const sets = items.flatMap(({ account, reference, alsoKnownAs = [] }) => {
      const { stanzaId, networkIds, contact } = reference;
      const json = JSON.stringify(reference);
      const keys = [
        ...[stanzaId, ...alsoKnownAs].map((id) => this.#key(gateway, { account, contact, stanzaId: id })),
        ...networkIds.map((networkId) => this.#key(gateway, { account, networkId })),
      ];
      return keys.map((key) => ({ key, value: json, seconds: this.#ttl }));
    });
    await this.#values.setAll(sets);
  }

  /** What is known of messages, in one round trip, in the order asked; undefined: nothing. */
  async get(gateway: string, wanted: readonly Wanted[]): Promise<readonly (Reference | undefined)[]> {
    const values = await Promise.all(wanted.map((one) => this.#values.get(this.#key(gateway, one))));
    return values.map((value) => (value === null ? undefined : (JSON.parse(value) as Reference)));
  }

  /** Moves the place up to which a contact has read; false where it was as far already. */
  async advance(gateway: string, account: string, contact: string, at: number): Promise<boolean> {
    const key = keyName(this.#prefix, `references.${gateway}`, `r:${account}|${contact}`);
    return Number(await this.#advance([key], [at, this.#ttl])) === 1;
  }

  #key(gateway: string, wanted: Wanted): string {
    const name =
      'networkId' in wanted
        ? `n:${wanted.account}|${wanted.networkId}`
        : `s:${wanted.account}|${wanted.contact}|${wanted.stanzaId}`;
    return keyName(this.#prefix, `references.${gateway}`, name);
  }
}
