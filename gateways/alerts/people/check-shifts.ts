import type { ShiftCheck } from '../book/checks/rotation-checks.js';
import { ZonedClock } from '../time/zoned-clock.js';
import { whoIs } from './calendar/who.js';
import { gapsBetween } from './on-call.js';
import { openSchedule } from './open-schedule.js';

/** How far ahead it is looked, ms: every turn of most rotations comes within it. */
const AHEAD_MS = 28 * 86_400_000;

/** The next time at which nobody is on call and nobody else is told (see `ShiftCheck`). */
export const checkShifts: ShiftCheck = (rotation, people, now) => {
  if (rotation.otherwise.length > 0) return undefined;
  const end = now + AHEAD_MS;
  const [gap] = gapsBetween(openSchedule(rotation, whoIs(people)).schedule, now, end, 1);
  if (gap === undefined) return undefined;
  const clock = ZonedClock.of(rotation.zone) ?? ZonedClock.utc();
  const shown = (at: number) => new Date(at + clock.offsetAt(at)).toISOString().slice(0, 16).replace('T', ' ');
  const until = gap.to < end ? `to ${shown(gap.to)}` : 'on';
  return {
    message: `has nobody on call from ${shown(gap.from)} ${until} (${rotation.zone}): nobody hears of alerts then`,
    fix: 'say in otherwise whom to tell, or add a layer',
  };
};
