import type { Amount, Clock, KeyValue } from '../../../../../gateways/gateway.js';

interface Entry {
  value: string | number | Map<string, string>;
  until: number;
}

/** What Redis does for the engine, by a clock of the test. Values are copied as JSON copies them. */
export class MemoryKv implements KeyValue {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;
  /** Called before each operation; a test lets some of them fail. */
  before: (operation: string, key: string) => void = () => undefined;
  operations = 0;
  written = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async get<T>(key: string): Promise<T | undefined> {
    const found = this.#find('get', key)?.value;
    return typeof found === 'string' ? (JSON.parse(found) as T) : undefined;
  }

  async set(key: string, value: unknown, ttl: number): Promise<void> {
    this.#begin('set', key);
    this.#entries.set(key, { value: JSON.stringify(value), until: this.#end(ttl) });
  }

  async setAll(values: Readonly<Record<string, unknown>>, ttl: number): Promise<void> {
    for (const [key, value] of Object.entries(values)) await this.set(key, value, ttl);
  }

  async add(key: string, value: unknown, ttl: number): Promise<boolean> {
    if (this.#find('add', key) !== undefined) return false;
    this.#entries.set(key, { value: JSON.stringify(value), until: this.#end(ttl) });
    return true;
  }

  async remove(key: string): Promise<void> {
    this.#begin('remove', key);
    this.#entries.delete(key);
  }

  async count(key: string, ttl: number): Promise<number> {
    const value = Number(this.#find('count', key)?.value ?? 0) + 1;
    this.#entries.set(key, { value, until: this.#end(ttl) });
    return value;
  }

  async spend(amounts: readonly Amount[], ttl: number): Promise<string | undefined> {
    const over = amounts.find(({ key, by, limit }) => Number(this.#find('spend', key)?.value ?? 0) + by > limit);
    if (over !== undefined) return over.key;
    for (const { key, by } of amounts) {
      const entry = this.#entries.get(key) ?? { value: 0, until: this.#end(ttl) };
      this.#entries.set(key, { ...entry, value: Number(entry.value) + by });
    }
    return undefined;
  }

  async spent(key: string): Promise<number> {
    return Number(this.#find('spent', key)?.value ?? 0);
  }

  async merge(key: string, fields: Readonly<Record<string, string>>, ttl: number): Promise<Record<string, string>> {
    await this.setFields(key, fields, ttl);
    return await this.fields(key);
  }

  async fields(key: string): Promise<Record<string, string>> {
    const hash = this.#find('fields', key)?.value;
    return hash instanceof Map ? Object.fromEntries(hash) : {};
  }

  async setFields(key: string, fields: Readonly<Record<string, string>>, ttl?: number): Promise<void> {
    const entry = this.#find('setFields', key);
    const hash = entry?.value instanceof Map ? entry.value : new Map<string, string>();
    for (const [name, value] of Object.entries(fields)) {
      hash.set(name, value);
      this.written += name.length + value.length;
    }
    const until = ttl === undefined ? (entry?.until ?? Number.POSITIVE_INFINITY) : this.#end(ttl);
    this.#entries.set(key, { value: hash, until });
  }

  async removeFields(key: string, names: readonly string[]): Promise<void> {
    const hash = this.#find('removeFields', key)?.value;
    if (!(hash instanceof Map)) return;
    for (const name of names) hash.delete(name);
    if (hash.size === 0) this.#entries.delete(key);
  }

  async rank(): Promise<readonly string[]> {
    throw new Error('not used');
  }

  /** Octets that all of it takes, without what is over. */
  size(prefix = ''): number {
    let size = 0;
    for (const [key, { value }] of this.#entries) {
      if (!key.startsWith(prefix)) continue;
      if (value instanceof Map) for (const [name, text] of value) size += name.length + text.length;
      else size += String(value).length;
    }
    return size;
  }

  keys(prefix: string): readonly string[] {
    return [...this.#entries.keys()].filter((key) => key.startsWith(prefix));
  }

  #begin(operation: string, key: string): void {
    this.operations += 1;
    this.before(operation, key);
  }

  #find(operation: string, key: string): Entry | undefined {
    this.#begin(operation, key);
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.until > this.#clock.now()) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  #end(ttl: number): number {
    return this.#clock.now() + ttl * 1000;
  }
}
