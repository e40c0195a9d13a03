import { Redis } from 'ioredis';

/** Asks the Redis (or the sentinel) at a loopback port once, over a connection of its own. */
export async function ask(port: number, command: string, ...args: readonly string[]): Promise<unknown> {
  const redis = new Redis<'legacy'>(port, '127.0.0.1', {
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    commandTimeout: 2000,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await redis.call(command, ...args);
  } finally {
    redis.disconnect();
  }
}
