import type { Redis } from 'ioredis';
import type { LaneKeys } from './keys.js';

/** `active`: being worked; `parked`: a conversation that waits for its time; `delayed`: a wait of the gateway's. */
export type JobState = 'waiting' | 'active' | 'delayed' | 'parked';

/** One thing in a lane, without what is in it. */
interface LaneJob {
  readonly id: string;
  readonly state: JobState;
  /** Wall time at which it came, ms; 0 where that is not known. */
  readonly at: number;
  readonly envelopes: number;
  /** When it is to be worked, where that is later. */
  readonly due?: number;
}

/** A look into the queue of a lane. */
export interface LaneJobs {
  readonly counts: Readonly<Record<JobState, number>>;
  /** Those next to be worked, or the state that was asked for; at most 200. */
  readonly jobs: readonly LaneJob[];
}

const MOST = 200;
/** BullMQ's scores are the due time times this, plus a counter. */
const DUE = 4096;

/** Looks without changing anything; nothing of what is carried is read. */
export async function jobsOf(redis: Redis, keys: LaneKeys, wanted?: JobState): Promise<LaneJobs> {
  const [waiting, active, delayed, parked] = await Promise.all([
    redis.llen(keys.wait),
    redis.llen(keys.active),
    redis.zcard(keys.laterDelayed),
    redis.zcard(keys.parked),
  ]);
  const readers: Readonly<Record<JobState, () => Promise<readonly LaneJob[]>>> = {
    active: () => listed(redis, keys, 'active', keys.active),
    waiting: () => listed(redis, keys, 'waiting', keys.wait),
    parked: () => parkedOf(redis, keys),
    delayed: () => delayedOf(redis, keys),
  };
  const states = wanted === undefined ? (['active', 'waiting', 'parked', 'delayed'] as const) : [wanted];
  const found = await Promise.all(states.map((state) => readers[state]()));
  return { counts: { waiting, active, delayed, parked }, jobs: found.flat().slice(0, MOST) };
}

/** The oldest are at the end of a list. */
async function listed(redis: Redis, keys: LaneKeys, state: JobState, list: string): Promise<readonly LaneJob[]> {
  const ids = (await redis.lrange(list, -MOST, -1)).reverse();
  const times = await Promise.all(ids.map((id) => redis.hget(keys.job + id, 'timestamp')));
  return ids.map((id, index) => ({ id, state, at: Number(times[index] ?? 0), envelopes: envelopesIn(id) }));
}

async function parkedOf(redis: Redis, keys: LaneKeys): Promise<readonly LaneJob[]> {
  const found = pairs(await redis.zrange(keys.parked, 0, `${MOST - 1}`, 'WITHSCORES'));
  const counts = await Promise.all(found.map(([conversation]) => redis.llen(keys.parkedList + conversation)));
  return found.map(([id, due], index) => ({ id, state: 'parked', at: 0, envelopes: counts[index] ?? 0, due }));
}

async function delayedOf(redis: Redis, keys: LaneKeys): Promise<readonly LaneJob[]> {
  const found = pairs(await redis.zrange(keys.laterDelayed, 0, `${MOST - 1}`, 'WITHSCORES'));
  return found.map(([id, score]) => ({ id, state: 'delayed', at: 0, envelopes: 0, due: Math.floor(score / DUE) }));
}

/** Members and scores take turns in the answer. */
function pairs(flat: readonly string[]): readonly (readonly [string, number])[] {
  return flat.flatMap((member, index) => (index % 2 === 0 ? [[member, Number(flat[index + 1] ?? 0)] as const] : []));
}

/** Job ids are `<...>-<envelopes>`. */
function envelopesIn(id: string): number {
  return Number(/-(\d+)$/.exec(id)?.[1] ?? 1);
}
