import { inTurn, rateOf } from '../in-turn.js';
import { median } from '../measure.js';
import type { Timed } from '../rivals.js';
import { type Load, postAlerts } from './load.js';
import { alertmanager, bareHandler } from './rivals.js';
import { bookOf, LOAD, PATH, startOurs, TOKEN, type World } from './world.js';

/** Each with one request on the way. */
const CONNECTIONS = 14;
/** More than one run can post. */
const ALERTS = 10_000_000;

const OURS = 'webhook to queued 2xx';
const STREAM = 'bare fastify, XADD';
const QUEUE = 'bare fastify, BullMQ add';
const ALERTMANAGER = 'Alertmanager, API v2, in memory';

/** How many requests with one alert each are taken, all of whose alerts are worked at the same time. */
export async function queued(world: World): Promise<void> {
  const { report, rounds, redis } = world;
  const { quick } = report;
  let first = 1;
  const load = (warmMs: number): Load => {
    const plan = { first, connections: CONNECTIONS, warmMs, ms: quick ? 3000 : 5000 };
    first += ALERTS;
    return plan;
  };
  const rivals = {
    [STREAM]: () => bareHandler(redis, 'stream', load(1000)),
    [QUEUE]: () => bareHandler(redis, 'queue', load(1000)),
    [ALERTMANAGER]: () => alertmanager(load(1000)),
  };
  const all = { ...rivals, [OURS]: () => ours(world, load(4000)) };
  const rows = await inTurn(report, rounds, process.env.ISTHMUS_BENCH_RIVALS === 'no' ? { [OURS]: all[OURS] } : all);
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
  const ratios = Object.keys(rivals).map((name) => [
    name,
    Number((rateOf(rows, OURS) / rateOf(rows, name)).toFixed(2)),
  ]);
  report.note('webhook to queued 2xx, over', Object.fromEntries(ratios));
}

async function ours(world: World, load: Load): Promise<Timed> {
  const book = bookOf([{ name: 'load', groupBy: ['alertname'], to: `xmpp:u0@${LOAD}` }]);
  const side = await startOurs(world, book);
  try {
    return await postAlerts({ ...load, port: side.httpPort, path: PATH, token: TOKEN, body: 'webhook' }, side.pids);
  } finally {
    await side.stop();
  }
}
