import { Redis } from 'ioredis';

/** Keys of one shape: what tells them from each other is left out of their names. */
export interface Shape {
  /** Keys that Redis will forget by itself, and the others. */
  ending: number;
  lasting: number;
  /** Octets of the others with what is in them. */
  octets: number;
}

const AT_ONCE = 2000;

/** Counts all keys of Redis by their shape. */
export async function census(redisUrl: string): Promise<ReadonlyMap<string, Shape>> {
  const redis = new Redis(redisUrl);
  const shapes = new Map<string, Shape>();
  try {
    let cursor = '0';
    do {
      const [next, keys] = await redis.scan(cursor, 'COUNT', AT_ONCE);
      cursor = next;
      const ends = await asked(redis, keys, 'pttl');
      const lasting = keys.filter((_, n) => ends[n] === -1);
      const octets = await asked(redis, lasting, 'memory');
      for (const [n, key] of keys.entries()) if ((ends[n] ?? -1) >= 0) shapeOf(shapes, key).ending += 1;
      for (const [n, key] of lasting.entries()) {
        const shape = shapeOf(shapes, key);
        shape.lasting += 1;
        shape.octets += octets[n] ?? 0;
      }
    } while (cursor !== '0');
  } finally {
    redis.disconnect();
  }
  return shapes;
}

async function asked(redis: Redis, keys: readonly string[], what: 'pttl' | 'memory'): Promise<readonly number[]> {
  const pipeline = redis.pipeline();
  for (const key of keys) {
    if (what === 'pttl') pipeline.pttl(key);
    else pipeline.memory('USAGE', key, 'SAMPLES', 0);
  }
  const answers = (await pipeline.exec()) ?? [];
  return answers.map(([, answer]) => Number(answer ?? 0));
}

function shapeOf(shapes: Map<string, Shape>, key: string): Shape {
  const name = key
    .split(':')
    .map((part) => (part.length > 14 || /[0-9@+]/.test(part) ? '*' : part))
    .join(':')
    .replace(/(?::\*){2,}/g, ':*');
  const known = shapes.get(name) ?? { ending: 0, lasting: 0, octets: 0 };
  shapes.set(name, known);
  return known;
}
