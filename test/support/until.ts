import { setTimeout as delay } from 'node:timers/promises';
import { PATIENCE_MS } from '../../sandbox/patience.js';

/** Waits until something holds, which is looked at each 5 ms; rejects with `what` after `timeoutMs`. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await delay(5);
  }
}
