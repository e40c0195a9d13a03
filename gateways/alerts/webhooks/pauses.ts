const FIRST_MS = 1000;
const LONGEST_MS = 15 * 60_000;
const DEAD_MS = 3_600_000;
/** What a receiver may ask for: longer than this no event is kept. */
const MOST_ASKED_MS = 86_400_000;

/** From the first failure on a webhook that takes nothing is dead after this time, ms. */
export const DEAD_AFTER_MS = 86_400_000;

/**
 * Milliseconds until the next try, after so many in vain: 1 s, doubled each time up to 15 minutes, of one that is dead an hour, and up
 * to a quarter more by chance (from 0 up to 1). Longer where the receiver asks for it (`Retry-After`), up to a day.
 */
export function pauseAfter(tries: number, how: { dead: boolean; asked: number | undefined; chance: number }): number {
  const usual = how.dead ? DEAD_MS : Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries - 1, 20));
  return Math.max(Math.round(usual * (1 + how.chance / 4)), Math.min(how.asked ?? 0, MOST_ASKED_MS));
}
