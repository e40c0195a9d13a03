/** Each class of lengths is so much longer than the one before: what is told lies at most 1 % beside what is true. */
const GROWTH = 1.02;
const LOG = Math.log(GROWTH);
/** Longest that is told apart, ms: ten years. */
const LONGEST = 10 * 366 * 86_400_000;

/** How long many things took, of which any quantile is known to 1 %, in memory that does not grow with how many there were. */
export class Durations {
  readonly #counts = new Map<number, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Adds one, in milliseconds. */
  add(ms: number): void {
    const bucket = ms < 1 ? -1 : Math.floor(Math.log(Math.min(ms, LONGEST)) / LOG);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#count += 1;
  }

  /** The length below which a part of them lies (0.5: the median), in ms; undefined where there were none. */
  quantile(part: number): number | undefined {
    const rank = Math.max(1, Math.ceil(part * this.#count));
    let seen = 0;
    for (const [bucket, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen >= rank) return bucket < 0 ? 0 : Math.round(GROWTH ** (bucket + 0.5));
    }
    return undefined;
  }
}
