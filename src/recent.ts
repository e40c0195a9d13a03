/**
 * A bounded memory for what comes again and again: two generations, the older one dropped when the younger is full. It
 * holds between one and two generations. (Deleting the oldest key of a `Map` one by one costs a walk over all that was
 * deleted before, milliseconds a second under load.)
 */
export class Recent<K, V> {
  readonly #size: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  /** `size`: entries of one generation. */
  constructor(size: number) {
    this.#size = size;
  }

  get(key: K): V | undefined {
    const known = this.#young.get(key);
    if (known !== undefined) return known;
    const older = this.#old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.#size && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  delete(key: K): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
