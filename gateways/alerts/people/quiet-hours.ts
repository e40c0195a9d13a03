import { SEVERITIES, type Severity } from '../alert.js';
import type { Person, QuietHours } from './person.js';
import { spanAt } from './weekly-window.js';
import { ZonedClock } from './zoned-clock.js';

/** Spans that follow upon each other without a pause are one, up to so many. */
const MOST_SPANS = 16;

/** Whoever is never to be disturbed hears of it all the same after so long: what is held must come to an end. */
export const LONGEST_HOLD = 7 * 86_400_000;

/** Whether one severity is as bad as another, or worse. */
export function isAsBadAs(severity: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(other);
}

/**
 * Until when something of a severity waits because somebody is left alone now (ms since the epoch); undefined: it goes at
 * once. What is held is never dropped: nothing waits longer than `LONGEST_HOLD` after `since`, when it came.
 */
export function heldUntil(
  person: Pick<Person, 'quiet' | 'zone'>,
  severity: Severity,
  now: number,
  since: number = now,
): number | undefined {
  return quietUntil(person.quiet ?? [], person.zone ?? 'UTC', severity, now, since);
}

/** The same for hours that are nobody's own, such as those of a route. */
export function quietUntil(
  quiet: readonly QuietHours[],
  zone: string,
  severity: Severity,
  now: number,
  since: number = now,
): number | undefined {
  const clock = ZonedClock.of(zone) ?? ZonedClock.utc();
  const windows = quiet.filter(({ bypass = 'critical' }) => !isAsBadAs(severity, bypass));
  let until = now;
  for (let spans = 0; spans < MOST_SPANS; spans += 1) {
    const ends = windows.map((window) => spanAt(window, clock, until)?.to ?? until);
    const end = Math.max(until, ...ends);
    if (end === until) break;
    until = end;
  }
  until = Math.min(until, since + LONGEST_HOLD);
  return until > now ? until : undefined;
}
