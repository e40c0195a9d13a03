import { createHmac } from 'node:crypto';
import { Recent } from '../../../src/recent.js';

/** Ids that are remembered; others are computed anew. */
const REMEMBERED = 8_192;

/**
 * Anonymous ids of occupants (XEP-0421): the same person has the same id in a room for as long as they are told from
 * others, another one in every other room, and nobody without the key finds out whose it is.
 */
export class OccupantIds {
  readonly #key: Buffer;
  readonly #known = new Recent<string, string>(REMEMBERED);

  /** `key`: at least 32 random octets, the same for as long as ids are to stay. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** `room`: its bare address; `identity`: see `occupantIdentity`. */
  idOf(room: string, identity: string): string {
    // Neither holds a NUL, so that no two pairs are one text.
    const text = `${room}\0${identity}`;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const id = createHmac('sha256', this.#key).update(text).digest('base64url');
    this.#known.set(text, id);
    return id;
  }
}
