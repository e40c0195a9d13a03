/** How a network folds names (ISUPPORT CASEMAPPING). */
export type Casemapping = 'ascii' | 'rfc1459' | 'rfc1459-strict';

const CAPITALS: Readonly<Record<Casemapping, RegExp>> = {
  ascii: /[A-Z]/g,
  rfc1459: /[A-Z[\]\\~]/g,
  'rfc1459-strict': /[A-Z[\]\\]/g,
};
/** For a first look; without `g`, so that none of them remembers a place. */
const ANY_CAPITAL: Readonly<Record<Casemapping, RegExp>> = {
  ascii: /[A-Z]/,
  rfc1459: /[A-Z[\]\\~]/,
  'rfc1459-strict': /[A-Z[\]\\]/,
};

/**
 * The mapping that a value of CASEMAPPING names. One that is not known folds ASCII alone, in which every mapping agrees:
 * two names are rather taken for different than for one.
 */
export function casemappingOf(value: string): Casemapping {
  const name = value.toLowerCase();
  return name === 'rfc1459' || name === 'rfc1459-strict'
    ? name
    : name === 'strict-rfc1459'
      ? 'rfc1459-strict'
      : 'ascii';
}

/** A name as it is compared: equal for all spellings that the network takes for one. No other letters than ASCII fold. */
export function fold(name: string, mapping: Casemapping): string {
  if (!ANY_CAPITAL[mapping].test(name)) return name;
  return name.replace(CAPITALS[mapping], lower);
}

function lower(capital: string): string {
  // `[` `\` `]` stand as far from `{` `|` `}` as `A` from `a`; only `~` is apart.
  return capital === '~' ? '^' : String.fromCharCode(capital.charCodeAt(0) + 0x20);
}

/** A map whose keys are names of a network. It remembers how they were written, so that the mapping may change later. */
export class FoldedMap<V> {
  #mapping: Casemapping;
  #entries = new Map<string, { readonly name: string; readonly value: V }>();

  constructor(mapping: Casemapping = 'rfc1459') {
    this.#mapping = mapping;
  }

  get size(): number {
    return this.#entries.size;
  }

  get mapping(): Casemapping {
    return this.#mapping;
  }

  get(name: string): V | undefined {
    return this.#entries.get(fold(name, this.#mapping))?.value;
  }

  /** A name as it was written when it was set. */
  nameOf(name: string): string | undefined {
    return this.#entries.get(fold(name, this.#mapping))?.name;
  }

  has(name: string): boolean {
    return this.#entries.has(fold(name, this.#mapping));
  }

  /** Sets the value; the spelling of the name is the new one, its place in the order the old one. */
  set(name: string, value: V): this {
    this.#entries.set(fold(name, this.#mapping), { name, value });
    return this;
  }

  delete(name: string): boolean {
    return this.#entries.delete(fold(name, this.#mapping));
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Folds anew. Of names that are one now the last one stays. */
  refold(mapping: Casemapping): void {
    if (mapping === this.#mapping) return;
    const before = this.#entries;
    this.#mapping = mapping;
    this.#entries = new Map();
    for (const entry of before.values()) this.#entries.set(fold(entry.name, mapping), entry);
  }

  /** Names as they were written, in the order in which they came. */
  *keys(): IterableIterator<string> {
    for (const { name } of this.#entries.values()) yield name;
  }

  *values(): IterableIterator<V> {
    for (const { value } of this.#entries.values()) yield value;
  }

  *[Symbol.iterator](): IterableIterator<[name: string, value: V]> {
    for (const { name, value } of this.#entries.values()) yield [name, value];
  }
}
