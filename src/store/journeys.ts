import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { defineScript, type Script } from './script.js';

/** The journeys of a user's messages lie in one of so many streams of Redis. */
export const JOURNEY_SHARDS = 16;

/** Entries that are read in one trip, and removed by one script. */
const AT_ONCE = 200;
const MOST_REMOVED = 64;

// KEYS: stream, octets in it. ARGV: lines, most octets, wall time of the oldest that is kept, seconds that the keys live.
const WRITE = `
if ARGV[1] ~= '' then redis.call('XADD', KEYS[1], '*', 'p', ARGV[1]) end
local octets = redis.call('INCRBY', KEYS[2], #ARGV[1])
for _ = 1, ${MOST_REMOVED} do
  local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  if not first then
    redis.call('SET', KEYS[2], 0)
    break
  end
  local at = tonumber(string.match(first[1], '^%d+'))
  if octets <= tonumber(ARGV[2]) and at >= tonumber(ARGV[3]) then break end
  redis.call('XDEL', KEYS[1], first[1])
  octets = redis.call('DECRBY', KEYS[2], #first[2][2])
end
redis.call('EXPIRE', KEYS[1], ARGV[4])
return redis.call('EXPIRE', KEYS[2], ARGV[4])`;

// KEYS: as above. ARGV: id, what stays of it. It goes to the end: an entry of a stream cannot be changed.
const REPLACE = `
local entry = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not entry then return 0 end
redis.call('XDEL', KEYS[1], ARGV[1])
redis.call('INCRBY', KEYS[2], #ARGV[2] - #entry[2][2])
if ARGV[2] ~= '' then redis.call('XADD', KEYS[1], '*', 'p', ARGV[2]) end
return 1`;

/** One entry: lines of text that belong together only because they were written together. */
interface JourneyEntry {
  readonly id: string;
  readonly lines: string;
}

/** What one shard of journeys may hold; the oldest entries give way. */
export interface JourneyLimits {
  /** Octets of lines in one shard. */
  readonly octets: number;
  /** How long an entry is kept, ms. */
  readonly kept: number;
}

/** What became of messages, step by step, capped by octets and age. */
export class JourneyStore {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #write: Script;
  readonly #replace: Script;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#write = defineScript(redis, 'isthmusJourneysWrite', WRITE);
    this.#replace = defineScript(redis, 'isthmusJourneysReplace', REPLACE);
  }

  /** Adds lines and makes room for them. `now`: wall time, ms. */
  async write(shard: number, lines: string, { octets, kept }: JourneyLimits, now: number): Promise<void> {
    await this.#write(this.#keys(shard), [lines, octets, Math.floor(now - kept), Math.ceil(kept / 1000) + 3600]);
  }

  /** All entries of a shard, the oldest first. */
  async *read(shard: number): AsyncGenerator<JourneyEntry> {
    const [stream = ''] = this.#keys(shard);
    let from = '-';
    for (;;) {
      const entries = await this.#redis.xrange(stream, from, '+', 'COUNT', AT_ONCE);
      for (const [id, fields] of entries) yield { id, lines: fields[1] ?? '' };
      const last = entries.at(-1)?.[0];
      if (last === undefined || entries.length < AT_ONCE) return;
      from = `(${last}`;
    }
  }

  /** Puts other lines in the place of an entry's; none: it is gone. */
  async replace(shard: number, id: string, lines: string): Promise<void> {
    await this.#replace(this.#keys(shard), [id, lines]);
  }

  #keys(shard: number): string[] {
    return ['stream', 'octets'].map((name) => keyName(this.#prefix, `journeys.${shard}`, name));
  }
}
