import { dutiesBetween } from './duties.js';
import type { Duty, Schedule } from './schedule.js';
import type { Span } from './windows.js';

const DAY_MS = 86_400_000;

/** How far ahead handovers are looked for: a schedule in which nothing changes for longer has none to tell. */
const FARTHEST_HANDOVER = 400 * DAY_MS;

/** Duties that one question goes through, however often a schedule changes. */
const MOST_DUTIES = 10_000;

/** Who is on call at an instant; nobody: `people` is empty. `from` and `to` are those of this instant alone. */
export function onCallAt(schedule: Schedule, instant: number): Duty {
  for (const duty of dutiesBetween(schedule, instant, instant + 1)) return duty;
  return { from: instant, to: instant + 1, people: [] };
}

/**
 * The next times at which other people, or nobody, are on call, as the duties that begin then; the end of the last one may
 * be where the looking ended. Those on call now are not among them.
 */
export function nextHandovers(schedule: Schedule, now: number, count: number): readonly Duty[] {
  const next: Duty[] = [];
  let passed = 0;
  for (const duty of dutiesBetween(schedule, now, now + FARTHEST_HANDOVER)) {
    if (duty.from > now) next.push(duty);
    passed += 1;
    if (next.length >= count || passed >= MOST_DUTIES) break;
  }
  return next.slice(0, count);
}

/** When nobody is on call, at most `most` spans; a schedule without gaps has none. */
export function gapsBetween(schedule: Schedule, from: number, to: number, most = 100): readonly Span[] {
  const gaps: Span[] = [];
  let passed = 0;
  for (const duty of dutiesBetween(schedule, from, Math.min(to, from + FARTHEST_HANDOVER))) {
    if (duty.people.length === 0) gaps.push({ from: duty.from, to: duty.to });
    passed += 1;
    if (gaps.length >= most || passed >= MOST_DUTIES) break;
  }
  return gaps;
}
