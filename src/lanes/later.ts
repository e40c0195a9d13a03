import { createHash } from 'node:crypto';
import { Queue } from 'bullmq';
import type { Clock, Timer } from '../clock.js';
import type { Log } from '../log.js';
import { Trouble } from '../trouble.js';
import type { Later } from './handler.js';
import { laterQueue } from './keys.js';
import type { LaneStore } from './store.js';

const POLL_MS = 1000;
/** By how much a wall clock has to differ from the monotonic one to have been set. */
const SET_MS = 1000;

/** What is kept of a wait: the wall time at which it is over, which also tells it from the one that it replaces, and how long it is. */
interface Wait {
  readonly at: number;
  readonly ms: number;
  readonly payload: unknown;
}

/** Ends a wait: calls whoever waits. Rejecting repeats it. */
type LaterRun = (payload: unknown) => Promise<void>;

/**
 * Waits as delayed jobs of the lane's second BullMQ queue. They are served by the lane's holder, in no order, whatever
 * brakes the lane itself. A wait is removed only after it was served, so a crash repeats it. One that is further off than it is long was
 * arranged by a clock that went ahead, and begins anew: looked for by each holder when it begins, and when its own clock is set back.
 */
export class LaneLater implements Later {
  readonly #store: LaneStore;
  readonly #queue: Queue;
  readonly #clock: Clock;
  readonly #trouble: Trouble;
  readonly #running = new Set<string>();
  #run: LaterRun | undefined;
  #timer: Timer | undefined;
  #nextAt = Number.POSITIVE_INFINITY;
  #stopped = false;
  /** Wall time less monotonic time, as it was when times were last looked at, or more where a wait was arranged since; undefined: not looked yet. */
  #ahead: number | undefined;

  constructor(options: { lane: string; prefix: string; store: LaneStore; clock: Clock; log: Log }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#trouble = new Trouble(options.clock, options.log);
    this.#queue = new Queue(laterQueue(options.lane), {
      connection: options.store.client,
      prefix: options.prefix,
      streams: { events: { maxLen: 100 } },
    });
    this.#queue.on('error', (error) => this.#trouble.tell('later queue', error, { lane: options.lane }));
  }

  /** Begins to serve what is due. */
  start(run: LaterRun): void {
    this.#run = run;
    void this.#poll();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  async schedule(key: string, ms: number, payload: unknown): Promise<void> {
    const id = jobIdOf(key);
    const delay = Math.max(1, Math.round(ms));
    const at = Math.round(this.#clock.now()) + delay;
    // Also where the clock goes ahead and back again between two looks.
    if (this.#ahead !== undefined) this.#ahead = Math.max(this.#ahead, this.#aheadNow());
    const data: Wait = { at, ms: delay, payload };
    // A wait that arranges itself anew while it is served must never be gone in between.
    if (!(await this.#store.laterMove(id, JSON.stringify(data), at))) {
      await this.#queue.add('wait', data, { jobId: id, delay, timestamp: at - delay });
    }
    this.#arm(at);
  }

  async cancel(key: string): Promise<void> {
    await this.#store.laterRemove(jobIdOf(key));
  }

  #arm(at: number): void {
    if (this.#stopped || at >= this.#nextAt) return;
    this.#nextAt = at;
    this.#timer?.cancel();
    this.#timer = this.#clock.after(Math.max(1, at - this.#clock.now()), () => void this.#poll());
  }

  async #poll(): Promise<void> {
    this.#nextAt = Number.POSITIVE_INFINITY;
    try {
      await this.#mendTimes();
      const found = await this.#store.laterDue(this.#clock.now());
      for (const [id, data] of found?.due ?? []) void this.#serve(id, data);
      if (found?.next !== undefined) this.#arm(found.next);
    } catch (error) {
      if (!this.#stopped) this.#trouble.tell('reading waits failed', error);
    }
    this.#arm(this.#clock.now() + POLL_MS);
  }

  #aheadNow(): number {
    return this.#clock.now() - this.#clock.monotonic();
  }

  /** Begins waits anew that are further off than they are long. */
  async #mendTimes(): Promise<void> {
    const ahead = this.#aheadNow();
    if (this.#ahead !== undefined && ahead > this.#ahead - SET_MS) {
      this.#ahead = ahead;
      return;
    }
    const now = Math.round(this.#clock.now());
    const tooFar = (data: string): boolean => {
      const { at, ms } = JSON.parse(data) as Wait;
      // False where an earlier version arranged it, which did not keep how long it is.
      return at - now > ms + SET_MS;
    };
    for (const [id, data] of await this.#store.laterAfter(now, tooFar)) {
      const wait = JSON.parse(data) as Wait;
      const at = now + wait.ms;
      await this.#store.laterMove(id, JSON.stringify({ ...wait, at } satisfies Wait), at, data);
    }
    this.#ahead = ahead;
  }

  async #serve(id: string, data: string): Promise<void> {
    if (this.#stopped || this.#running.has(id)) return;
    this.#running.add(id);
    try {
      await this.#run?.((JSON.parse(data) as Wait).payload);
      await this.#store.laterRemove(id, data);
    } catch (error) {
      if (!this.#stopped) this.#trouble.tell('serving a wait failed', error);
    } finally {
      this.#running.delete(id);
    }
  }
}

/** BullMQ refuses some characters in job ids, so a key is hashed. */
function jobIdOf(key: string): string {
  return `w${createHash('sha256').update(key).digest('base64url').slice(0, 22)}`;
}

/** The same in memory, for tests with a clock of their own. */
export class MemoryLater implements Later {
  readonly #clock: Clock;
  readonly #run: LaterRun;
  readonly #timers = new Map<string, Timer>();

  constructor(clock: Clock, run: LaterRun) {
    this.#clock = clock;
    this.#run = run;
  }

  async schedule(key: string, ms: number, payload: unknown): Promise<void> {
    this.#timers.get(key)?.cancel();
    const timer = this.#clock.after(ms, () => {
      if (this.#timers.get(key) === timer) this.#timers.delete(key);
      this.#run(payload).catch(() => {
        if (!this.#timers.has(key)) void this.schedule(key, POLL_MS, payload);
      });
    });
    this.#timers.set(key, timer);
  }

  async cancel(key: string): Promise<void> {
    this.#timers.get(key)?.cancel();
    this.#timers.delete(key);
  }
}
