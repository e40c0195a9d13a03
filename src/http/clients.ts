import { isIPv6 } from 'node:net';
import type { Clock } from '../clock.js';
import { Recent } from '../recent.js';

interface Bucket {
  tokens: number;
  at: number;
}

/** Clients remembered at once: whoever is forgotten begins with a full bucket. */
const REMEMBERED = 20_000;

/** How much each client asks, by its address: a token bucket of this process' own. A whole /64 of IPv6 is one client. */
export class Clients {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = new Recent<string, Bucket>(REMEMBERED);

  constructor(clock: Clock, perSecond: number, burst: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  /** Takes a token; false where none is left. */
  take(address: string): boolean {
    const bucket = this.#bucket(address);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** Whether a token is left. */
  has(address: string): boolean {
    return this.#bucket(address).tokens >= 1;
  }

  #bucket(address: string): Bucket {
    const client = clientOf(address);
    const now = this.#clock.monotonic();
    const known = this.#buckets.get(client);
    if (known === undefined) {
      const fresh = { tokens: this.#burst, at: now };
      this.#buckets.set(client, fresh);
      return fresh;
    }
    known.tokens = Math.min(this.#burst, known.tokens + ((now - known.at) / 1000) * this.#perSecond);
    known.at = now;
    return known;
  }
}

/** Whom an address belongs to. */
export function clientOf(address: string): string {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [left = '', right] = (address.split('%', 1)[0] ?? '').toLowerCase().split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const zeros = right === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
