import type { Clock, Later } from '../gateway.js';
import type { Alert } from './alert.js';
import type { Book } from './book/book.js';

/** An alert that waits for its time, as `Later` brings it back. */
interface DelayedWait {
  readonly type: 'delayed';
  readonly route: string;
  readonly alert: Alert;
}

interface DelayedParts {
  readonly later: Later;
  readonly clock: Clock;
  readonly book: () => Book;
}

/** Alerts whose sender wants them told later (`Alert.notBefore`). The same alert again takes the place of the one that waits. */
export class Delayed {
  readonly #parts: DelayedParts;

  constructor(parts: DelayedParts) {
    this.#parts = parts;
  }

  /** Whether `take` has anything to do with it. */
  concerns({ notBefore, status }: Alert): boolean {
    return notBefore !== undefined || status === 'resolved';
  }

  /** Whether it waits from now on; resolves when that is kept. What is over before its time came is never told. */
  async take(route: string, alert: Alert): Promise<boolean> {
    const { later, clock, book } = this.#parts;
    const { notBefore = 0, status, origin } = alert;
    const wait = notBefore - clock.now();
    if (wait <= 0) {
      // Only texts can be delayed.
      if (status === 'resolved' && book().source(origin.source)?.kind === 'text')
        await later.cancel(keyOf(route, alert));
      return false;
    }
    await later.schedule(keyOf(route, alert), wait, { type: 'delayed', route, alert } satisfies DelayedWait);
    return true;
  }
}

/** Whether what has come back from `later` is an alert that waits for its delay. */
export function isDelayed(wait: { readonly type?: unknown }): wait is DelayedWait {
  return wait.type === 'delayed';
}

function keyOf(route: string, { origin: { source }, fingerprint }: Alert): string {
  return JSON.stringify(['delayed', route, source, fingerprint]);
}
