import { setTimeout as delay } from 'node:timers/promises';
import type { Smsc } from '../../sandbox/smsc/index.js';

/** Waits until exactly so many ESMEs are bound. */
export async function settleOnline(smsc: Smsc, bound: number, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (smsc.counts.bound !== bound) {
    if (performance.now() > deadline) throw new Error(`${smsc.counts.bound} ESMEs are bound, not ${bound}`);
    await delay(10);
  }
}
