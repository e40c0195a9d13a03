import { inTurn, rateOf } from '../in-turn.js';
import { median } from '../measure.js';
import type { Timed } from '../rivals.js';
import { type LoadPlan, postAlerts } from './load.js';
import { alertmanager, bareHandler } from './rivals.js';
import { bookOf, LOAD, PATH, startOurs, TOKEN, type World } from './world.js';

const CONNECTIONS = 14;

const OURS = 'webhook to queued 2xx';
const STREAM = 'bare fastify, XADD';
const QUEUE = 'bare fastify, BullMQ add';
const ALERTMANAGER = 'Alertmanager, API v2, in memory';

/** How many requests with one alert each are taken, all of whose alerts are worked at the same time. */
export async function queued(world: World): Promise<void> {
  const { report, rounds, redis } = world;
  const { quick } = report;
  let first = 1;
  const load = (): Omit<LoadPlan, 'port' | 'path' | 'token' | 'body'> => {
    const plan = { first, connections: CONNECTIONS, warmMs: 4000, ms: quick ? 4000 : 8000 };
    first += 10_000_000;
    return plan;
  };
  const rivals =
    process.env.ISTHMUS_BENCH_RIVALS === 'no'
      ? {}
      : {
          [STREAM]: () => bareHandler(redis, 'stream', load()),
          [QUEUE]: () => bareHandler(redis, 'queue', load()),
          [ALERTMANAGER]: () => alertmanager(load()),
        };
  const rows = await inTurn(report, rounds, { ...rivals, [OURS]: () => ours(world, load()) });
  const runs = rows.get(OURS)?.runs ?? [];
  report.target('webhook to queued 2xx, one alert each', rateOf(rows, OURS), 'at least', 3000, '/s');
  const latency = median(runs.map((run) => run.latency.p50)) / 1000;
  report.target('the same: median', latency, 'at most', 5, ' ms');
  report.target(
    'the same: answers other than 2xx',
    runs.reduce((sum, { lost }) => sum + lost, 0),
    'at most',
    0,
  );
  report.note('webhook to queued 2xx over', {
    [STREAM]: ratio(rateOf(rows, OURS), rateOf(rows, STREAM)),
    [QUEUE]: ratio(rateOf(rows, OURS), rateOf(rows, QUEUE)),
    [ALERTMANAGER]: ratio(rateOf(rows, OURS), rateOf(rows, ALERTMANAGER)),
  });
}

async function ours(world: World, load: Omit<LoadPlan, 'port' | 'path' | 'token' | 'body'>): Promise<Timed> {
  const book = bookOf([{ name: 'load', groupBy: ['alertname'], to: `xmpp:u0@${LOAD}` }]);
  const side = await startOurs(world, book);
  try {
    return await postAlerts({ ...load, port: side.httpPort, path: PATH, token: TOKEN, body: 'webhook' }, side.pids);
  } finally {
    await side.stop();
  }
}

function ratio(ours: number, theirs: number): number {
  return Number((ours / theirs).toFixed(2));
}
