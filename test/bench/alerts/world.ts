import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../sandbox/free-port.js';
import type { Prosody } from '../../../sandbox/prosody.js';
import type { RedisServer } from '../../../sandbox/redis.js';
import { type Gateway, makeGateway } from '../gateway.js';
import { type BareServer, startBareServer } from '../irc/bare-server.js';
import type { Report } from '../report.js';

const START_MS = 20_000;

export const GATEWAY = 'alerts.localhost';
/** Where people are told: a component speaks for all of them. */
export const LOAD = 'load.localhost';
export const TOKEN = 'a-token-that-nobody-can-guess';
export const PATH = '/alerts/v1/prometheus';

/** What all parts of the bench share. */
export interface World {
  readonly report: Report;
  readonly rounds: number;
  readonly prosody: Prosody;
  readonly redis: RedisServer;
}

/** Our side: one process that does everything, at an XMPP server that takes no time. */
export interface Ours {
  readonly gateway: Gateway;
  readonly server: BareServer;
  readonly httpPort: number;
  readonly pids: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** A book with one source and these routes, that lets any number of alerts through. */
export function bookOf(routes: readonly object[], rest: object = {}): object {
  const most = '100000000/1m';
  return {
    sources: { prometheus: { kind: 'alertmanager', token: TOKEN } },
    limits: { source: most, route: most, destination: most, person: most, global: most },
    routes,
    ...rest,
  };
}

/** Another process of the same installation, which shares the work of the first. */
export async function startBeside(
  { redis }: World,
  book: object,
  first: Ours,
): Promise<Pick<Ours, 'httpPort' | 'pids' | 'stop'>> {
  const httpPort = await freePort();
  const { server } = first;
  const gateway = await makeGateway({
    server,
    redisUrl: redis.unixUrl,
    alerts: { httpPort, book },
    beside: first.gateway,
  });
  await gateway.start();
  // The first one answers for their domain, also before this one is there.
  for (const until = performance.now() + START_MS; !(await isReady(httpPort)); await delay(100)) {
    if (performance.now() > until) throw new Error(`the second process is not ready\n${gateway.logs()}`);
  }
  return { httpPort, pids: { second: gateway.pid }, stop: () => gateway.stop() };
}

async function isReady(httpPort: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${httpPort}/readyz`).catch(() => undefined);
  return answer?.ok === true;
}

export async function startOurs({ redis }: World, book: object): Promise<Ours> {
  const server = await startBareServer(GATEWAY);
  const httpPort = await freePort();
  const gateway = await makeGateway({ server, redisUrl: redis.unixUrl, alerts: { httpPort, book } });
  await gateway.start();
  return {
    gateway,
    server,
    httpPort,
    pids: { gateway: gateway.pid, redis: redis.pid },
    stop: async () => {
      await gateway.stop();
      await server.stop();
    },
  };
}
