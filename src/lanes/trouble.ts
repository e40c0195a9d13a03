import type { Clock } from '../clock.js';

/** Waits between attempts: 200 ms, doubling, at most 5 s. */
export class Backoff {
  #ms = 200;

  next(): number {
    const ms = this.#ms;
    this.#ms = Math.min(5000, ms * 2);
    return ms;
  }

  reset(): void {
    this.#ms = 200;
  }
}

/** True where Redis itself answered with an error: the command surely changed nothing. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

/** True where Redis has no room or cannot write to its disk: it will refuse for a while, and said so at once. */
export function isFull(error: unknown): boolean {
  return isRefusal(error) && error instanceof Error && /^(OOM|MISCONF)\b/.test(error.message);
}

/** Resolves after so many ms of the clock. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
