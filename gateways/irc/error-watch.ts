import type { ErrorEvent, StandardReplyEvent } from './state/events.js';

/** A line by which a server refuses something, where it does not say by a label what. */
export type Refusing = ErrorEvent | StandardReplyEvent;

/** Those who may watch at once. */
const MOST = 256;

/** Whoever waits to hear whether the server refuses a line of theirs; an error is for the first whom it fits. */
export class ErrorWatch {
  readonly #watching = new Set<(event: Refusing) => boolean>();

  /** `takes` tells whether an error is for it. Ends by the returned function. */
  watch(takes: (event: Refusing) => boolean): () => void {
    if (this.#watching.size >= MOST) return () => undefined;
    this.#watching.add(takes);
    return () => this.#watching.delete(takes);
  }

  /** Whether somebody has waited for that. */
  take(event: Refusing): boolean {
    for (const takes of this.#watching) if (takes(event)) return true;
    return false;
  }
}
