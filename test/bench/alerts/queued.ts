import { inTurn, rateOf } from '../in-turn.js';
import { median, type ProcessUse } from '../measure.js';
import type { Timed } from '../rivals.js';
import { type Load, postAlerts } from './load.js';
import { alertmanager, bareHandler } from './rivals.js';
import { bookOf, LOAD, PATH, startBeside, startOurs, TOKEN, type World } from './world.js';

/** Each with one request on the way. */
const CONNECTIONS = 14;
/** Requests before those that count, of each side: its code is compiled by then. Before, compiling takes as much CPU as the requests do. */
const WARM = 20_000;
/** More than one run can post. */
const ALERTS = 10_000_000;

const OURS = 'webhook to queued 2xx';
const BOTH = 'webhook to queued 2xx, two processes';
const STREAM = 'bare fastify, XADD';
const QUEUE = 'bare fastify, BullMQ add';
const ALERTMANAGER = 'Alertmanager, API v2, in memory';

/** How many requests with one alert each are taken, all of whose alerts are worked at the same time. */
export async function queued(world: World): Promise<void> {
  const { report, rounds, redis } = world;
  const { quick } = report;
  let first = 1;
  const load = (): Load => {
    const warm = quick ? WARM / 4 : WARM;
    const plan = { first, connections: CONNECTIONS, warmMs: 1000, warm, ms: quick ? 3000 : 5000 };
    first += ALERTS;
    return plan;
  };
  const rivals = {
    [STREAM]: () => bareHandler(redis, 'stream', load()),
    [QUEUE]: () => bareHandler(redis, 'queue', load()),
    [ALERTMANAGER]: () => alertmanager(load()),
  };
  const own = { [OURS]: () => ours(world, load()), [BOTH]: () => both(world, [load(), load()]) };
  const rows = await inTurn(report, rounds, process.env.ISTHMUS_BENCH_RIVALS === 'no' ? own : { ...rivals, ...own });
  const runs = rows.get(OURS)?.runs ?? [];
  report.target('webhook to queued 2xx, one alert each', rateOf(rows, OURS), 'at least', 3000, '/s');
  report.note('webhook to queued 2xx, two processes over one', (rateOf(rows, BOTH) / rateOf(rows, OURS)).toFixed(2));
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

const book = bookOf([{ name: 'load', groupBy: ['alertname'], to: `xmpp:u0@${LOAD}` }]);

async function ours(world: World, load: Load): Promise<Timed> {
  const side = await startOurs(world, book);
  try {
    return await postAlerts({ ...load, port: side.httpPort, path: PATH, token: TOKEN, body: 'webhook' }, side.pids);
  } finally {
    await side.stop();
  }
}

/** By two processes of one installation, each with half of the connections: as behind a proxy, any of them takes any alert. */
async function both(world: World, loads: readonly [Load, Load]): Promise<Timed> {
  const side = await startOurs(world, book);
  const second = await startBeside(world, book, side);
  try {
    const [here, there] = await Promise.all(
      [side, second].map((one, n) => {
        const load = { ...(loads[n] ?? loads[0]), connections: CONNECTIONS / 2 };
        return postAlerts({ ...load, port: one.httpPort, path: PATH, token: TOKEN, body: 'webhook' }, one.pids);
      }),
    );
    if (here === undefined || there === undefined) throw new Error('nothing was measured');
    return together(here, there);
  } finally {
    await second.stop();
    await side.stop();
  }
}

/** Both halves of a load; of the latencies the worse ones. */
function together(one: Timed, other: Timed): Timed {
  const rate = one.rate + other.rate;
  const worse = (name: 'p50' | 'p90' | 'p99' | 'max') => Math.max(one.latency[name], other.latency[name]);
  const use = [one, other].flatMap((half, n) =>
    Object.entries(half.use).map(([name, { cpuUs, rssMb }]): [string, ProcessUse] => [
      name === 'driver' ? `driver ${n + 1}` : name,
      // Told of each alert of its half; now of each of all.
      { cpuUs: (cpuUs * half.rate) / rate, rssMb },
    ]),
  );
  return {
    rate,
    sent: one.sent + other.sent,
    lost: one.lost + other.lost,
    use: Object.fromEntries(use),
    latency: {
      ...{ p50: worse('p50'), p90: worse('p90'), p99: worse('p99'), max: worse('max') },
      count: one.latency.count + other.latency.count,
    },
  };
}
