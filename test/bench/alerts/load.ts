import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Child } from '../../../sandbox/child.js';
import { type Latency, Meter } from '../measure.js';
import type { Timed } from '../rivals.js';

export interface LoadPlan {
  readonly port: number;
  readonly path: string;
  readonly token: string;
  readonly body: 'webhook' | 'api';
  /** Number of the first alert. */
  readonly first: number;
  readonly connections: number;
  /** It begins to count after so long, and not before so many requests are answered: until then code is compiled, which takes CPU by itself. */
  readonly warmMs: number;
  readonly warm?: number;
  readonly ms: number;
}

export interface LoadResult {
  /** Answers a second. */
  readonly rate: number;
  /** Requests since the start. */
  readonly sent: number;
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** From the request to its answer, in microseconds. */
  readonly latency: Latency;
}

/** A plan without where it goes. */
export type Load = Omit<LoadPlan, 'port' | 'path' | 'token' | 'body'>;

const PATIENCE_MS = 120_000;

/** Posts alerts from a process of its own, and tells what it took; each answer that is no 2xx counts as lost. */
export async function postAlerts(plan: LoadPlan, pids: Readonly<Record<string, number>>): Promise<Timed> {
  const script = fileURLToPath(new URL('./load-main.js', import.meta.url));
  const child = await Child.start({
    name: 'load of alerts',
    command: process.execPath,
    args: [script, JSON.stringify(plan)],
  });
  await child.waitForLog(/warm/, PATIENCE_MS);
  const meter = new Meter({ ...pids, driver: child.pid });
  await delay(plan.ms);
  const used = meter.read(1);
  const [, text = ''] = await child.waitForLog(/result=(\{.*\});/, PATIENCE_MS);
  const exit = await child.exited;
  if (exit.code !== 0) throw new Error(`the load failed\n${child.tail()}`);
  const { rate, sent, statuses, latency }: LoadResult = JSON.parse(text);
  const taken = Object.entries(statuses).reduce(
    (sum, [status, count]) => sum + (status.startsWith('2') ? count : 0),
    0,
  );
  const use = Object.fromEntries(
    Object.entries(used).map(([name, { cpuUs, rssMb }]) => [name, { cpuUs: cpuUs / latency.count, rssMb }]),
  );
  return { rate, sent, lost: sent - taken, use, latency };
}
