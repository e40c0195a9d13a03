import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { defineScript, type Script, strings } from './script.js';

/** What one bucket is asked for. */
interface Demand {
  /** Whose bucket, e.g. `sms:alice@example.org`. */
  readonly key: string;
  /** Tokens wanted, a whole number of at least 0. */
  readonly cost: number;
}

interface Admission {
  /** Tokens granted, 0 to `cost`, whole. */
  readonly allowed: number;
  /** Where less than `cost` was granted: milliseconds until one more token is there. Else 0. */
  readonly wait: number;
  /** Whole tokens that the bucket holds afterwards. */
  readonly left: number;
}

// A bucket is `tokens at`, gone when it would be full. ARGV: now (ms), tokens a millisecond, burst, then a cost a key.
// Time that goes backwards adds nothing and is not stored, so that it cannot fill a bucket twice.
const ADMIT = `
local now, rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local answer = {}
for i, key in ipairs(KEYS) do
  local cost = tonumber(ARGV[3 + i])
  local tokens, at = burst, now
  local stored = redis.call('GET', key)
  if stored then
    local t, a = string.match(stored, '^(%S+) (%S+)$')
    at = math.max(tonumber(a), now)
    tokens = math.min(burst, tonumber(t) + (at - tonumber(a)) * rate)
  end
  local allowed = math.min(cost, math.floor(tokens + 1e-9))
  tokens = math.max(0, tokens - allowed)
  if allowed > 0 or stored then
    local full = math.ceil((burst - tokens) / rate)
    if full > 0 then
      redis.call('SET', key, string.format('%.6f %.0f', tokens, at), 'PX', math.min(full + 1000, 31536000000))
    else
      redis.call('DEL', key)
    end
  end
  local wait = 0
  if allowed < cost then wait = math.max(1, math.ceil((1 - tokens) / rate - 1e-3)) end
  answer[#answer + 1] = string.format('%.0f', allowed)
  answer[#answer + 1] = string.format('%.0f', wait)
  answer[#answer + 1] = string.format('%.0f', math.floor(tokens + 1e-9))
end
return answer`;

/** Token buckets in Redis, shared by all processes. */
export class Buckets {
  readonly #prefix: string;
  readonly #admit: Script;

  constructor(redis: Redis, prefix: string) {
    this.#prefix = prefix;
    this.#admit = defineScript(redis, 'isthmusBucketsAdmit', ADMIT);
  }

  /**
   * Takes tokens for a whole group in one round trip, in order; a key may occur more than once.
   * `rate` is tokens a second (above 0), `burst` the most that a bucket holds, `now` wall time in ms.
   * A `cost` above `burst` is granted in part, never whole: keep costs at 1 a message.
   */
  async admit(demands: readonly Demand[], rate: number, burst: number, now: number): Promise<Admission[]> {
    if (demands.length === 0) return [];
    const answer = strings(
      await this.#admit(
        demands.map(({ key }) => keyName(this.#prefix, 'buckets', key)),
        [now, rate / 1000, burst, ...demands.map(({ cost }) => cost)],
      ),
    );
    return demands.map((_, i) => ({
      allowed: Number(answer[3 * i]),
      wait: Number(answer[3 * i + 1]),
      left: Number(answer[3 * i + 2]),
    }));
  }
}
