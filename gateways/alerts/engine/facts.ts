import type { Alert } from '../alert.js';
import type { Book } from '../book/book.js';
import type { Surroundings } from './ports.js';

/** All that decisions look at beside the state and the event. What is asked of it is answered from memory. */
export interface Facts extends Pick<Surroundings, 'onCall' | 'presence'> {
  /** Wall time, ms. */
  readonly now: number;
  readonly book: Book;
  /** Until when an alert is silenced by people; undefined: it is not. */
  silencedUntil(alert: Alert): number | undefined;
  /** Name of the rule by which an alert that fires elsewhere mutes this one. */
  inhibitedBy(alert: Alert): string | undefined;
  /** The code for an incident that opens now; empty where none does. */
  readonly code: string;
}
