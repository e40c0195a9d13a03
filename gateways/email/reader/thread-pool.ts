import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../gateway.js';

/** Why a job has no result. */
type ThreadFailureReason = 'timeout' | 'died' | 'closed';

/** A job in a thread has no result. */
export class ThreadFailure extends Error {
  readonly reason: ThreadFailureReason;

  constructor(reason: ThreadFailureReason) {
    super(`the thread of a job: ${reason}`);
    this.name = 'ThreadFailure';
    this.reason = reason;
  }
}

interface ThreadPoolOptions {
  readonly clock: Clock;
  /** The module that each thread runs: it answers each message with one. */
  readonly script: URL;
  /** Threads at most; they start when there is work. */
  readonly threads: number;
  /** Milliseconds after which a thread that did not answer is ended. */
  readonly timeout: number;
  /** Milliseconds without work after which a thread is ended. */
  readonly idle: number;
  /** Megabytes of the heap of a thread. */
  readonly heap: number;
}

interface Job {
  readonly message: unknown;
  readonly transfer: readonly ArrayBuffer[];
  readonly settle: (result: { readonly answer: unknown } | ThreadFailure) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
  timer: Timer | undefined;
}

/**
 * A few threads for work that takes long. A job has a thread for itself, so that one which kills its thread, or never ends,
 * costs only its own result.
 */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #threads = new Set<Thread>();
  readonly #jobs: Job[] = [];
  #closed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** Threads that are up. */
  get size(): number {
    return this.#threads.size;
  }

  /** Hands a message to a thread and resolves with its answer. Rejects with a `ThreadFailure` only. */
  run(message: unknown, transfer: readonly ArrayBuffer[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle: Job['settle'] = (result) => {
        if (result instanceof ThreadFailure) reject(result);
        else resolve(result.answer);
      };
      if (this.#closed) {
        settle(new ThreadFailure('closed'));
        return;
      }
      this.#jobs.push({ message, transfer, settle });
      this.#next();
    });
  }

  /** Ends the threads; jobs that are not done fail. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#jobs.splice(0)) job.settle(new ThreadFailure('closed'));
    await Promise.all([...this.#threads].map((thread) => this.#end(thread, 'closed')));
  }

  #next(): void {
    if (this.#closed || this.#jobs.length === 0) return;
    const thread = this.#freeThread();
    if (thread === undefined) return;
    const job = this.#jobs.shift();
    if (job === undefined) return;
    thread.timer?.cancel();
    thread.job = job;
    thread.timer = this.#options.clock.after(this.#options.timeout, () => void this.#end(thread, 'timeout'));
    thread.worker.ref();
    thread.worker.postMessage(job.message, [...job.transfer]);
  }

  #freeThread(): Thread | undefined {
    for (const thread of this.#threads) {
      if (thread.job === undefined) return thread;
    }
    return this.#threads.size < this.#options.threads ? this.#start() : undefined;
  }

  #start(): Thread {
    const { script, heap } = this.#options;
    const worker = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: heap } });
    const thread: Thread = { worker, job: undefined, timer: undefined };
    this.#threads.add(thread);
    worker.on('message', (answer: unknown) => this.#answered(thread, answer));
    // An error ends the thread, and so does what it cannot decode; "exit" follows.
    worker.on('error', () => void this.#end(thread, 'died'));
    worker.on('messageerror', () => void this.#end(thread, 'died'));
    worker.on('exit', () => void this.#end(thread, 'died'));
    return thread;
  }

  #answered(thread: Thread, answer: unknown): void {
    const job = thread.job;
    if (job === undefined || !this.#threads.has(thread)) return;
    thread.job = undefined;
    thread.timer?.cancel();
    thread.timer = this.#options.clock.after(this.#options.idle, () => void this.#end(thread, 'closed'));
    thread.worker.unref();
    job.settle({ answer });
    this.#next();
  }

  async #end(thread: Thread, reason: ThreadFailureReason): Promise<void> {
    if (!this.#threads.delete(thread)) return;
    thread.timer?.cancel();
    thread.job?.settle(new ThreadFailure(reason));
    thread.job = undefined;
    this.#next();
    await thread.worker.terminate();
  }
}
