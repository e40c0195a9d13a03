import type { Redis } from 'ioredis';
import type { LaneKeys } from './keys.js';
import { Script } from './scripts.js';

/** `active`: being worked; `parked`: a conversation that waits for its time; `delayed`: a wait of the gateway's. */
export type JobState = 'waiting' | 'active' | 'delayed' | 'parked';

/** One thing in a lane, without what is in it. */
export interface LaneJob {
  /** Of a batch or a wait its own; of a parked conversation the conversation. */
  readonly id: string;
  readonly state: JobState;
  /** Wall time at which it came, ms; 0 where that is not known. */
  readonly at: number;
  readonly envelopes: number;
  /** When it is to be worked, where that is later. */
  readonly due?: number;
  /** Octets of what lies there, where it is one value. */
  readonly octets?: number;
}

/** A batch of envelopes as somebody sees it who looks at it alone. */
export interface BatchLook extends LaneJob {
  /** How many envelopes are of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** How many have begun to be submitted and not ended, and how many have ended. */
  readonly begun: number;
  readonly ended: number;
}

/** A look into the queue of a lane. */
export interface LaneJobs {
  readonly counts: Readonly<Record<JobState, number>>;
  /** Those next to be worked, or the state that was asked for. */
  readonly jobs: readonly LaneJob[];
}

/** What of each state is listed: `most` from the place `from` on, in the order in which they are worked. */
export interface Stretch {
  readonly from: number;
  readonly most: number;
}

const MOST = 200;
const FIRST: Stretch = { from: 0, most: MOST };
/** BullMQ's scores are the due time times this, plus a counter. */
const DUE = 4096;

/** Looks without changing anything; nothing of what is carried is read. At most 200 jobs. */
export async function jobsOf(
  redis: Redis,
  keys: LaneKeys,
  wanted?: JobState,
  { from, most }: Stretch = FIRST,
): Promise<LaneJobs> {
  const stretch = { from, most: Math.min(most, MOST) };
  const [waiting, active, delayed, parked] = await Promise.all([
    redis.llen(keys.wait),
    redis.llen(keys.active),
    redis.zcard(keys.laterDelayed),
    redis.zcard(keys.parked),
  ]);
  const readers: Readonly<Record<JobState, () => Promise<readonly LaneJob[]>>> = {
    active: () => listed(redis, keys, 'active', stretch),
    waiting: () => listed(redis, keys, 'waiting', stretch),
    parked: () => parkedOf(redis, keys, stretch),
    delayed: () => delayedOf(redis, keys, stretch),
  };
  const states = wanted === undefined ? (['active', 'waiting', 'parked', 'delayed'] as const) : [wanted];
  const found = await Promise.all(states.map((state) => readers[state]()));
  return { counts: { waiting, active, delayed, parked }, jobs: found.flat().slice(0, MOST) };
}

/**
 * Keys: active, wait, hash of the job, marks. Args: job id. Answer: false where it is in neither list, else ['active' | 'waiting', time, octets,
 * marks, envelopes, kinds and how many of each in turn]. What the envelopes carry stays in Redis.
 */
const batchScript = new Script(
  4,
  `local state = redis.call('LPOS', KEYS[1], ARGV[1]) and 'active' or redis.call('LPOS', KEYS[2], ARGV[1]) and 'waiting'
local data = state and redis.call('HGET', KEYS[3], 'data')
if not data then return false end
local readable, envelopes = pcall(cjson.decode, data)
local kinds, counts = {}, {}
if not readable then envelopes = {} end
for _, envelope in ipairs(envelopes) do
  local kind = tostring(envelope.kind)
  if not counts[kind] then kinds[#kinds + 1] = kind end
  counts[kind] = (counts[kind] or 0) + 1
end
local told = {}
for _, kind in ipairs(kinds) do
  told[#told + 1] = kind
  told[#told + 1] = counts[kind]
end
local at = redis.call('HGET', KEYS[3], 'timestamp') or '0'
return {state, at, #data, redis.call('GET', KEYS[4]) or '', #envelopes, told}`,
);

