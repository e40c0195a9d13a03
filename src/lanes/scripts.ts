import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/**
 * The Redis scripts of the lanes. Adding is BullMQ's own (`Queue.add`), but for the short way of a lane whose holder is in
 * the adding process; taking and ending jobs are done here, on BullMQ's
 * lists and in its layout (bullmq 6.7: `wait` is filled on the left and taken on the right, `active` holds the newest on
 * the left, `<queue>:<job id>` is a hash with `data`, `name` and `ats`, the count of starts; `by`, the round that
 * took it last, is ours). BullMQ's own take and end cannot compare the lane's epoch, so a command of a former holder that arrives late would
 * take a job away from the present one. Every script here that changes a lane compares the epoch first.
 */
export class Script {
  readonly #lua: string;
  readonly #sha: string;
  readonly #keys: number;

  constructor(keys: number, lua: string) {
    this.#lua = lua;
    this.#keys = keys;
    this.#sha = createHash('sha1').update(lua).digest('hex');
  }

  async run(redis: Redis, args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.#sha, this.#keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await redis.eval(this.#lua, this.#keys, ...args);
    }
  }
}

/** No lease is longer, ms (`lanes.lease`). */
const LONGEST_LEASE = 60_000;

/**
 * Renews or takes the tenure. Keys: holder, epoch, era. Args: process, own epoch or 0, lease in ms, '1' to take when free.
 * Answer: [0 not mine | 1 renewed | 2 taken, epoch]. A holder key in our name without an epoch of ours is a take whose
 * answer was lost: it is taken again.
 *
 * A replica that has become the master may lack the last renewals and the last tenure: somebody may hold a lane that it believes to be
 * free. So after a failover a lane that had a holder before is taken by nobody until a lease has passed, unless its holder renews it.
 *
 * A lease that is longer than any can be is of a time before the clock of Redis was set back; unless it is cut, nobody takes the lane of a
 * process that is dead until that clock has caught up.
 */
export const tenureScript = new Script(
  3,
  `local told = redis.call('INFO', 'replication')
local before = string.match(told, 'master_replid2:(%x+)')
local era = before and string.find(before, '[^0]') and string.match(told, 'master_replid:(%x+)')
local holder = redis.call('GET', KEYS[1])
local epoch = redis.call('GET', KEYS[2]) or '0'
local same = ARGV[2] == epoch and epoch ~= '0'
if same and (not holder or holder == ARGV[1]) then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
  if era then redis.call('SET', KEYS[3], era .. ' 0') end
  return {1, tonumber(epoch)}
end
if ARGV[4] == '1' and (not holder or holder == ARGV[1]) then
  if era and epoch ~= '0' then
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    local known, free = string.match(redis.call('GET', KEYS[3]) or '', '^(%x+) (%d+)$')
    if known ~= era then
      redis.call('SET', KEYS[3], string.format('%s %d', era, now + ARGV[3]))
      return {0, tonumber(epoch)}
    end
    if now < tonumber(free) then return {0, tonumber(epoch)} end
  end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
  return {2, redis.call('INCR', KEYS[2])}
end
if redis.call('PTTL', KEYS[1]) > ${LONGEST_LEASE} then redis.call('PEXPIRE', KEYS[1], ${LONGEST_LEASE}) end
return {0, tonumber(epoch)}`,
);

/** Ends the tenure. Keys: holder, epoch. Args: process, epoch. */
export const releaseScript = new Script(
  2,
  `if redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('GET', KEYS[2]) == ARGV[2] then
  redis.call('DEL', KEYS[1])
end
return 1`,
);

/**
 * Heartbeat in a role. Keys: processes. Args: process, lifetime in ms (0: leave). Answer: number of live processes. A heartbeat of a time
 * that is still to come was before the clock of Redis was set back: whoever lives says so again.
 */
export const heartbeatScript = new Script(
  1,
  `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[2] == '0' then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('ZADD', KEYS[1], now, ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. now, '+inf')
  redis.call('PEXPIRE', KEYS[1], 2 * ARGV[2])
end
return redis.call('ZCARD', KEYS[1])`,
);

