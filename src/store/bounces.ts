import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { defineScript, type Script } from './script.js';

/** So many bounces, each a while after the one before, and a user counts as gone. */
const GONE = 3;

// One hash a gateway: bare JID -> `<count> <wall time of the last one that counted>`. KEYS: bounces. ARGV: jid, now, pause.
const COUNT = `
local value = redis.call('HGET', KEYS[1], ARGV[1])
local count, last = 0, nil
if value then
  local c, l = string.match(value, '^(%d+) (%d+)$')
  count, last = tonumber(c), tonumber(l)
end
if last and tonumber(ARGV[2]) - last < tonumber(ARGV[3]) then return count end
redis.call('HSET', KEYS[1], ARGV[1], (count + 1) .. ' ' .. ARGV[2])
return count + 1`;

/** Counts what comes back from users whose server says that there is no such user. `Presence.set` ends the count. */
export class Bounces {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #count: Script;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#count = defineScript(redis, 'isthmusBounce', COUNT);
  }

  /** Counts one at `now` (wall time, ms), unless another counted less than `pause` ms ago. True where the user is gone. */
  async count(gateway: string, jid: string, now: number, pause: number): Promise<boolean> {
    return Number(await this.#count([bouncesKey(this.#prefix, gateway)], [jid, now, pause])) >= GONE;
  }

  /** Which of them are gone, in their order. */
  async gone(gateway: string, jids: readonly string[]): Promise<readonly boolean[]> {
    if (jids.length === 0) return [];
    const values = await this.#redis.hmget(bouncesKey(this.#prefix, gateway), ...jids);
    return values.map((value) => Number.parseInt(value ?? '0', 10) >= GONE);
  }
}

/** The key of the counts, for scripts that end one. */
export function bouncesKey(prefix: string, gateway: string): string {
  return keyName(prefix, gateway, 'bounces');
}
