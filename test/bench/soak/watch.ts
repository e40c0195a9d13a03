import { readdirSync } from 'node:fs';
import { Redis } from 'ioredis';
import { rssMb } from '../../support/process-use.js';
import { slopeOf } from './slope.js';

/** One look at a process and its Redis. */
export interface Sample {
  /** Since the start, ms. */
  readonly at: number;
  /** Resident memory, MB. */
  readonly rss: number;
  /** Heap that is in use, MB. */
  readonly heap: number;
  /** How late the event loop was since the last look, ms: the 99th percentile. */
  readonly lag: number;
  /** Open files and sockets. */
  readonly files: number;
  /** Keys in Redis, and its memory, MB. */
  readonly keys: number;
  readonly redis: number;
}

type Measure = Exclude<keyof Sample, 'at'>;

/** Looks again and again, until `stop`. */
export class Watch {
  readonly samples: Sample[] = [];
  readonly #redis: Redis;
  readonly #timer: NodeJS.Timeout;
  readonly #from = performance.now();
  #looking: Promise<void> = Promise.resolve();

  constructor(pid: number, httpPort: number, redisUrl: string, everyMs: number) {
    this.#redis = new Redis(redisUrl);
    this.#timer = setInterval(() => {
      this.#looking = this.#look(pid, httpPort).catch((error: unknown) => console.error(`no look: ${error}`));
    }, everyMs);
  }

  /** What is said of one measure of the samples from `fromMs` on: its mean, and how it grows an hour. */
  tell(measure: Measure, fromMs: number): { readonly mean: number; readonly perHour: number; readonly error: number } {
    return slopeOf(this.samples.filter(({ at }) => at >= fromMs).map((one) => [one.at, one[measure]] as const));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    this.#redis.disconnect();
  }

  async #look(pid: number, httpPort: number): Promise<void> {
    const [metrics, memory, keys] = await Promise.all([
      fetch(`http://127.0.0.1:${httpPort}/metrics`).then((answer) => answer.text()),
      this.#redis.info('memory'),
      this.#redis.dbsize(),
    ]);
    this.samples.push({
      at: performance.now() - this.#from,
      rss: rssMb(pid),
      heap: figure(metrics, 'nodejs_heap_size_used_bytes') / 1e6,
      lag: figure(metrics, 'nodejs_eventloop_lag_p99_seconds') * 1000,
      files: readdirSync(`/proc/${pid}/fd`).length,
      keys,
      redis: Number(/used_memory:(\d+)/.exec(memory)?.[1]) / 1e6,
    });
  }
}

function figure(metrics: string, name: string): number {
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN);
}
