import { setTimeout as delay } from 'node:timers/promises';
import { Pace } from './pace.js';

/** Who writes, on both sides. */
export interface Writing {
  readonly writers: readonly { write(pace: Pace): Promise<void> }[];
  readonly phones: readonly { write(pace: Pace): Promise<void> }[];
}

const TICK_MS = 20;

/** Messages both ways at a steady rate, as long as it is not ended. */
export class Load {
  readonly #texts = new Pace();
  readonly #answers = new Pace();
  readonly #done: Promise<unknown>;
  readonly #timer: NodeJS.Timeout | undefined;

  /** `perSecond` each way; 0: only what `allow` says. */
  constructor(world: Writing, perSecond: number) {
    this.#done = Promise.all([
      ...world.writers.map((writer) => writer.write(this.#texts)),
      ...world.phones.map((phone) => phone.write(this.#answers)),
    ]);
    // Told by `end`: where the world ends first, what ended it is told, and not that its writers have left.
    this.#done.catch(() => undefined);
    let due = 0;
    if (perSecond > 0) {
      this.#timer = setInterval(() => {
        due += (perSecond * TICK_MS) / 1000;
        const now = Math.floor(due);
        due -= now;
        if (now > 0) this.allow(now);
      }, TICK_MS);
      this.#timer.unref();
    }
  }

  /** So many more each way. */
  allow(count: number): void {
    this.#texts.allow(count);
    this.#answers.allow(count);
  }

  /** No more; true when all that was allowed has been written and answered for within the time. */
  async end(timeoutMs = 60_000): Promise<boolean> {
    clearInterval(this.#timer);
    this.#texts.end();
    this.#answers.end();
    const over = new AbortController();
    const late = delay(timeoutMs, false, { signal: over.signal }).catch(() => false);
    const ended = await Promise.race([this.#done.then(() => true), late]);
    over.abort();
    return ended;
  }
}
