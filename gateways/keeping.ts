/** What a gateway keeps in Redis by the core; part of the contract in gateway.ts, which every gateway imports instead. */
import type { RatePlan, Reservation } from '../src/rate-plan.js';

export type { RatePlan, Reservation };

/** What is added to a counter of `KeyValue.spend`. */
export interface Amount {
  readonly key: string;
  /** Whole or with decimals; Redis keeps 17 digits. */
  readonly by: number;
  /** Most that the counter may come to. */
  readonly limit: number;
}

/** A small keyed store of the gateway's own, in Redis, under the gateway's name. Values are JSON. */
export interface KeyValue {
  get<T>(key: string): Promise<T | undefined>;
  /** `ttl` in seconds. */
  set(key: string, value: unknown, ttl: number): Promise<void>;
  /** Sets several at once, each for `ttl` seconds. */
  setAll(values: Readonly<Record<string, unknown>>, ttl: number): Promise<void>;
  /** Sets only where nothing is; tells whether it did. */
  add(key: string, value: unknown, ttl: number): Promise<boolean>;
  remove(key: string): Promise<void>;
  /** Counts up and returns the new value, modulo 2^31. `ttl` in seconds, renewed by each call. */
  count(key: string, ttl: number): Promise<number>;
  /**
   * Adds to counters where none of them exceeds its limit by it, all or none; tells which one would, undefined where all were
   * added to. A counter ends `ttl` seconds after it began. A negative amount gives back, and is never refused.
   */
  spend(amounts: readonly Amount[], ttl: number): Promise<string | undefined>;
  /** What a counter of `spend` or `count` has come to. */
  spent(key: string): Promise<number>;
  /** Sets fields of a hash and returns the whole hash as it is then; atomic. `ttl` in seconds, renewed. */
  merge(key: string, fields: Readonly<Record<string, string>>, ttl: number): Promise<Record<string, string>>;
  /** All fields of a hash (see `merge`). */
  fields(key: string): Promise<Record<string, string>>;
  /**
   * Sets fields of a hash and leaves the others, without reading it. `ttl` in seconds, renewed; without it the hash lives as
   * long as it did, a new one for ever.
   */
  setFields(key: string, fields: Readonly<Record<string, string>>, ttl?: number): Promise<void>;
  /** Removes fields of a hash; it is gone with its last field. */
  removeFields(key: string, names: readonly string[]): Promise<void>;
  /** Adds scored members to a sorted set, drops those scored below `dropBelow`, returns the members, newest first. */
  rank(key: string, add: Readonly<Record<string, number>>, dropBelow: number, ttl: number): Promise<readonly string[]>;
}

/** Rates that hold over all lanes and processes, by keys of the gateway's own. */
export interface SharedRates {
  /** Reserves the next `count` places, at least 1. Within any `t` ms there are at most `limit * (t + ahead) / 1000` places. */
  reserve(key: string, plan: RatePlan, count: number): Promise<Reservation>;
  /**
   * Lowers the rate to `factor` of what it is, unless it was lowered within the last `settle` ms; it grows again by itself.
   * Returns the rate as it is then. Places that are reserved stay as they are.
   */
  slow(key: string, plan: RatePlan, factor: number, settle: number): Promise<number>;
}

/** Token buckets that all processes share, by keys of the gateway's own. */
export interface SharedBuckets {
  /**
   * Takes whole tokens, at most `most`, from a bucket that holds `burst` and is filled by `rate` a second. Where there were fewer, `wait`
   * is the time in ms until there is one more; else 0.
   */
  take(
    key: string,
    bucket: { readonly rate: number; readonly burst: number },
    most: number,
  ): Promise<{ readonly taken: number; readonly wait: number }>;
}

/** Waits that survive a restart. */
export interface Later {
  /** Calls `Hold.later(payload)` on whoever holds this lane, `ms` from now or later. Same `key` again: the wait is replaced. */
  schedule(key: string, ms: number, payload: unknown): Promise<void>;
  cancel(key: string): Promise<void>;
}
