import { addMonths, DAY_MS, dateOf, linearOf, localOfLinear } from './local-time.js';
import type { RotatingLayer, TurnLength } from './schedule.js';
import type { Span } from './weekly-window.js';
import type { ZonedClock } from './zoned-clock.js';

/** A turn of a layer: its number, counted from 0, and how long it lasts. */
export interface Turn extends Span {
  readonly index: number;
}

const UNIT_MS = { hours: 3_600_000, days: DAY_MS, weeks: 7 * DAY_MS } as const;

/**
 * The turn in which an instant is; undefined before the first one. Handovers are at the same time of the clock all year
 * long, so a turn over the begin of summer time is an hour shorter.
 */
export function turnAt(layer: RotatingLayer, clock: ZonedClock, instant: number): Turn | undefined {
  let index = Math.max(0, estimate(layer, clock, instant));
  // The clock may show an hour twice or leap over one: the estimate is then off by the turns that this hour holds.
  while (index > 0 && handoverAt(layer, clock, index) > instant) index -= 1;
  while (handoverAt(layer, clock, index + 1) <= instant) index += 1;
  const turn = turnOf(layer, clock, index);
  return turn.from > instant ? undefined : turn;
}

/** The turn of a number. It is empty where the clock leaps over the whole of it. */
export function turnOf(layer: RotatingLayer, clock: ZonedClock, index: number): Turn {
  return { index, from: handoverAt(layer, clock, index), to: handoverAt(layer, clock, index + 1) };
}

function handoverAt(layer: RotatingLayer, clock: ZonedClock, index: number): number {
  const { start } = layer;
  const { every, unit } = lengthOf(layer);
  if (unit === 'months') return clock.instantOf({ day: addMonths(start.day, index * every), ms: start.ms });
  return clock.instantOf(localOfLinear(linearOf(start) + index * every * UNIT_MS[unit]));
}

function estimate(layer: RotatingLayer, clock: ZonedClock, instant: number): number {
  const { start } = layer;
  const { every, unit } = lengthOf(layer);
  const local = clock.localOf(instant);
  if (unit !== 'months') return Math.floor((linearOf(local) - linearOf(start)) / (every * UNIT_MS[unit]));
  const [from, to] = [dateOf(start.day), dateOf(local.day)];
  return Math.floor(((to.year - from.year) * 12 + to.month - from.month) / every);
}

/** A turn without a length would never end the search for the next one. */
function lengthOf({ length }: RotatingLayer): TurnLength {
  return { every: Math.max(1, Math.floor(length.every)), unit: length.unit };
}
