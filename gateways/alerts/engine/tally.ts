/**
 * Counts different alerts in constant space, by linear counting (Whang, Vander-Zanden, Taylor 1990): each sets one of `BITS` bits,
 * and how many there were follows from how many bits are left. Off by about one in a hundred at 50,000.
 */
export interface Tally {
  /** Those that fired: bits in Base64. */
  readonly fired: string;
  /** Those of them that are over; empty: none is, as in a storm, in which all of this is written again and again. */
  readonly ended: string;
  /** `GroupState.seq` of the last one that was new. */
  readonly seq: number;
}

const BITS = 16_384;
const EMPTY = Buffer.alloc(BITS / 8).toString('base64');

/** Remembers that an alert fires, by any hash of it (a whole number); the same tally where nothing new was learned. */
export function tallyFiring(tally: Tally | undefined, hash: number, seq: number): Tally {
  const before = tally ?? { fired: EMPTY, ended: '', seq };
  const fired = withBit(before.fired, hash);
  return fired === before.fired && tally !== undefined ? tally : { ...before, fired, seq };
}

/** Remembers that an alert is over. */
export function tallyEnded(tally: Tally, hash: number): Tally {
  if (!hasBit(tally.fired, hash)) return tally;
  const ended = withBit(tally.ended || EMPTY, hash);
  return ended === tally.ended ? tally : { ...tally, ended };
}

/** About how many still fire; 0 only when all that fired are over. */
export function stillFiring({ fired, ended }: Tally): number {
  const [ones, over] = [Buffer.from(fired, 'base64'), Buffer.from(ended, 'base64')];
  if (ones.every((octet, at) => (octet & ~(over[at] ?? 0)) === 0)) return 0;
  return Math.max(1, estimate(ones) - estimate(over));
}

function estimate(octets: Buffer): number {
  let zeros = BITS;
  for (const octet of octets) for (let rest = octet; rest > 0; rest &= rest - 1) zeros -= 1;
  return linearCount(BITS - zeros, BITS);
}

/** About how many different things have set so many of some places, each the one of its hash. */
export function linearCount(set: number, places: number): number {
  return Math.round(places * Math.log(places / Math.max(places - set, 1)));
}

/** Six bits of a character of Base64 (RFC 4648 4). */
const SIXES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...SIXES].map((character, value) => [character, value]));

/** Where a bit is: in which character, and which of its bits. Characters hold six bits, the first of them the highest. */
function placeOf(hash: number): { readonly at: number; readonly mask: number } {
  const bit = hash % BITS;
  return { at: Math.floor(bit / 6), mask: 1 << (5 - (bit % 6)) };
}

function hasBit(bits: string, hash: number): boolean {
  const { at, mask } = placeOf(hash);
  return ((VALUES.get(bits.charAt(at)) ?? 0) & mask) !== 0;
}

/** One character changes: in a storm this is done with every alert, and the rest need not be read. */
function withBit(bits: string, hash: number): string {
  const { at, mask } = placeOf(hash);
  const value = VALUES.get(bits.charAt(at)) ?? 0;
  if ((value & mask) !== 0) return bits;
  return `${bits.slice(0, at)}${SIXES.charAt(value | mask)}${bits.slice(at + 1)}`;
}
