import type { ZonedClock } from '../time/zoned-clock.js';
import type { OpenWindow, Span } from './windows.js';

/** People who are on call for a while. */
export interface Shift extends Span {
  /** Names of people, each of whom is on call. */
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

/** How long one turn is: hours pass, days and weeks end at the time of the clock at which they began. */
export interface TurnLength {
  /** At least 1. */
  readonly count: number;
  readonly unit: 'hour' | 'day' | 'week' | 'month';
}

/** What a clock shows, in the parts that people write. */
export interface ClockTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** People who take turns. */
export interface Layer {
  /** Who is on call in each turn; several people share it. After the last the first comes again. */
  readonly turns: readonly (readonly string[])[];
  /** When the first turn begins; handovers follow from there. Nobody is on call before. */
  readonly start: ClockTime;
  /** Nobody is on call from here on. */
  readonly end?: ClockTime;
  readonly length: TurnLength;
  /** Only while one of these is open is anybody on call; none: always. Turns go on outside. */
  readonly during: readonly OpenWindow[];
}

/** Who is on call when, as an admin writes it. */
export interface Rotation {
  /** IANA name of the zone in which its clock hangs. */
  readonly zone: string;
  /** The last one that has somebody at a time says who is on call. */
  readonly layers: readonly Layer[];
  /** Go before all else; of several that overlap the last one counts. */
  readonly overrides: readonly Override[];
}

/** A rotation that can be asked. */
export interface Schedule {
  readonly clock: ZonedClock;
  readonly layers: readonly Layer[];
  readonly overrides: readonly Override[];
  /** Goes before the layers and after the overrides. */
  readonly calendar?: ShiftSource;
}

/** A stretch of time in which the same people are on call. */
export interface Duty extends Shift {
  /** What says so: an override, the calendar, a layer (0 is the first one); missing where nobody is on call. */
  readonly by?: 'override' | 'calendar' | number;
}
