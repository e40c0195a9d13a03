import { hash } from 'node:crypto';

/** Of these 64 bits none is the hash of an id. */
const EMPTY = 0n;

/** Ids that were seen, as hashes of 64 bits in 16 octets each: a day may have millions. */
export class IdSet {
  #slots = new BigUint64Array(1024);
  #size = 0;

  /** Whether it was not there before. */
  add(id: string): boolean {
    if (2 * this.#size >= this.#slots.length) this.#grow();
    const added = put(this.#slots, hash('md5', id, 'buffer').readBigUInt64LE() || 1n);
    if (added) this.#size += 1;
    return added;
  }

  #grow(): void {
    const slots = new BigUint64Array(2 * this.#slots.length);
    for (const value of this.#slots) if (value !== EMPTY) put(slots, value);
    this.#slots = slots;
  }
}

function put(slots: BigUint64Array, value: bigint): boolean {
  let at = Number(value % BigInt(slots.length));
  for (; slots[at] !== EMPTY; at = (at + 1) % slots.length) if (slots[at] === value) return false;
  slots[at] = value;
  return true;
}
