import { cpuSeconds, rssMb } from '../support/process-use.js';

export interface ProcessUse {
  /** CPU microseconds a message. */
  readonly cpuUs: number;
  readonly rssMb: number;
}

/** CPU of several processes over a span, a message. */
export class Meter {
  readonly #pids: Readonly<Record<string, number>>;
  readonly #before: Readonly<Record<string, number>>;

  constructor(pids: Readonly<Record<string, number>>) {
    this.#pids = pids;
    this.#before = mapValues(pids, cpuSeconds);
  }

  read(messages: number): Record<string, ProcessUse> {
    return Object.fromEntries(
      Object.entries(this.#pids).map(([name, pid]) => {
        const seconds = cpuSeconds(pid) - (this.#before[name] ?? 0);
        return [name, { cpuUs: (seconds * 1e6) / Math.max(1, messages), rssMb: rssMb(pid) }];
      }),
    );
  }
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

export interface Latency {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  readonly count: number;
}

/** Percentiles of latencies, in the unit given. */
export function percentiles(values: readonly number[]): Latency {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1), count: sorted.length };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
