import type { Target } from './place.js';
import type { Window } from './window.js';
import type { LocalTime } from './zone.js';

/** Who is on call when. Overrides count before the calendar, the calendar before the layers, the last layer before the first. */
export interface Rotation {
  readonly name: string;
  readonly title: string;
  /** IANA; handovers happen at the same local time all year. */
  readonly zone: string;
  readonly layers: readonly Layer[];
  readonly overrides: readonly Override[];
  readonly calendar?: Calendar;
  /** Whom to tell while nobody is on call. */
  readonly otherwise: readonly Target[];
}

/** People who take turns. */
export interface Layer {
  /** Names of people; the first has the first turn. Those of one turn share it. */
  readonly turns: readonly (readonly string[])[];
  /** Local time at which the first turn begins; before it nobody of this layer is on call. */
  readonly start: LocalTime;
  /** Local time at which the layer ends. */
  readonly end?: LocalTime;
  readonly length: TurnLength;
  /** The layer counts only while one of these is open; none: always. In the zone of the rotation where they name none. */
  readonly during: readonly Window[];
}

/** Hours are hours of 60 minutes; days, weeks and months end at the same local time at which they began. */
export interface TurnLength {
  readonly count: number;
  readonly unit: 'hour' | 'day' | 'week' | 'month';
}

/** Somebody else for a time. */
export interface Override {
  /** Wall times, ms since the epoch; the end does not belong to it. */
  readonly from: number;
  readonly to: number;
  readonly people: readonly string[];
  /** Only this person is replaced, and only where on call; missing: everybody is. */
  readonly instead?: string;
}

/** A file of iCalendar (RFC 5545) whose events name who is on call, by name, mail address or JID of a person. */
export interface Calendar {
  readonly file: string;
  /** Its content when the book was read. */
  readonly text: string;
}
