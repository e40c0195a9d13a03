import type { Redis } from 'ioredis';
import { Grouped } from './grouped.js';
import { defineScript, type Script } from './script.js';

// For each key: value, seconds.
const SET = `
for i, key in ipairs(KEYS) do redis.call('SET', key, ARGV[2 * i - 1], 'EX', ARGV[2 * i]) end
return #KEYS`;

/** Most values of one script: bounds the time for which it holds Redis. */
const MOST = 512;

/** `seconds`: how long it stays, whole and positive. */
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
  readonly #sets = new Grouped((groups: readonly (readonly NewValue[])[]) => this.#setGroups(groups));
  /** By key: a value that is on its way, or waits for that. */
  readonly #setting = new Map<string, Promise<unknown>>();

  constructor(redis: Redis) {
    this.#redis = redis;
    this.#set = defineScript(redis, 'isthmusValuesSet', SET);
  }

  /** Null: there is none, or its time is over. */
  get(key: string): Promise<string | null> {
    const setting = this.#setting.get(key);
    const get = (): Promise<string | null> => this.#gets.add(key);
    return setting === undefined ? get() : setting.then(get, get);
  }

  /** `seconds`: how long it stays, whole and positive. */
  set(key: string, value: string, seconds: number): Promise<void> {
    return this.setAll([{ key, value, seconds }]);
  }

  /** Sets several, in one trip. */
  async setAll(values: readonly NewValue[]): Promise<void> {
    if (values.length === 0) return;
    const setting = this.#sets.add(values);
    for (const { key } of values) this.#setting.set(key, setting);
    try {
      await setting;
    } finally {
      for (const { key } of values) if (this.#setting.get(key) === setting) this.#setting.delete(key);
    }
  }

  async #setGroups(groups: readonly (readonly NewValue[])[]): Promise<readonly true[]> {
    const values = groups.flat();
    const calls: Promise<unknown>[] = [];
    for (let at = 0; at < values.length; at += MOST) {
      const some = values.slice(at, at + MOST);
      calls.push(
        this.#set(
          some.map(({ key }) => key),
          some.flatMap(({ value, seconds }) => [value, seconds]),
        ),
      );
    }
    await Promise.all(calls);
    return groups.map(() => true);
  }
}
