interface Entry<K, V> {
  readonly key: K;
  value: V;
  /** Asked for since the hand last passed. */
  used: boolean;
  newer: Entry<K, V> | undefined;
  older: Entry<K, V> | undefined;
}

/**
 * A bounded memory for what comes again and again (SIEVE): when it is full, a hand goes from the oldest entry to the
 * newest, spares once what was used since it passed, and drops the first that was not. A hit moves nothing, so that what
 * stays costs the garbage collector nothing.
 */
export class Recent<K, V> {
  readonly #size: number;
  readonly #entries = new Map<K, Entry<K, V>>();
  #newest: Entry<K, V> | undefined;
  #oldest: Entry<K, V> | undefined;
  #hand: Entry<K, V> | undefined;

  /** `size`: most entries. */
  constructor(size: number) {
    this.#size = size;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    entry.used = true;
    return entry.value;
  }

  set(key: K, value: V): void {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.value = value;
      known.used = true;
      return;
    }
    if (this.#entries.size >= this.#size) this.#makeRoom();
    const entry: Entry<K, V> = { key, value, used: false, newer: undefined, older: this.#newest };
    if (this.#newest !== undefined) this.#newest.newer = entry;
    this.#newest = entry;
    this.#oldest ??= entry;
    this.#entries.set(key, entry);
  }

  delete(key: K): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#drop(entry);
  }

  #makeRoom(): void {
    let entry = this.#hand ?? this.#oldest;
    while (entry?.used === true) {
      entry.used = false;
      entry = entry.newer ?? this.#oldest;
    }
    if (entry === undefined) return;
    this.#hand = entry.newer;
    this.#drop(entry);
  }

  #drop(entry: Entry<K, V>): void {
    const { key, newer, older } = entry;
    this.#entries.delete(key);
    if (this.#hand === entry) this.#hand = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
  }
}
