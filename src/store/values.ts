import type { Redis } from 'ioredis';
import { Grouped } from './grouped.js';
import { defineScript, type Script } from './script.js';

// For each key: value, seconds.
const SET = `
for i, key in ipairs(KEYS) do redis.call('SET', key, ARGV[2 * i - 1], 'EX', ARGV[2 * i]) end
return #KEYS`;

interface NewValue {
  readonly key: string;
  readonly value: string;
  readonly seconds: number;
}

/**
 * Single values under keys of their own. Those of one moment share a command: it costs this process more than what it
 * carries, and a message needs several of them. A value that is set is found by whoever asks after that has resolved.
 */
export class Values {
  readonly #redis: Redis;
  readonly #set: Script;
  readonly #gets = new Grouped((keys: readonly string[]) => this.#redis.mget([...keys]));
  readonly #sets = new Grouped((values: readonly NewValue[]) => this.#setAll(values));

  constructor(redis: Redis) {
    this.#redis = redis;
    this.#set = defineScript(redis, 'isthmusValuesSet', SET);
  }

  /** Null: there is none, or its time is over. */
  get(key: string): Promise<string | null> {
    return this.#gets.add(key);
  }

  /** `seconds`: how long it stays, whole and positive. */
  async set(key: string, value: string, seconds: number): Promise<void> {
    await this.#sets.add({ key, value, seconds });
  }

  async #setAll(values: readonly NewValue[]): Promise<readonly true[]> {
    await this.#set(
      values.map(({ key }) => key),
      values.flatMap(({ value, seconds }) => [value, seconds]),
    );
    return values.map(() => true);
  }
}