/** One batch that waits or is being worked; undefined: it does neither any more. */
export async function batchIn(redis: Redis, keys: LaneKeys, id: string): Promise<BatchLook | undefined> {
  const reply = await batchScript.run(redis, [keys.active, keys.wait, keys.job + id, keys.marks + id, id]);
  if (!Array.isArray(reply)) return undefined;
  const [state, at, octets, marks, envelopes, kinds] = reply as [
    'active' | 'waiting',
    string,
    number,
    string,
    number,
    readonly (string | number)[],
  ];
  return {
    id,
    state,
    at: Number(at),
    envelopes,
    octets,
    kinds: Object.fromEntries(pairs(kinds.map(String))),
    begun: marks.split('b').length - 1,
    ended: marks.split('e').length - 1,
  };
}

/** The oldest are at the end of a list. */
async function listed(
  redis: Redis,
  keys: LaneKeys,
  state: 'active' | 'waiting',
  { from, most }: Stretch,
): Promise<readonly LaneJob[]> {
  const list = state === 'active' ? keys.active : keys.wait;
  const ids = (await redis.lrange(list, -from - most, -from - 1)).reverse();
  return await Promise.all(
    ids.map(async (id) => {
      const [at, octets] = await Promise.all([
        redis.hget(keys.job + id, 'timestamp'),
        redis.hstrlen(keys.job + id, 'data'),
      ]);
      return { id, state, at: Number(at ?? 0), envelopes: envelopesIn(id), octets };
    }),
  );
}

/** Keys: parked set. Args: prefix of the lists, first and last place. Answer: [conversation, due, envelopes, when the oldest came] of each. */
const parkedScript = new Script(
  1,
  `local found = {}
local flat = redis.call('ZRANGE', KEYS[1], ARGV[2], ARGV[3], 'WITHSCORES')
for i = 1, #flat, 2 do
  local list = ARGV[1] .. flat[i]
  local oldest = redis.call('LINDEX', list, 0)
  local readable, envelope = pcall(cjson.decode, oldest or '')
  local at = readable and envelope.at or 0
  found[#found + 1] = {flat[i], flat[i + 1], redis.call('LLEN', list), string.format('%.0f', at)}
end
return found`,
);

async function parkedOf(redis: Redis, keys: LaneKeys, { from, most }: Stretch): Promise<readonly LaneJob[]> {
  const reply = await parkedScript.run(redis, [keys.parked, keys.parkedList, from, from + most - 1]);
  const found = reply as readonly (readonly [string, string, number, string])[];
  return found.map(([id, due, envelopes, at]) => ({
    id,
    state: 'parked',
    at: Number(at),
    envelopes,
    due: Number(due),
  }));
}

async function delayedOf(redis: Redis, keys: LaneKeys, { from, most }: Stretch): Promise<readonly LaneJob[]> {
  const found = pairs(await redis.zrange(keys.laterDelayed, from, `${from + most - 1}`, 'WITHSCORES'));
  return await Promise.all(
    found.map(async ([id, score]) => {
      const [at, octets] = await Promise.all([
        redis.hget(keys.laterJob + id, 'timestamp'),
        redis.hstrlen(keys.laterJob + id, 'data'),
      ]);
      const due = Math.floor(score / DUE);
      return { id, state: 'delayed', at: Number(at ?? 0), envelopes: 0, due, octets };
    }),
  );
}

/** Members and scores take turns in the answer. */
function pairs(flat: readonly string[]): readonly (readonly [string, number])[] {
  return flat.flatMap((member, index) => (index % 2 === 0 ? [[member, Number(flat[index + 1] ?? 0)] as const] : []));
}

/** Job ids are `<...>-<envelopes>`. */
function envelopesIn(id: string): number {
  return Number(/-(\d+)$/.exec(id)?.[1] ?? 1);
}
