import type { Redis } from 'ioredis';
import { isCaretaker, type LaneKeys } from './keys.js';
import { Script } from './scripts.js';

/** How old a lane's oldest envelope is, and who holds it, for people who look at it. */
export interface LaneLook {
  /** Wall time of the oldest envelope, ms; undefined where the lane is empty. About right where much of it is parked. */
  readonly oldest: number | undefined;
  /** Process that holds it; undefined: nobody, or one that only takes care of it. */
  readonly holder: string | undefined;
  /** Number of its tenures so far. */
  readonly epoch: number;
  /** Conversations that are parked in it. */
  readonly parkedConversations: number;
}

/** So many of the parked conversations that come back first are looked at. */
const PARKED_LOOKED_AT = 8;

/**
 * Keys: wait, active, holder, parked set, epoch. Args: job prefix, parked list prefix. Answer: [wall time of the oldest job or '', holder or '',
 * the oldest envelopes of a few parked conversations as JSON, epoch, number of parked conversations].
 */
const lookScript = new Script(
  5,
  `local oldest = ''
for _, key in ipairs({KEYS[2], KEYS[1]}) do
  local id = redis.call('LINDEX', key, -1)
  local at = id and redis.call('HGET', ARGV[1] .. id, 'timestamp')
  if at and (oldest == '' or tonumber(at) < tonumber(oldest)) then oldest = at end
end
local parked = {}
for _, conversation in ipairs(redis.call('ZRANGE', KEYS[4], 0, ${PARKED_LOOKED_AT - 1})) do
  parked[#parked + 1] = redis.call('LINDEX', ARGV[2] .. conversation, 0) or ''
end
return {oldest, redis.call('GET', KEYS[3]) or '', parked, redis.call('GET', KEYS[5]) or '0', redis.call('ZCARD', KEYS[4])}`,
);

/** What waits in a lane and who holds it, of one moment. */
export async function lookAt(redis: Redis, keys: LaneKeys): Promise<LaneLook> {
  const { wait, active, holder, parked, epoch, job, parkedList } = keys;
  const reply = await lookScript.run(redis, [wait, active, holder, parked, epoch, job, parkedList]);
  const [first, who, lists, tenures, parkedConversations] = reply as [
    string,
    string,
    readonly string[],
    string,
    number,
  ];
  const times = lists.flatMap((json) => (json === '' ? [] : [(JSON.parse(json) as { readonly at: number }).at]));
  if (first !== '') times.push(Number(first));
  return {
    oldest: times.length === 0 ? undefined : Math.min(...times),
    holder: who === '' || isCaretaker(who) ? undefined : who,
    epoch: Number(tenures),
    parkedConversations,
  };
}
