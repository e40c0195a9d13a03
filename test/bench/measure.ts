import { readFileSync } from 'node:fs';

/** Clock ticks a second of /proc/<pid>/stat, always 100 on Linux for user space. */
const TICKS = 100;

/** CPU seconds (user and system) that a process has used, its waited-for children apart; 0 where it is gone. */
export function cpuSeconds(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS;
}

/** Resident memory of a process in MB (10^6 octets); 0 where it is gone. */
export function rssMb(pid: number): number {
  const kilobytes = Number(/VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  return (kilobytes * 1024) / 1e6;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

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
