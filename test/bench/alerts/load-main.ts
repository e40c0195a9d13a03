/**
 * A program that posts alerts, one a request, each connection the next one when it has its answer. Its argument is a `LoadPlan` as JSON; it
 * writes `warm` when it begins to count, and then a `LoadResult` as JSON.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { percentiles } from '../measure.js';
import { KeepAlive } from './keep-alive.js';
import type { LoadPlan, LoadResult } from './load.js';
import { apiBody, type BodyOf, webhookBody } from './payload.js';

/** How often it is looked whether it is warm, ms. */
const LOOK_MS = 50;

const plan: LoadPlan = JSON.parse(process.argv[2] ?? '');
const BODIES: Readonly<Record<LoadPlan['body'], BodyOf>> = { webhook: (n) => webhookBody(n), api: apiBody };
const bodyOf = BODIES[plan.body];

let next = plan.first;
let latencies: number[] = [];
const statuses: Record<number, number> = {};
let going = true;

async function keepPosting(): Promise<void> {
  const connection = await KeepAlive.open(plan.port, plan.path, plan.token);
  while (going) {
    const from = performance.now();
    const status = await connection.post(bodyOf(next++));
    latencies.push((performance.now() - from) * 1000);
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  connection.close();
}

const posting = Promise.all(Array.from({ length: plan.connections }, keepPosting));
await delay(plan.warmMs);
while (latencies.length < (plan.warm ?? 0)) await Promise.race([delay(LOOK_MS), posting]);
latencies = [];
console.log('warm');
const from = performance.now();
await delay(plan.ms);
const [counted, seconds] = [latencies, (performance.now() - from) / 1000];
going = false;
await posting;
const result: LoadResult = {
  rate: counted.length / seconds,
  sent: next - plan.first,
  statuses,
  latency: percentiles(counted),
};
console.log(`result=${JSON.stringify(result)};`);