/** Live processes of a role. Keys: processes. Args: lifetime in ms. */
export const liveScript = new Script(
  1,
  `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZCOUNT', KEYS[1], '(' .. now - ARGV[1], now)`,
);

/**
 * How long the marks of a job live. They go when it is completed; until then they must outlive every message in it (30 days
 * at the most), or what had ended would be submitted a second time.
 */
export const MARKS_SECONDS = 32 * 86_400;

/** Job ids are `j<producer>-<seq>-<envelopes>`; a completed one is one bit of a chunk of 32768 that lives 24 h. */
export const doneBit = `
local function doneBit(id)
  local producer, seq = string.match(id, '^j(%w+)%-(%d+)%-%d+$')
  if not producer then return nil end
  return ARGV[4] .. producer .. ':' .. math.floor(seq / 32768), seq % 32768
end
`;

/**
 * Takes a round of jobs. Keys: epoch, wait, active. Args: epoch, job prefix, marks prefix, done prefix, most envelopes,
 * most bytes, '1' to mark a lone envelope as begun at once, name of the round. Answer: nil if the tenure is over, else [1 if nothing waits
 * any more, list of [id, data, marks, 1 if done, 1 if begun by this call]]. Marks are read only where there can be any: the job was started
 * before, or its add was repeated. Whether it was done is asked of each: what a network has kept of a first add may arrive when its
 * repeat is long over.
 */
export const fetchScript = new Script(
  3,
  `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
${doneBit}
local jobs, count, bytes, drained = {}, 0, 0, 0
local fresh = false
while count < tonumber(ARGV[5]) and bytes < tonumber(ARGV[6]) do
  local id = redis.call('RPOPLPUSH', KEYS[2], KEYS[3])
  if not id then
    drained = 1
    break
  end
  local job = redis.call('HMGET', ARGV[2] .. id, 'data', 'name')
  if job[1] then
    local starts = redis.call('HINCRBY', ARGV[2] .. id, 'ats', 1)
    redis.call('HSET', ARGV[2] .. id, 'by', ARGV[8])
    local marks, done = '', 0
    local key, bit = doneBit(id)
    if key then done = redis.call('GETBIT', key, bit) end
    fresh = starts == 1 and job[2] ~= 'again' and done == 0
    if not fresh then marks = redis.call('GET', ARGV[3] .. id) or '' end
    jobs[#jobs + 1] = {id, job[1], marks, done, 0}
    count = count + (tonumber(string.match(id, '%-(%d+)$')) or 1)
    bytes = bytes + #job[1]
  else
    redis.call('LREM', KEYS[3], 1, id)
  end
end
if ARGV[7] == '1' and #jobs == 1 and count == 1 and fresh then
  redis.call('SET', ARGV[3] .. jobs[1][1], 'b', 'EX', ${MARKS_SECONDS})
  jobs[1][5] = 1
end
return {drained, jobs}`,
);

/**
 * Adds a job and takes it at once: for a holder that adds to its own lane while nothing waits there. Keys: epoch, wait,
 * active, job. Args: epoch, job id, data, done prefix, wall time, marks key, marks of the envelopes or '',
 * name of the round.
 * Answer: 1, or 0 where it has to go the ordinary way (the tenure is over, something waits, or the job waits already or was done).
 * Running it twice is harmless: a job that is being worked is answered for again.
 */
export const directScript = new Script(
  4,
  `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
${doneBit}
if redis.call('EXISTS', KEYS[4]) == 1 then return redis.call('LPOS', KEYS[3], ARGV[2]) and 1 or 0 end
if redis.call('LLEN', KEYS[2]) > 0 then return 0 end
local key, bit = doneBit(ARGV[2])
if key and redis.call('GETBIT', key, bit) == 1 then return 0 end
redis.call('HSET', KEYS[4], 'name', 'batch', 'data', ARGV[3], 'opts', '{}', 'timestamp', ARGV[5], 'delay', 0, 'priority', 0, 'ats', 1, 'by', ARGV[8])
redis.call('LPUSH', KEYS[3], ARGV[2])
if ARGV[7] ~= '' then redis.call('SET', ARGV[6], ARGV[7], 'EX', ${MARKS_SECONDS}) end
return 1`,
);

