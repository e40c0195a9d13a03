import type { LocalTime } from './local-time.js';
import type { Span, WeeklyWindow } from './weekly-window.js';

/** People who are on call for a while. */
export interface Shift extends Span {
  /** Ids of people, each of whom is on call. */
  readonly people: readonly string[];
}

/** Takes the place of what the layers say, for a while. */
export interface Override extends Shift {
  /** Only this person is replaced, and only where on call; missing: everybody is. */
  readonly instead?: string;
}

/** Shifts that come from elsewhere, such as a calendar. */
export interface ShiftSource {
  /** Those that touch a span, in the order of their beginnings; bounded for any span of at most `LONGEST_LOOK`. */
  between(from: number, to: number): readonly Shift[];
}

/** Milliseconds that a source of shifts is asked for at once. */
export const LONGEST_LOOK = 32 * 86_400_000;

/** How long one turn is. Days, weeks and months are those of the calendar; hours are those that the clock shows. */
export interface TurnLength {
  /** At least 1. */
  readonly every: number;
  readonly unit: 'hours' | 'days' | 'weeks' | 'months';
}

/** People who take turns. */
export interface RotatingLayer {
  readonly kind: 'rotating';
  readonly name: string;
  /** Who is on call in each turn; several people share it. After the last the first comes again. */
  readonly turns: readonly (readonly string[])[];
  /** When the first turn begins; handovers follow from there. Nobody is on call before. */
  readonly start: LocalTime;
  readonly length: TurnLength;
  /** Only in these is anybody on call; missing: always. Turns go on outside. */
  readonly only?: readonly WeeklyWindow[];
}

/** Shifts of a calendar. */
export interface CalendarLayer {
  readonly kind: 'calendar';
  readonly name: string;
  readonly source: ShiftSource;
}

export type Layer = RotatingLayer | CalendarLayer;

/** Who is on call when. */
export interface Schedule {
  readonly name: string;
  /** IANA name of the zone in which its clock hangs. */
  readonly zone: string;
  /** The first one that has somebody at a time says who is on call. */
  readonly layers: readonly Layer[];
  /** Go before all layers; of several that overlap the last one counts. */
  readonly overrides?: readonly Override[];
  /** Overrides of calendars, before the layers and after `overrides`. */
  readonly overrideSources?: readonly ShiftSource[];
}

/** A stretch of time in which the same people are on call. */
export interface Duty extends Shift {
  /** What says so: the name of a layer, or `override`; missing where nobody is on call. */
  readonly by?: string;
}
