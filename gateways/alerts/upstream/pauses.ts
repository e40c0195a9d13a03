const FIRST_MS = 5000;
const LONGEST_MS = 600_000;

/**
 * Milliseconds until the next try, after so many in vain: 5 s, doubled each time up to 10 minutes, and up to a quarter more by
 * chance (from 0 up to 1), so that not all come at once.
 */
export function pauseAfter(tries: number, chance: number): number {
  return Math.round(Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries - 1, 16)) * (1 + chance / 4));
}