/**
 * Puts the jobs that are being worked back at the head of the lane, in their order. Keys: epoch, wait, active.
 * Args: epoch, job prefix, marks prefix, name of a round whose answer was lost or '', then the ids that stay. Answer: number put back, or nil
 * if the tenure is over. Of what that round took nothing was submitted, so that the marks of a first start go.
 */
export const recoverScript = new Script(
  3,
  `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
local stays, moved = {}, 0
for i = 5, #ARGV do stays[ARGV[i]] = true end
for _, id in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do
  if not stays[id] then
    redis.call('LREM', KEYS[3], 1, id)
    redis.call('RPUSH', KEYS[2], id)
    if ARGV[4] ~= '' then
      local job = redis.call('HMGET', ARGV[2] .. id, 'by', 'ats', 'name')
      if job[1] == ARGV[4] and job[2] == '1' and job[3] ~= 'again' then redis.call('DEL', ARGV[3] .. id) end
    end
    moved = moved + 1
  end
end
return moved`,
);

/**
 * Writes a group of notes of the journal, in order; see `Journal` for what each means. Keys: epoch, active, parked set,
 * parked count, state, parked by account. Args: epoch, job prefix, marks prefix, done prefix, parked list prefix, parked
 * marks prefix, notes. Answer: 1, or 0 if the tenure is over. Running it twice with the same notes changes nothing.
 *
 * Any group may be the last that a tenure writes. So what is parked is in the set at once, due now, and not only by the
 * note that says when it comes back: a list that is not in the set would be found by nobody.
 */
export const journalScript = new Script(
  6,
  `local call = redis.call
if call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
${doneBit}
local i = 7
while i <= #ARGV do
  local note, a, b = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if note == 'mark' then
    call('SETRANGE', ARGV[3] .. a, b, ARGV[i + 3])
    call('EXPIRE', ARGV[3] .. a, ${MARKS_SECONDS})
    i = i + 4
  elseif note == 'done' then
    local key, bit = doneBit(a)
    if key then
      call('SETBIT', key, bit, 1)
      call('EXPIRE', key, 86400)
    end
    call('LREM', KEYS[2], -1, a)
    call('DEL', ARGV[2] .. a, ARGV[3] .. a)
    i = i + 2
  elseif note == 'park' then
    local job, offset, id, begun, account = ARGV[i + 3], ARGV[i + 4], ARGV[i + 5], ARGV[i + 6], ARGV[i + 7]
    if call('EXISTS', ARGV[2] .. job) == 1 and call('GETRANGE', ARGV[3] .. job, offset, offset) ~= 'e' then
      call('RPUSH', ARGV[5] .. a, b)
      call('ZADD', KEYS[3], 'NX', 0, a)
      call('INCR', KEYS[4])
      call('HINCRBY', KEYS[6], account, 1)
      call('SETRANGE', ARGV[3] .. job, offset, 'e')
      call('EXPIRE', ARGV[3] .. job, ${MARKS_SECONDS})
      if begun == '1' then call('HSET', ARGV[6] .. a, id, 'b') end
    end
    i = i + 8
  elseif note == 'comeback' then
    call('ZADD', KEYS[3], b, a)
    i = i + 3
  elseif note == 'parked-begun' then
    call('HSET', ARGV[6] .. a, b, 'b')
    i = i + 3
  elseif note == 'parked-not-begun' then
    call('HDEL', ARGV[6] .. a, b)
    i = i + 3
  elseif note == 'parked-ended' then
    if call('LREM', ARGV[5] .. a, 1, ARGV[i + 3]) > 0 then
      call('DECR', KEYS[4])
      if call('HINCRBY', KEYS[6], ARGV[i + 4], -1) <= 0 then call('HDEL', KEYS[6], ARGV[i + 4]) end
    end
    call('HDEL', ARGV[6] .. a, b)
    i = i + 5
  elseif note == 'unpark' then
    if call('EXISTS', ARGV[5] .. a) == 0 then
      call('DEL', ARGV[6] .. a)
      call('ZREM', KEYS[3], a)
    end
    i = i + 2
  elseif note == 'state' then
    call('SET', KEYS[5], a)
    i = i + 2
  else
    return redis.error_reply('unknown note ' .. note)
  end
end
return 1`,
);

