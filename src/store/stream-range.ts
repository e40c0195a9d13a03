/** A border in a stream of Redis, beside the entry with that id or between two entries. */
export interface Bound {
  readonly ms: number;
  /** -1: before all of that millisecond; infinite: behind them. */
  readonly seq: number;
}

/** Before and behind everything. */
export const BEGINNING: Bound = { ms: -1, seq: Number.POSITIVE_INFINITY };
export const END: Bound = { ms: Number.MAX_SAFE_INTEGER, seq: Number.POSITIVE_INFINITY };

/** The border before or behind all entries of a time (ms; also one that no clock shows). */
export function bound(side: 'before' | 'after', ms: number): Bound {
  const whole = Math.min(Math.max(side === 'before' ? Math.ceil(ms) : Math.floor(ms), -1), END.ms);
  return { ms: whole, seq: side === 'before' ? -1 : Number.POSITIVE_INFINITY };
}

/** The border of an entry's id, `<ms>-<number>`. */
export function boundOf(id: string): Bound {
  const [ms, seq] = id.split('-');
  return { ms: Number(ms), seq: Number(seq) };
}

/** Whether an id of a Redis stream comes before another one. */
export function isBelow(a: Bound, b: Bound): boolean {
  return a.ms < b.ms || (a.ms === b.ms && a.seq < b.seq);
}

/** The later one of two. */
export function higher(a: Bound, b: Bound): Bound {
  return isBelow(a, b) ? b : a;
}

/** The earlier one of two. */
export function lower(a: Bound, b: Bound): Bound {
  return isBelow(a, b) ? a : b;
}

/** What comes behind a border, as XRANGE says where to begin. */
export function lowerText({ ms, seq }: Bound): string {
  if (seq === Number.POSITIVE_INFINITY) return `${ms + 1}`;
  return seq < 0 ? `${ms}` : `(${ms}-${seq}`;
}

/** What comes before a border, as XRANGE says where to end. */
export function upperText({ ms, seq }: Bound): string {
  if (seq === Number.POSITIVE_INFINITY) return `${ms}`;
  // Behind nothing there is nothing: 0-0 is no id of an entry.
  if (seq < 0) return ms < 1 ? '0-0' : `${ms - 1}`;
  return `(${ms}-${seq}`;
}
