/**
 * Counts different alerts in constant space, by linear counting (Whang, Vander-Zanden, Taylor 1990): each sets one of `BITS` bits,
 * and how many there were follows from how many bits are left. Off by about one in a hundred at 50,000.
 */
export interface Tally {
  /** Those that fired: bits in Base64. */
  readonly fired: string;
  /** Those of them that are over. */
  readonly ended: string;
  /** `GroupState.seq` of the last one that was new. */
  readonly seq: number;
}

const BITS = 16_384;
const EMPTY = Buffer.alloc(BITS / 8).toString('base64');

/** Remembers that an alert fires, by any hash of it (a whole number); the same tally where nothing new was learned. */
export function tallyFiring(tally: Tally | undefined, hash: number, seq: number): Tally {
  const before = tally ?? { fired: EMPTY, ended: EMPTY, seq };
  const fired = withBit(before.fired, hash);
  return fired === before.fired && tally !== undefined ? tally : { ...before, fired, seq };
}

/** Remembers that an alert is over. */
export function tallyEnded(tally: Tally, hash: number): Tally {
  if (!hasBit(tally.fired, hash)) return tally;
  const ended = withBit(tally.ended, hash);
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
  return Math.round(BITS * Math.log(BITS / Math.max(zeros, 1)));
}

function hasBit(bits: string, hash: number): boolean {
  const at = hash % BITS;
  return ((Buffer.from(bits, 'base64')[at >> 3] ?? 0) & (1 << (at & 7))) !== 0;
}

function withBit(bits: string, hash: number): string {
  const at = hash % BITS;
  const octets = Buffer.from(bits, 'base64');
  const octet = octets[at >> 3] ?? 0;
  const set = octet | (1 << (at & 7));
  if (set === octet) return bits;
  octets[at >> 3] = set;
  return octets.toString('base64');
}
