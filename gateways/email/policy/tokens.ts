import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../gateway.js';
import { fromBase32, toBase32 } from './base32.js';

/** What a token is for; one for another purpose is none. It is the first word of the local part. */
export type TokenPurpose = 'reply' | 'bounces';

/** What a token that was made here says. */
export interface ReadToken {
  /** As it was given to `make`. */
  readonly payload: Buffer;
  /** Wall time at which it ends, ms since the epoch; a token that has ended is read all the same. */
  readonly expires: number;
}

/** A token that came back, and whether it still counts. */
export type TokenResult =
  | { readonly state: 'good' | 'expired'; readonly purpose: TokenPurpose; readonly token: ReadToken }
  /** It looks like one, and was not made here. */
  | { readonly state: 'forged'; readonly purpose: TokenPurpose }
  | undefined;

/** Octets of a payload. */
export const PAYLOAD_OCTETS = 17;
const DAY_OCTETS = 2;
/** 104 bits: nobody finds one by trying. */
const MAC_OCTETS = 13;
const TOKEN_CHARACTERS = ((PAYLOAD_OCTETS + DAY_OCTETS + MAC_OCTETS) * 8) / 5;
const TOKEN_LENGTH = Math.ceil(TOKEN_CHARACTERS);
const DAY_MS = 86_400_000;

/** Marks between the word and the token: what mail servers and people make of a plus sign. */
const SEPARATORS = '+-=_#*~/ ';
const PURPOSES: readonly TokenPurpose[] = ['reply', 'bounces'];
/** RFC 5321 4.5.3.1.1 allows 64; what comes back may be wrapped. */
const LONGEST = 320;

export interface TokensOptions {
  /** 32 octets, for this alone (`HoldContext.derivedKey`). */
  readonly key: Buffer;
  readonly clock: Pick<Clock, 'now'>;
  /**
   * Between the word and the token; default `+`. Mail servers that cut addresses at a plus sign, or forms that do not take one, leave
   * `-` and the empty text alone.
   */
  readonly separator?: '+' | '-' | '';
}

/**
 * Addresses by which answers and reports find what they belong to (VERP and its like): `reply+<token>`, `bounces+<token>`. The token
 * holds 17 octets, the day of its end, and a keyed hash of both and of the purpose (HMAC-SHA-256): it needs no store to be recognised, and
 * nobody can make one. In base32, so that it survives what mail programs do to the case of an address, and read leniently: with dots in it,
 * another mark or none before it, and within what forwarders wrap around an address (SRS, BATV).
 */
export class Tokens {
  readonly #key: Buffer;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #separator: string;

  constructor({ key, clock, separator = '+' }: TokensOptions) {
    this.#key = key;
    this.#clock = clock;
    this.#separator = separator;
  }

  /** The local part with a new token that counts for at least `ttl` ms; at most 60 octets. `payload`: 17 octets at most. */
  make(purpose: TokenPurpose, payload: Uint8Array, ttl: number): string {
    if (payload.length > PAYLOAD_OCTETS) throw new RangeError('the payload of a token is too long');
    const signed = Buffer.alloc(PAYLOAD_OCTETS + DAY_OCTETS);
    signed.set(payload);
    signed.writeUInt16BE(Math.min(0xffff, Math.ceil((this.#clock.now() + ttl) / DAY_MS)), PAYLOAD_OCTETS);
    return `${purpose}${this.#separator}${toBase32(Buffer.concat([signed, this.#mac(purpose, signed)]))}`;
  }

  /** Reads the local part of an address; undefined where it has no token at all. */
  read(local: string): TokenResult {
    const text = plain(local);
    for (const purpose of PURPOSES) {
      const encoded = encodedIn(text, purpose);
      if (encoded !== undefined) return this.#check(purpose, encoded);
    }
    return undefined;
  }

  #check(purpose: TokenPurpose, encoded: string): TokenResult {
    const octets = fromBase32(encoded);
    if (octets === undefined) return { state: 'forged', purpose };
    const signed = octets.subarray(0, PAYLOAD_OCTETS + DAY_OCTETS);
    if (!timingSafeEqual(octets.subarray(signed.length), this.#mac(purpose, signed)))
      return { state: 'forged', purpose };
    const expires = signed.readUInt16BE(PAYLOAD_OCTETS) * DAY_MS;
    const state = expires > this.#clock.now() ? 'good' : 'expired';
    return { state, purpose, token: { payload: signed.subarray(0, PAYLOAD_OCTETS), expires } };
  }

  #mac(purpose: TokenPurpose, signed: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(`${purpose}\0`).update(signed).digest().subarray(0, MAC_OCTETS);
  }
}

/** In small letters, without quotes and dots. */
function plain(local: string): string {
  return local
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(/["\\.]/g, '');
}

/** The token behind the word of its purpose, wherever that stands. */
function encodedIn(text: string, purpose: string): string | undefined {
  for (let at = text.indexOf(purpose); at !== -1; at = text.indexOf(purpose, at + 1)) {
    let start = at + purpose.length;
    // `%2b` is a plus sign that somebody escaped for a URI and nobody read back.
    if (text.startsWith('%2b', start)) start += 3;
    else if (SEPARATORS.includes(text.charAt(start) || 'x')) start += 1;
    const encoded = text.slice(start, start + TOKEN_LENGTH);
    if (
      encoded.length === TOKEN_LENGTH &&
      /^[a-z0-9]+$/.test(encoded) &&
      !/^[a-z0-9]/.test(text.slice(start + TOKEN_LENGTH))
    ) {
      return encoded;
    }
  }
  return undefined;
}
