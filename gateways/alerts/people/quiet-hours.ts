import { SEVERITIES, type Severity } from '../alert.js';
import { DAY_MS } from '../time/local-time.js';
import { ZonedClock } from '../time/zoned-clock.js';
import type { Person, QuietHours } from './person.js';
import { openSpans } from './windows.js';

/** Whoever is never to be disturbed hears of it all the same after so long: what is held must come to an end. */
export const LONGEST_HOLD = 7 * DAY_MS;

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
  return person.quiet === undefined ? undefined : quietUntil(person.quiet, person.zone ?? 'UTC', severity, now, since);
}

/** The same for hours that are nobody's own, such as those of a route. */
function quietUntil(
  { windows, bypass }: QuietHours,
  zone: string,
  severity: Severity,
  now: number,
  since: number = now,
): number | undefined {
  if (isAsBadAs(severity, bypass)) return undefined;
  const last = since + LONGEST_HOLD;
  if (last <= now) return undefined;
  const clockOf = (name: string | undefined) => ZonedClock.of(name ?? zone) ?? ZonedClock.utc();
  const endWithin = (look: number) =>
    openSpans(windows, clockOf, now, look).find((span) => span.from <= now && span.to > now)?.to;
  // A look at the next two days nearly always sees the end.
  const near = now + 2 * DAY_MS;
  const end = endWithin(near);
  if (end === undefined) return undefined;
  return Math.min(end < near ? end : (endWithin(last) ?? end), last);
}
