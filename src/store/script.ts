import type { Redis } from 'ioredis';

/** A Lua script as a function. Runs atomically in Redis; sent whole once a connection, by its hash afterwards. */
export type Script = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>;

/**
 * Makes a Lua script callable on a client. All keys of one call carry one hash tag, so that it also runs on a cluster.
 * A script that Redis has forgotten (it was restarted) is sent again by the client.
 */
export function defineScript(redis: Redis, name: string, lua: string): Script {
  redis.defineCommand(name, { lua });
  return (keys, args) => {
    const run: unknown = Reflect.get(redis, name);
    if (typeof run !== 'function') throw new Error(`the client has no script ${name}`);
    return Reflect.apply(run, redis, [keys.length, ...keys, ...args]);
  };
}

/** The answer of a script as a list of strings; Redis' nil becomes an empty string. */
export function strings(answer: unknown): string[] {
  if (!Array.isArray(answer)) throw new Error('a script answered something that is not a list');
  return answer.map((item) => (item === null || item === undefined ? '' : String(item)));
}
