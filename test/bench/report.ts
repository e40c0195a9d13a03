import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { median, type ProcessUse } from './measure.js';
import type { Timed } from './rivals.js';

/** All runs of one piece of work. */
export interface Row {
  readonly name: string;
  readonly runs: readonly Timed[];
}

/** A figure held against what it must be. */
export interface Target {
  readonly name: string;
  readonly figure: number;
  readonly target: number;
  /** Whether the figure must be at least or at most the target. */
  readonly bound: 'at least' | 'at most';
  readonly unit: string;
}

/** In an indicative run a target falls short only below this part of it. */
const INDICATIVE = 0.7;

/** Whether a target is met; in an indicative run by a margin. A figure that is no number is not. */
export function holds(target: Target, quick: boolean): boolean {
  const slack = quick ? INDICATIVE : 1;
  return target.bound === 'at least' ? target.figure >= target.target * slack : target.figure <= target.target / slack;
}

export const medianRate = (row: Row): number => median(row.runs.map((run) => run.rate));

/** The run whose rate is the median. */
function middle(row: Row): Timed | undefined {
  const rate = medianRate(row);
  return row.runs.find((run) => run.rate === rate);
}

/** Microseconds as milliseconds with two digits. */
const ms = (us: number) => (us / 1000).toFixed(2);

function describeUse(use: Readonly<Record<string, ProcessUse>>): string {
  return Object.entries(use)
    .map(([name, { cpuUs, rssMb }]) => `${name} ${cpuUs.toFixed(0)} us ${rssMb.toFixed(0)} MB`)
    .join(', ');
}

export class Report {
  readonly suite: string;
  readonly quick: boolean;
  readonly rows: Row[] = [];
  readonly targets: Target[] = [];
  readonly notes: Record<string, unknown> = {};

  constructor(suite: string, quick: boolean) {
    this.suite = suite;
    this.quick = quick;
  }

  /** Adds a row and prints it at once. */
  add(row: Row): Row {
    this.rows.push(row);
    const run = middle(row);
    if (run === undefined) return row;
    const spread = row.runs.map((each) => Math.round(each.rate)).join(' ');
    const { p50, p90, p99, max } = run.latency;
    console.log(
      `${row.name.padEnd(52)} ${String(Math.round(run.rate)).padStart(7)}/s  p50 ${ms(p50)} p90 ${ms(p90)} p99 ${ms(p99)} max ${ms(max)} ms` +
        `  lost ${row.runs.reduce((sum, each) => sum + each.lost, 0)}  [${spread}]\n${' '.repeat(8)}${describeUse(run.use)}`,
    );
    return row;
  }

  note(name: string, value: unknown): void {
    this.notes[name] = value;
    console.log(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  }

  target(name: string, figure: number, bound: Target['bound'], target: number, unit = ''): void {
    this.targets.push({ name, figure, bound, target, unit });
  }

  /** Writes the JSON, prints a line a target; true when all hold. */
  finish(): boolean {
    mkdirSync('bench-results', { recursive: true });
    const stamp = new Date().toISOString().replace(/[:.]/g, '-');
    const path = `bench-results/${this.suite}${this.quick ? '-quick' : ''}-${stamp}.json`;
    const machine = { cpus: cpus().length, model: cpus()[0]?.model, node: process.version };
    const targets = this.targets.map((target) => ({ ...target, holds: holds(target, this.quick) }));
    const { suite, quick, rows, notes } = this;
    writeFileSync(path, `${JSON.stringify({ suite, indicative: quick, machine, rows, notes, targets }, null, 1)}\n`);
    console.log(`\nwritten to ${path}${quick ? '; one short run each: indicative only' : ''}\n`);
    for (const { name, figure, bound, target, unit, holds: held } of targets) {
      const digits = Math.abs(figure) < 100 ? 2 : 0;
      console.log(
        `${name}: ${figure.toFixed(digits)}${unit} (${bound} ${target}${unit}) ${held ? 'holds' : 'falls short'}`,
      );
    }
    return targets.every((target) => target.holds);
  }
}
