import { startEjabberd } from '../../sandbox/ejabberd.js';
import { startRedis } from '../../sandbox/redis.js';
import { openComponent, type RawComponent } from '../support/raw-component.js';
import { discard } from './discard.js';
import { COMPONENTS, type Gateway, makeGateway } from './gateway.js';
import { inTurn, rateOf } from './in-turn.js';
import type { Report } from './report.js';
import { echoLoop, type Span } from './rivals.js';
import { registerUsers } from './seed.js';

const LOAD = 'load.localhost';
const BOUNCE = 'bounce.localhost';
/** Senders of the load. */
const USERS = 1000;

const WAYS = [
  { name: '1 stream', streams: 1, processes: 1 },
  { name: '2 streams in one process', streams: 2, processes: 1 },
  { name: '2 streams in two processes', streams: 2, processes: 2 },
  { name: '4 streams in four processes', streams: 4, processes: 4 },
] as const;

/** Whatever one way needs, running: a server, a Redis, processes of Isthmus, and a component that writes. */
interface World {
  readonly name: string;
  readonly load: RawComponent;
  readonly pids: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** `npm run bench -- streams`: echo through ejabberd over one, two and four streams of the gateway's domain; no targets. */
export async function streamsSuite(report: Report): Promise<void> {
  const span: Span = { warmMs: 1000, ms: report.quick ? 2000 : 5000, window: 500 };
  const worlds: World[] = [];
  try {
    for (const way of WAYS) worlds.push(await start(way));
    const work = worlds.map(
      ({ name, load, pids }) => [name, () => echoLoop(load, `echo@${BOUNCE}`, span, pids)] as const,
    );
    const rows = await inTurn(report, report.quick ? 1 : 3, Object.fromEntries(work));
    const [one, ...more] = WAYS.map(({ name }) => rateOf(rows, name));
    for (const [index, rate] of more.entries()) {
      report.note(`${WAYS[index + 1]?.name} over one`, (rate / (one ?? Number.NaN)).toFixed(2));
    }
    const lost = [...rows.values()].flatMap((row) => row.runs).reduce((sum, run) => sum + run.lost, 0);
    report.target('stanzas lost', lost, 'at most', 0);
  } finally {
    for (const world of worlds) await world.stop();
  }
}

async function start({ name, streams, processes }: (typeof WAYS)[number]): Promise<World> {
  const [redis, server] = await Promise.all([
    startRedis({ aof: 'everysec' }),
    startEjabberd({
      components: COMPONENTS,
      domain: 'example.org',
      logLevel: 'warning',
      ...(streams === 1 ? {} : { domainBalancing: { [BOUNCE]: { type: 'bare_source', component_number: streams } } }),
    }),
  ]);
  const first = await makeGateway({ server, redisUrl: redis.unixUrl, echo: true, streams });
  const gateways: Gateway[] = [first];
  await registerUsers({
    redisUrl: redis.unixUrl,
    keyFile: first.keyFile,
    gateway: 'echo',
    domain: LOAD,
    count: USERS,
  });
  for (let index = 1; index < processes; index++) {
    gateways.push(await makeGateway({ server, redisUrl: redis.unixUrl, echo: true, streams, dir: first.dir }));
  }
  for (const gateway of gateways) await gateway.start();
  const load = await openComponent(server.componentPort, LOAD, COMPONENTS[LOAD] ?? '');
  const own = Object.fromEntries(gateways.map(({ pid }, index) => [`gateway ${index + 1}`, pid]));
  return {
    name,
    load,
    pids: { server: server.pid, redis: redis.pid, ...own },
    stop: async () => {
      load.close();
      for (const gateway of gateways) await gateway.kill();
      await Promise.all([server, redis].map(discard));
    },
  };
}