/**
 * What anybody may know of a lane. Keys: wait, active, holder, state, parked count, paused. Answer: [envelopes in the lane, who
 * holds it or '', state or '', parked envelopes, pause or '']. Envelopes are counted from the job ids; of a long list, from 32 at each end.
 */
export const statusScript = new Script(
  6,
  `local function envelopes(key)
  local length = redis.call('LLEN', key)
  local ids = redis.call('LRANGE', key, 0, length > 64 and 31 or 63)
  if length > 64 then
    for _, id in ipairs(redis.call('LRANGE', key, -32, -1)) do ids[#ids + 1] = id end
  end
  local sum = 0
  for _, id in ipairs(ids) do sum = sum + (tonumber(string.match(id, '%-(%d+)$')) or 1) end
  return #ids == 0 and 0 or math.floor(sum * length / #ids)
end
local parked = tonumber(redis.call('GET', KEYS[5]) or '0')
return {
  envelopes(KEYS[1]) + envelopes(KEYS[2]) + parked,
  redis.call('GET', KEYS[3]) or '',
  redis.call('GET', KEYS[4]) or '',
  parked,
  redis.call('GET', KEYS[6]) or ''
}`,
);

/**
 * Waits that are due. Keys: epoch, delayed. Args: epoch, job prefix, wall time. Answer: nil if the tenure is over, else
 * [list of [id, data], wall time of the next one or nil]. BullMQ's scores are the due time times 4096 plus a counter.
 */
export const laterDueScript = new Script(
  2,
  `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
local due = {}
local last = string.format('%.0f', (tonumber(ARGV[3]) + 1) * 4096 - 1)
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', last, 'LIMIT', 0, 64)) do
  local data = redis.call('HGET', ARGV[2] .. id, 'data')
  if data then due[#due + 1] = {id, data} else redis.call('ZREM', KEYS[2], id) end
end
local next = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. last, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
return {due, next and math.floor(next / 4096)}`,
);

/**
 * Some of the waits that are not due yet. Keys: epoch, delayed. Args: epoch, job prefix, wall time, how many to leave out, how many at most.
 * Answer: nil if the tenure is over, else list of [id, data or '' where it is gone].
 */
export const laterAfterScript = new Script(
  2,
  `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
local waiting = {}
local last = string.format('%.0f', (tonumber(ARGV[3]) + 1) * 4096 - 1)
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. last, '+inf', 'LIMIT', ARGV[4], ARGV[5])) do
  waiting[#waiting + 1] = {id, redis.call('HGET', ARGV[2] .. id, 'data') or ''}
end
return waiting`,
);

/** Removes a wait. Keys: delayed, job. Args: id, data it must still have ('' for any). Answer: 1 if it was removed. */
export const laterRemoveScript = new Script(
  2,
  `if ARGV[2] ~= '' and redis.call('HGET', KEYS[2], 'data') ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[2])
return redis.call('ZREM', KEYS[1], ARGV[1])`,
);

/**
 * Moves a wait to another time, with other data, in one step: at no moment is there none. Keys: delayed, job. Args: id, data, wall time,
 * data it must still have ('' for any). Answer: 0 if there is no such wait.
 */
export const laterMoveScript = new Script(
  2,
  `local data = redis.call('HGET', KEYS[2], 'data')
if not data or ARGV[4] ~= '' and data ~= ARGV[4] then return 0 end
redis.call('HSET', KEYS[2], 'data', ARGV[2])
redis.call('ZADD', KEYS[1], string.format('%.0f', tonumber(ARGV[3]) * 4096), ARGV[1])
return 1`,
);
