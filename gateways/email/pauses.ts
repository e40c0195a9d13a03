import type { Clock, Timer } from '../gateway.js';

/**
 * Resolves when `work` does, or after `ms` where that is sooner; no timer is left behind. Rejects as `work` does, unless that is too
 * late.
 */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  let timer: Timer | undefined;
  const late = new Promise<void>((resolve) => {
    timer = clock.after(ms, resolve);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    timer?.cancel();
  }
}

/** Resolves after `ms`, or as soon as `signal` aborts: the timer is gone then. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const over = (): void => {
      timer.cancel();
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = clock.after(ms, over);
    signal.addEventListener('abort', over);
  });
}
