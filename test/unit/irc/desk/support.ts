import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from '../../../../sandbox/redis.js';
import { KeyValueStore } from '../../../../src/store/kv.js';

/** A Redis for one test file; each store has a prefix that nobody else has. */
export class TestRedis {
  readonly #client: Redis;
  readonly #server: RedisServer | undefined;

  private constructor(url: string, server: RedisServer | undefined) {
    this.#client = new Redis(url, { enableAutoPipelining: true });
    this.#server = server;
  }

  static async start(): Promise<TestRedis> {
    const shared = process.env.ISTHMUS_TEST_REDIS;
    if (shared !== undefined) return new TestRedis(shared, undefined);
    const server = await startRedis({ aof: 'off' });
    return new TestRedis(server.url, server);
  }

  kv(): KeyValueStore {
    return new KeyValueStore(this.#client, `test-${randomBytes(6).toString('hex')}`, 'irc');
  }

  async close(): Promise<void> {
    this.#client.disconnect();
    await this.#server?.stop();
  }
}
