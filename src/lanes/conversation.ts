import type { Timer } from '../clock.js';
import type { Envelope } from './envelope.js';
import type { Whose } from './handler.js';

/** A job that a holder has in memory. */
export interface Job {
  readonly id: string;
  readonly bytes: number;
  /** Envelopes that have neither ended nor been parked. */
  left: number;
}

/** One envelope in a holder's memory, from being fetched until its effects are done. */
export interface Item {
  readonly envelope: Envelope;
  readonly conversation: Conversation;
  /** Counts up in the order in which the lane had them. */
  readonly seq: number;
  /** Where it lies in Redis: in a job, or in the parked list of its conversation as this exact text. */
  place: { readonly job: Job; readonly offset: number } | { readonly raw: string };
  /** Redis has it marked as begun. */
  begun: boolean;
  /** Monotonic time of its arrival, later of its last submit. */
  since: number;
}

/** The unit of order: its envelopes go out one after the other (as many at once as the hold's depth allows). */
export class Conversation {
  readonly key: string;
  /** Not submitted yet, oldest first. */
  readonly waiting: Item[] = [];
  /** All of it in memory: waiting, outside, or with effects under way. */
  readonly members = new Set<Item>();
  /** Submitted and not settled. */
  outside = 0;
  /** Returned by the hold, and Redis is being told that they had not begun after all. */
  returning = 0;
  /** Counts up with each that the hold gave back to be tried again. */
  givenBack = 0;
  /** Set while later envelopes go to the parked list instead of memory. */
  parked: Parked | undefined;

  constructor(key: string) {
    this.key = key;
  }

  /** Nothing of it waits or is outside, so that the next envelope goes out as soon as it comes. */
  get idle(): boolean {
    return this.waiting.length === 0 && this.outside === 0 && this.returning === 0 && this.parked === undefined;
  }

  /** Puts a returned item back where its age belongs. */
  putBack(item: Item): void {
    const at = this.waiting.findIndex((other) => other.seq > item.seq);
    if (at < 0) this.waiting.push(item);
    else this.waiting.splice(at, 0, item);
  }
}

/** A parked conversation: what lies in Redis and not in memory. */
export interface Parked {
  /** Monotonic time before which nothing of it is submitted again: the wall clock may be put right meanwhile. */
  retryAt: number;
  /** Wall time at which the first of it expires, as far as it is known. */
  expiresAt: number;
  /** Whose the oldest of the list is, where it is known. */
  whose: Whose | undefined;
  /** `seq` of the oldest that left the memory for the list since it was last read; infinity: none. */
  dropped: number;
  /** Something was put into the list since it was last read. */
  grown: boolean;
  loading: boolean;
  timer: Timer | undefined;
}
