import { setTimeout as delay } from 'node:timers/promises';
import { ask } from './ask-redis.js';
import { freePort } from './free-port.js';
import { type RedisServer, startRedis } from './redis.js';

const SLOTS = 16_384;
const MASTERS = 3;
const READY_MS = 30_000;

interface ClusterOptions {
  /** More arguments of each redis-server. */
  readonly args?: readonly string[];
  /** How long a node is silent before it counts as gone, ms. Default 1500. */
  readonly nodeTimeoutMs?: number;
  /** Replicas of each master. Default 1. */
  readonly replicas?: number;
}

/** Three masters of a Redis Cluster, and replicas of each. */
export class RedisCluster {
  /** `redis-cluster://127.0.0.1:<port>,…` */
  readonly url: string;
  readonly servers: readonly RedisServer[];

  constructor(servers: readonly RedisServer[]) {
    this.servers = servers;
    this.url = `redis-cluster://${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  /** The master that keeps a key. */
  async masterOf(key: string): Promise<RedisServer> {
    const asked = await this.#running();
    const slot = Number(await ask(asked, 'cluster', 'keyslot', key));
    for (const [from, to, [, port]] of (await ask(asked, 'cluster', 'slots')) as [number, number, [string, number]][]) {
      const server = this.servers.find((one) => one.port === port);
      if (slot >= from && slot <= to && server !== undefined) return server;
    }
    throw new Error(`nobody keeps the slot ${slot}`);
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }

  async #running(): Promise<number> {
    for (const { port } of this.servers) {
      if (
        await ask(port, 'ping').then(
          () => true,
          () => false,
        )
      )
        return port;
    }
    throw new Error('no node answers');
  }
}

/** Starts it on loopback, each node with its data in a temporary folder; resolves when all slots are kept and all replicas follow. */
export async function startRedisCluster(options: ClusterOptions = {}): Promise<RedisCluster> {
  const { args = [], nodeTimeoutMs = 1500, replicas = 1 } = options;
  const nodes = await Promise.all(
    Array.from({ length: (1 + replicas) * MASTERS }, async () => {
      const bus = await freePort();
      const own = ['--cluster-enabled', 'yes', '--cluster-port', String(bus)];
      const more = ['--cluster-node-timeout', String(nodeTimeoutMs), '--repl-diskless-sync-delay', '0'];
      const server = await startRedis({ args: [...own, ...more, ...args] });
      return { server, bus, id: String(await ask(server.port, 'cluster', 'myid')) };
    }),
  );
  const masters = nodes.slice(0, MASTERS);
  for (const [index, { server, bus }] of nodes.entries()) {
    await ask(server.port, 'cluster', 'set-config-epoch', String(index + 1));
    const [first] = nodes;
    if (first !== undefined && index > 0) {
      await ask(first.server.port, 'cluster', 'meet', '127.0.0.1', String(server.port), String(bus));
    }
    if (index >= MASTERS) continue;
    const from = Math.ceil((index * SLOTS) / MASTERS);
    const to = Math.ceil(((index + 1) * SLOTS) / MASTERS) - 1;
    await ask(server.port, 'cluster', 'addslotsrange', String(from), String(to));
  }
  await every(nodes, async ({ server }) => {
    const known = String(await ask(server.port, 'cluster', 'nodes'));
    return nodes.every(({ id }) => known.includes(id)) && !known.includes('handshake');
  });
  for (const [index, { server }] of nodes.slice(MASTERS).entries()) {
    await ask(server.port, 'cluster', 'replicate', masters[index % MASTERS]?.id ?? '');
  }
  await every(nodes, async ({ server }) => {
    const info = String(await ask(server.port, 'cluster', 'info'));
    return info.includes('cluster_state:ok');
  });
  await every(masters, async ({ server }) => {
    const replication = String(await ask(server.port, 'info', 'replication'));
    return (replication.match(/state=online/g)?.length ?? 0) === replicas;
  });
  return new RedisCluster(nodes.map(({ server }) => server));
}

async function every<T>(list: readonly T[], is: (one: T) => Promise<boolean>): Promise<void> {
  for (const one of list) {
    const end = performance.now() + READY_MS;
    while (!(await is(one))) {
      if (performance.now() > end) throw new Error(`the cluster is not complete within ${READY_MS} ms`);
      await delay(50);
    }
  }
}
