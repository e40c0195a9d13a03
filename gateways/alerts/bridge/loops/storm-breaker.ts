/** How long a pair pauses the first time, ms; twice as long each time it storms again, at most `LONGEST_PAUSE`. */
const FIRST_PAUSE = 60_000;
const LONGEST_PAUSE = 60 * 60_000;
/** A pair that was quiet for so long begins anew. */
const FORGIVEN = 2 * LONGEST_PAUSE;
const MINUTE = 60_000;
const MOST_PAIRS = 10_000;

interface Pair {
  /** When its minute began, and how many there were in it and in the one before. */
  begun: number;
  count: number;
  before: number;
  pausedUntil: number;
  pauses: number;
}

/** `tripped`: it pauses from now on, which is to be told. */
type Verdict = 'go' | 'tripped' | 'paused';

/** Pauses a pair of places between which far too much goes: the end of any circle that nothing else has cut. */
export class StormBreaker {
  readonly #pairs = new Map<string, Pair>();

  /** Counts a relay of a pair. `most`: in a minute; `now`: monotonic, ms. */
  pass(key: string, most: number, now: number): Verdict {
    const pair = this.#pairOf(key, now);
    if (now < pair.pausedUntil) return 'paused';
    const minutes = Math.floor((now - pair.begun) / MINUTE);
    if (minutes > 0) {
      pair.before = minutes === 1 ? pair.count : 0;
      pair.count = 0;
      pair.begun += minutes * MINUTE;
    }
    pair.count += 1;
    // As if what came in the minute before had come evenly: no storm hides on the border of two minutes.
    const rest = 1 - (now - pair.begun) / MINUTE;
    if (pair.count + pair.before * rest <= most) return 'go';
    if (now - pair.pausedUntil > FORGIVEN) pair.pauses = 0;
    pair.pausedUntil = now + Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** pair.pauses);
    pair.pauses += 1;
    pair.count = 0;
    pair.before = 0;
    return 'tripped';
  }

  /** When a pair goes on, monotonic ms; in the past where it does not pause. */
  pausedUntil(key: string): number {
    return this.#pairs.get(key)?.pausedUntil ?? Number.NEGATIVE_INFINITY;
  }

  #pairOf(key: string, now: number): Pair {
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    if (this.#pairs.size >= MOST_PAIRS) this.#pairs.clear();
    const pair: Pair = { begun: now, count: 0, before: 0, pausedUntil: Number.NEGATIVE_INFINITY, pauses: 0 };
    this.#pairs.set(key, pair);
    return pair;
  }
}
