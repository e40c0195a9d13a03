import type { Redis } from 'ioredis';
import type { RatePlan, Reservation } from '../rate-plan.js';
import { Grouped } from './grouped.js';
import { keyName } from './keys.js';
import { defineScript, type Script, strings } from './script.js';

// State: a hash of `tat` (when the next place would be, evenly spaced), `rate` as it was at `at`, and `slowed`, all times
// in microseconds of Redis' own clock, so that the clocks of the processes do not matter. Where that clock was set back, what
// is kept goes back with it: else nothing would go out until it has caught up. ARGV begins with the plan.
const SHARED = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local limit, ahead, gain, least = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000, tonumber(ARGV[3]), tonumber(ARGV[4])
local stored = redis.call('HMGET', KEYS[1], 'tat', 'rate', 'at', 'slowed')
local at = tonumber(stored[3] or now)
local back = math.max(0, at - now)
local tat, slowed = math.max(tonumber(stored[1] or 0) - back, now), tonumber(stored[4] or 0) - back
local rate = math.min(limit, tonumber(stored[2] or limit) + math.max(0, now - at) / 1000000 * gain)
local function keep()
  redis.call('HSET', KEYS[1], 'tat', string.format('%.3f', tat), 'rate', string.format('%.6f', rate),
    'at', string.format('%.0f', now), 'slowed', string.format('%.0f', slowed))
  local used = (tat - now) / 1000 + (limit - rate) / gain * 1000
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.min(31536000000, math.ceil(used) + 60000)))
end`;

const RESERVE = `${SHARED}
local most = tonumber(ARGV[5])
local first, every = tat - ahead - now, 1000000 / rate
tat = tat + most * every
keep()
return {string.format('%.3f', first / 1000), string.format('%.6f', every / 1000), string.format('%.6f', rate)}`;

// What was on its way when the rate was lowered is refused too; it must not lower the rate again.
const SLOW = `${SHARED}
local factor, settle = tonumber(ARGV[5]), tonumber(ARGV[6]) * 1000
if now - slowed >= settle then
  rate = math.max(math.min(least, limit), rate * factor)
  slowed = now
  keep()
end
return {string.format('%.6f', rate)}`;

interface Wanted {
  readonly key: string;
  readonly plan: RatePlan;
  readonly count: number;
}

/**
 * Rates in Redis, shared by all processes (generic cell rate algorithm, GCRA: one time is all its state). Work is not
 * admitted or refused but given a place in time, so whoever reserves a few places ahead loses no time on the way to Redis,
 * and those who compete take turns. A place that is not used lapses; nothing has to be given back.
 */
export class Rates {
  readonly #prefix: string;
  readonly #reservations = new Grouped((wanted: readonly Wanted[]) => this.#reserveAll(wanted));
  readonly #reserve: Script;
  readonly #slow: Script;

  constructor(redis: Redis, prefix: string) {
    this.#prefix = prefix;
    this.#reserve = defineScript(redis, 'isthmusRatesReserve', RESERVE);
    this.#slow = defineScript(redis, 'isthmusRatesSlow', SLOW);
  }

  /**
   * Reserves the next `count` places, at least 1. Within any time of `t` ms there are at most `rate * (t + ahead)` places. What
   * is wanted of one rate in one moment is reserved together.
   */
  reserve(key: string, plan: RatePlan, count: number): Promise<Reservation> {
    return this.#reservations.add({ key: this.#key(key), plan, count });
  }

  /**
   * Lowers the rate to `factor` of what it is, unless it was lowered within the last `settle` ms. Places that are reserved
   * already stay as they are. Returns the rate as it is then.
   */
  async slow(key: string, plan: RatePlan, factor: number, settle: number): Promise<number> {
    const [rate] = strings(await this.#slow([this.#key(key)], [...numbers(plan), factor, settle]));
    return Number(rate);
  }

  async #reserveAll(wanted: readonly Wanted[]): Promise<readonly Reservation[]> {
    const together = new Map<string, Wanted[]>();
    for (const one of wanted) {
      const name = `${numbers(one.plan).join(' ')} ${one.key}`;
      const others = together.get(name);
      if (others === undefined) together.set(name, [one]);
      else others.push(one);
    }
    const reserved = new Map<Wanted, Reservation>();
    const each = [...together.values()].map(async (all) => {
      for (const [one, reservation] of await this.#reserveOne(all)) reserved.set(one, reservation);
    });
    await Promise.all(each);
    return wanted.flatMap((one) => reserved.get(one) ?? []);
  }

  /** All want of one rate, by one plan: their places follow each other. */
  async #reserveOne(all: readonly Wanted[]): Promise<readonly (readonly [Wanted, Reservation])[]> {
    const [head] = all;
    if (head === undefined) return [];
    const count = all.reduce((sum, one) => sum + one.count, 0);
    const [first, every, rate] = strings(await this.#reserve([head.key], [...numbers(head.plan), count])).map(Number);
    let at = first ?? 0;
    return all.map((one) => {
      const reservation = { count: one.count, first: at, every: every ?? 0, rate: rate ?? 0 };
      at += one.count * reservation.every;
      return [one, reservation] as const;
    });
  }

  #key(key: string): string {
    return keyName(this.#prefix, 'rates', key);
  }
}

function numbers({ limit, ahead, gain, least }: RatePlan): readonly number[] {
  return [limit, ahead, gain, least];
}
