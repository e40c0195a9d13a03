import type { KeyValue } from '../../../../../gateways/gateway.js';

/** A store of one test, without Redis: what requests and orders use of it. */
export class MemoryKv implements KeyValue {
  readonly #values = new Map<string, string>();
  readonly #hashes = new Map<string, Map<string, string>>();

  async get<T>(key: string): Promise<T | undefined> {
    const text = this.#values.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  async set(key: string, value: unknown): Promise<void> {
    this.#values.set(key, JSON.stringify(value));
  }

  async setAll(values: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [key, value] of Object.entries(values)) await this.set(key, value);
  }

  async add(key: string, value: unknown): Promise<boolean> {
    if (this.#values.has(key)) return false;
    await this.set(key, value);
    return true;
  }

  async remove(key: string): Promise<void> {
    this.#values.delete(key);
  }

  async count(): Promise<number> {
    throw new Error('not used');
  }

  async spend(): Promise<string | undefined> {
    throw new Error('not used');
  }

  async spent(): Promise<number> {
    throw new Error('not used');
  }

  async merge(key: string, fields: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    await this.setFields(key, fields);
    return await this.fields(key);
  }

  async fields(key: string): Promise<Record<string, string>> {
    return Object.fromEntries(this.#hashes.get(key) ?? []);
  }

  async setFields(key: string, fields: Readonly<Record<string, string>>): Promise<void> {
    const hash = this.#hashes.get(key) ?? new Map<string, string>();
    for (const [name, value] of Object.entries(fields)) hash.set(name, value);
    this.#hashes.set(key, hash);
  }

  /** Fields of the hash that has most. */
  largestHash(): number {
    return Math.max(0, ...[...this.#hashes.values()].map(({ size }) => size));
  }

  async removeFields(key: string, names: readonly string[]): Promise<void> {
    for (const name of names) this.#hashes.get(key)?.delete(name);
  }

  async rank(): Promise<readonly string[]> {
    throw new Error('not used');
  }
}
