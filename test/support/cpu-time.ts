import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * How long this process has been at work, ms. What a step costs is the difference of two: other than time on the clock it does not grow
 * where the machine has much else to do.
 */
export function workMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How long the main thread of a process has been at work, ms; default of this one. Linux tells it in ns. */
export function mainThreadMs(pid = process.pid): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
}

/** Looks on while something is done, for how long the main thread is at work without coming to its timers. */
export class TurnWatch {
  readonly #running: Promise<void>;
  #on = true;
  #longest = 0;

  constructor() {
    this.#running = this.#run();
  }

  /** Ends it, and tells the longest turn, ms of work. */
  async end(): Promise<number> {
    this.#on = false;
    await this.#running;
    return this.#longest;
  }

  async #run(): Promise<void> {
    let before = mainThreadMs();
    while (this.#on) {
      await delay(1);
      const now = mainThreadMs();
      this.#longest = Math.max(this.#longest, now - before);
      before = now;
    }
  }
}
