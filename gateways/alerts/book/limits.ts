import type { Severity } from '../alert.js';
import type { Medium } from './place.js';
import type { Rate } from './rate.js';

/** Floods stop here; what is held back is told as a summary. */
export interface Limits {
  /** Requests of one source that names no rate of its own. */
  readonly source: Rate;
  /** Notifications of one route that names none. */
  readonly route: Rate;
  /** Messages to one place. */
  readonly destination: Rate;
  /** Messages to one person, by all media together. */
  readonly person: Rate;
  /** Messages by one medium. */
  readonly network: Readonly<Partial<Record<Medium, Rate>>>;
  /** Messages altogether. */
  readonly global: Rate;
  readonly money?: MoneyLimit;
  /** From this severity on only `global` and the money cap's own rule count. */
  readonly bypass: Severity;
}

/** What SMS may cost. */
export interface MoneyLimit {
  /** In `currency`; a day is that of the book's zone. */
  readonly perDay: number;
  readonly currency: string;
  /** Price of one segment by the beginning of the number, the longest that fits; the empty beginning is everything else. */
  readonly prices: Readonly<Record<string, number>>;
  /** Share of `perDay` at which admins are warned. */
  readonly warnAt: number;
  /** From this severity on it goes out all the same. */
  readonly bypass: Severity;
}
