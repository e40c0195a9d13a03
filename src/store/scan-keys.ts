import type { Redis } from 'ioredis';
import { mastersOf } from '../redis.js';

/** All keys that fit a pattern of `SCAN`, some at a time, of each master where there are several. One may come twice. */
export async function* scanKeys(redis: Redis, pattern: string): AsyncGenerator<readonly string[]> {
  for (const master of mastersOf(redis)) {
    let cursor = '0';
    do {
      const [next, keys] = await master.scan(cursor, 'MATCH', pattern, 'COUNT', 1000);
      cursor = next;
      if (keys.length > 0) yield keys;
    } while (cursor !== '0');
  }
}
