/** A time window of the book under its name: open while one of its intervals is. */
export interface Window {
  readonly name: string;
  readonly intervals: readonly TimeInterval[];
}

/** Both ends belong to it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A part of a day in minutes from midnight; the end does not belong to it. */
export interface DayPart {
  /** 0 to 1439. */
  readonly from: number;
  /** 1 to 1440. */
  readonly to: number;
}

/** Open when every field that is not empty agrees with the local time; the meaning is that of Alertmanager's time intervals. */
export interface TimeInterval {
  readonly times: readonly DayPart[];
  /** 0 is Sunday. */
  readonly weekdays: readonly Range[];
  /** 1 to 31, or -1 (the last day of the month) to -31. */
  readonly daysOfMonth: readonly Range[];
  /** 1 to 12. */
  readonly months: readonly Range[];
  readonly years: readonly Range[];
  /** Time zone (IANA); missing: that of whoever asks, a person's or the book's. */
  readonly zone?: string;
}
