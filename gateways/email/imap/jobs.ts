import type { Clock, Timer } from '../../gateway.js';
import { ImapFailure } from './failure.js';
import type { ImapSession } from './session.js';

interface Job {
  readonly run: (session: ImapSession) => Promise<void>;
  readonly fail: (failure: ImapFailure) => void;
  readonly timer: Timer;
  /** Connections that were lost while it ran. */
  losses: number;
}

const MOST_JOBS = 1000;
/** A job that meets the end of its connection is done once more over the next one. */
const MOST_LOSSES = 1;

/** What is asked of a mailbox, one after the other. What cannot begin in time is refused. */
export class Jobs {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #wake: () => void;
  #queue: Job[] = [];
  #closed: ImapFailure | undefined;

  constructor(clock: Clock, patienceMs: number, wake: () => void) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#wake = wake;
  }

  get waiting(): boolean {
    return this.#queue.length > 0;
  }

  /** Rejects with {@link ImapFailure}. `run` may be called twice, when the connection is lost: it must bear that. */
  add<T>(run: (session: ImapSession) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined || this.#queue.length >= MOST_JOBS) {
        reject(this.#closed ?? new ImapFailure('busy'));
        return;
      }
      const job: Job = {
        run: async (session) => resolve(await run(session)),
        fail: reject,
        timer: this.#clock.after(this.#patienceMs, () => {
          this.#queue = this.#queue.filter((other) => other !== job);
          reject(new ImapFailure('down'));
        }),
        losses: 0,
      };
      this.#queue.push(job);
      this.#wake();
    });
  }

  /** Does the next one. Rejects only when the connection has ended. */
  async next(session: ImapSession): Promise<void> {
    const job = this.#queue.shift();
    if (job === undefined) return;
    job.timer.cancel();
    try {
      await job.run(session);
    } catch (error) {
      const ended = session.ended;
      if (ended === undefined) job.fail(error instanceof ImapFailure ? error : new ImapFailure('protocol'));
      else {
        this.#lost(job, ended);
        throw ended;
      }
    }
  }

  #lost(job: Job, failure: ImapFailure): void {
    job.losses += 1;
    if (job.losses > MOST_LOSSES || this.#closed !== undefined || failure.backoff === 'permanent') {
      job.fail(failure);
      return;
    }
    const again: Job = { ...job, timer: this.#clock.after(this.#patienceMs, () => this.#expire(again, failure)) };
    this.#queue.unshift(again);
  }

  #expire(job: Job, failure: ImapFailure): void {
    this.#queue = this.#queue.filter((other) => other !== job);
    job.fail(failure);
  }

  /** Refuses all that waits. */
  failAll(failure: ImapFailure): void {
    const waiting = this.#queue;
    this.#queue = [];
    for (const job of waiting) {
      job.timer.cancel();
      job.fail(failure);
    }
  }

  /** Refuses all that waits and all that comes, until {@link reopen}. */
  close(failure: ImapFailure): void {
    this.#closed = failure;
    this.failAll(failure);
  }

  reopen(): void {
    this.#closed = undefined;
  }
}
