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
 * carries, and a message needs several of them. A value that is set is found by whoever asks for it later in this process, also
 * before that has resolved: a message may speak of the one right before it.
 */
export class Values {
  readonly #redis: Redis;
  readonly #set: Script;
  readonly #gets = new Grouped((keys: readonly string[]) => this.#redis.mget([...keys]));
  readonly #sets = new Grouped((values: readonly NewValue[]) => this.#setAll(values));
  /** By key: a value that is on its way, or waits for that. */
  readonly #setting = new Map<string, Promise<unknown>>();

  constructor(redis: Redis) {
    this.#redis = redis;
    this.#set = defineScript(redis, 'isthmusValuesSet', SET);
  }

  /** Null: there is none, or its time is over. */
  async get(key: string): Promise<string | null> {
    const setting = this.#setting.get(key);
    if (setting !== undefined) await setting.catch(() => undefined);
    return await this.#gets.add(key);
  }

  /** `seconds`: how long it stays, whole and positive. */
  async set(key: string, value: string, seconds: number): Promise<void> {
    const setting = this.#sets.add({ key, value, seconds });
    this.#setting.set(key, setting);
    try {
      await setting;
    } finally {
      if (this.#setting.get(key) === setting) this.#setting.delete(key);
    }
  }

  async #setAll(values: readonly NewValue[]): Promise<readonly true[]> {
    await this.#set(
      values.map(({ key }) => key),
      values.flatMap(({ value, seconds }) => [value, seconds]),
    );
    return values.map(() => true);
  }
}
