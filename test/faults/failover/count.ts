import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../../../sandbox/ask-redis.js';
import { startSentinels } from '../../../sandbox/redis-sentinel.js';
import { redisAddress, storeClient } from '../../../src/redis.js';
import { LaggingLink } from './lagging-link.js';

/** One failover: who writes, what dies, and what a write waits for. */
export interface FailoverPlan {
  /** `redis.replicas` of the config: how many must have a write before it counts. */
  readonly replicas: number;
  /** The process alone, so that the system still sends what it has written; or the machine, with all that is on its way. */
  readonly dies: 'process' | 'machine';
  /** How much longer it is to the replicas than to those who write, ms. */
  readonly lagMs: number;
  /** Each writes one after the other, over a connection of its own. */
  readonly writers: number;
  /** How long they write before the master dies, ms. */
  readonly forMs: number;
}

/** What came of it. */
export interface FailoverCount {
  /** Writes that were answered for. */
  readonly acknowledged: number;
  /** Those of them that the new master does not have. */
  readonly lost: number;
  /** How many of the writers miss at least one. */
  readonly writersWithLoss: number;
  /** A second, until the master died. */
  readonly rate: number;
  /** Until another one was master, ms. */
  readonly failoverMs: number;
}

/**
 * A master with two replicas under three sentinels dies while it is written to by the connections that Isthmus itself uses. What was
 * acknowledged until then is sought at whoever is elected.
 */
export async function countFailover(plan: FailoverPlan): Promise<FailoverCount> {
  const { replicas, dies, lagMs, writers, forMs } = plan;
  let link: LaggingLink | undefined;
  const linkTo = async (port: number): Promise<number> => {
    link = await LaggingLink.start(port, lagMs);
    return link.port;
  };
  const group = await startSentinels({ linkTo });
  const clients = Array.from({ length: writers }, () => storeClient(redisAddress(group.url, replicas)));
  try {
    for (const client of clients) client.on('error', () => undefined);
    await Promise.all(clients.map(async (client) => client.status === 'ready' || (await once(client, 'ready'))));
    const acknowledged = clients.map((): number[] => []);
    let alive = true;
    const writing = clients.map(async (client, writer) => {
      for (let number = 0; alive; number += 1) {
        const confirmed = await client.rpush(keyOf(writer), number).then(
          () => true,
          () => false,
        );
        if (alive && confirmed) acknowledged[writer]?.push(number);
      }
    });
    const begun = performance.now();
    await delay(forMs);
    const master = await group.master();
    alive = false;
    const died = performance.now();
    if (dies === 'machine') link?.die();
    const killed = master.kill();
    for (const client of clients) client.disconnect();
    await Promise.all([killed, ...writing]);
    const { port } = await group.failedOver(master);
    const failoverMs = performance.now() - died;
    const lost: number[] = [];
    for (const [writer, numbers] of acknowledged.entries()) {
      const kept = new Set((await ask(port, 'lrange', keyOf(writer), '0', '-1')) as readonly string[]);
      lost.push(numbers.filter((number) => !kept.has(String(number))).length);
    }
    const all = acknowledged.reduce((sum, { length }) => sum + length, 0);
    return {
      acknowledged: all,
      lost: lost.reduce((sum, count) => sum + count, 0),
      writersWithLoss: lost.filter((count) => count > 0).length,
      rate: (all * 1000) / (died - begun),
      failoverMs,
    };
  } finally {
    for (const client of clients) client.disconnect();
    link?.die();
    await group.stop();
  }
}

function keyOf(writer: number): string {
  return `isthmus:{writer${writer}}:written`;
}
