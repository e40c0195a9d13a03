import { medianRate, type Report, type Row } from './report.js';
import type { Timed } from './rivals.js';

/** Runs pieces of work in turn, several rounds, so that whatever else the machine does hits all of them. */
export async function inTurn(
  report: Report,
  rounds: number,
  work: Readonly<Record<string, () => Promise<Timed>>>,
): Promise<ReadonlyMap<string, Row>> {
  const runs = new Map<string, Timed[]>(Object.keys(work).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(work)) runs.get(name)?.push(await run());
  }
  return new Map([...runs].map(([name, timed]) => [name, report.add({ name, runs: timed })]));
}

/** The median rate of a row; NaN where there is none. */
export function rateOf(rows: ReadonlyMap<string, Row>, name: string): number {
  const row = rows.get(name);
  return row === undefined ? Number.NaN : medianRate(row);
}
