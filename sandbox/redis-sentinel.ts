import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from './ask-redis.js';
import { freePort } from './free-port.js';
import { answers } from './probe.js';
import { type RedisServer, startRedis } from './redis.js';
import { LocalServer } from './server.js';
import { tempDir } from './temp-dir.js';

const MASTER = 'isthmus';
const READY_MS = 30_000;

interface SentinelsOptions {
  /** More arguments of each redis-server. */
  readonly args?: readonly string[];
  /** How long a master is silent before it counts as gone, ms. Default 1000. */
  readonly downAfterMs?: number;
  /** Gives another port at which everybody else finds the first master, such as that of a link which a test has between them. */
  readonly linkTo?: (port: number) => Promise<number>;
}

/** A master with two replicas, and three sentinels that watch them. */
class SentinelGroup {
  /** `redis-sentinel://127.0.0.1:<port>,…/isthmus` */
  readonly url: string;
  readonly servers: readonly RedisServer[];
  readonly #sentinels: readonly LocalServer[];
  readonly #ports: readonly number[];
  readonly #link: number;

  constructor(
    servers: readonly RedisServer[],
    sentinels: readonly LocalServer[],
    ports: readonly number[],
    link: number,
  ) {
    this.#link = link;
    this.servers = servers;
    this.#sentinels = sentinels;
    this.#ports = ports;
    this.url = `redis-sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/${MASTER}`;
  }

  /** The server that the sentinels take for the master. */
  async master(): Promise<RedisServer> {
    const [port = 0] = this.#ports;
    const [, found] = (await ask(port, 'sentinel', 'get-master-addr-by-name', MASTER)) as [string, string];
    const server =
      Number(found) === this.#link ? this.servers[0] : this.servers.find((one) => one.port === Number(found));
    if (server === undefined) throw new Error(`no server has the port ${found}`);
    return server;
  }

  /** Resolves when another server than this one is the master and says so itself. */
  async failedOver(before: RedisServer, ms = READY_MS): Promise<RedisServer> {
    for (const end = performance.now() + ms; performance.now() < end; await delay(20)) {
      const now = await this.master();
      if (now === before) continue;
      const role = (await ask(now.port, 'role').catch(() => [])) as readonly unknown[];
      if (role[0] === 'master') return now;
    }
    throw new Error(`no other master within ${ms} ms`);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#sentinels, ...this.servers].map((server) => server.stop()));
  }
}

/** Starts them on loopback, each with its data in a temporary folder; resolves when all know each other. */
export async function startSentinels(options: SentinelsOptions = {}): Promise<SentinelGroup> {
  const { args = [], downAfterMs = 1000, linkTo = async (port: number) => port } = options;
  const soon = [...args, '--repl-diskless-sync-delay', '0'];
  const first = await startRedis({ args: soon });
  const link = await linkTo(first.port);
  const follow = [...soon, '--replicaof', '127.0.0.1', String(link)];
  const others = await Promise.all([startRedis({ args: follow }), startRedis({ args: follow })]);
  const sentinels = await Promise.all([0, 1, 2].map(() => startSentinel(link, downAfterMs)));
  const group = new SentinelGroup(
    [first, ...others],
    sentinels.map(({ server }) => server),
    sentinels.map(({ port }) => port),
    link,
  );
  await complete(async () => {
    const replication = String(await ask(first.port, 'info', 'replication'));
    return replication.match(/state=online/g)?.length === 2;
  });
  for (const { port } of sentinels) {
    await complete(async () => {
      const [info] = (await ask(port, 'sentinel', 'masters')) as [readonly string[]];
      const value = (name: string): string | undefined => info[info.indexOf(name) + 1];
      return value('num-slaves') === '2' && value('num-other-sentinels') === '2' && value('flags') === 'master';
    });
  }
  return group;
}

async function startSentinel(master: number, downAfterMs: number): Promise<{ server: LocalServer; port: number }> {
  const port = await freePort();
  const dir = await tempDir('sentinel');
  const file = join(dir, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor ${MASTER} 127.0.0.1 ${master} 2`,
    `sentinel down-after-milliseconds ${MASTER} ${downAfterMs}`,
    `sentinel failover-timeout ${MASTER} 10000`,
    `sentinel parallel-syncs ${MASTER} 2`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const server = new LocalServer({
    name: 'redis-sentinel',
    dir,
    command: 'redis-server',
    args: [file, '--sentinel'],
    isReady: async () => await answers(port, 'PING\r\n', '+PONG'),
  });
  await server.start();
  return { server, port };
}

async function complete(is: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + READY_MS; performance.now() < end; await delay(50)) if (await is()) return;
  throw new Error(`the sentinels do not know each other within ${READY_MS} ms`);
}
