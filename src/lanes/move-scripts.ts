import { doneBit, MARKS_SECONDS, Script } from './scripts.js';

/**
 * Moves the oldest parked envelopes of a conversation to another lane. Keys: parked set, list, marks, count and counts by account of
 * the old lane, the same of the new one. Args: conversation, time of its comeback, then text, id and owner of each envelope.
 * Answer: number moved.
 */
export const moveParkedScript = new Script(
  10,
  `local call = redis.call
local moved = 0
for i = 3, #ARGV, 3 do
  local raw, id, owner = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if call('LINDEX', KEYS[2], 0) ~= raw then break end
  call('LPOP', KEYS[2])
  call('DECR', KEYS[4])
  if call('HINCRBY', KEYS[5], owner, -1) <= 0 then call('HDEL', KEYS[5], owner) end
  call('ZADD', KEYS[6], 'NX', ARGV[2], ARGV[1])
  call('RPUSH', KEYS[7], raw)
  call('INCR', KEYS[9])
  call('HINCRBY', KEYS[10], owner, 1)
  if call('HDEL', KEYS[3], id) == 1 then call('HSET', KEYS[8], id, 'b') end
  moved = moved + 1
end
if call('EXISTS', KEYS[2]) == 0 then
  call('DEL', KEYS[3])
  call('ZREM', KEYS[1], ARGV[1])
end
return moved`,
);

/**
 * Moves envelopes of a job to parked lists of other lanes. Keys: active, wait, job, marks. Args: job id, envelopes in the job, '', done
 * prefix, then of each envelope its offset, the five keys of the parked conversation as above, conversation, id, owner and text.
 * Answer: number moved. A job of which nothing is left is completed; of another one the marks are read from now on.
 */
export const moveJobScript = new Script(
  4,
  `local call = redis.call
${doneBit}
if call('EXISTS', KEYS[3]) == 0 then return 0 end
local bitKey, bit = doneBit(ARGV[1])
local done = bitKey and call('GETBIT', bitKey, bit) == 1
local moved, ended = 0, 0
if not done then
  for i = 5, #ARGV, 10 do
    local mark = call('GETRANGE', KEYS[4], ARGV[i], ARGV[i])
    if mark ~= 'e' then
      local conversation, id, owner = ARGV[i + 6], ARGV[i + 7], ARGV[i + 8]
      call('ZADD', ARGV[i + 1], 'NX', 0, conversation)
      call('RPUSH', ARGV[i + 2], ARGV[i + 9])
      if mark == 'b' then call('HSET', ARGV[i + 3], id, 'b') end
      call('INCR', ARGV[i + 4])
      call('HINCRBY', ARGV[i + 5], owner, 1)
      call('SETRANGE', KEYS[4], ARGV[i], 'e')
      moved = moved + 1
    end
  end
  local _, count = string.gsub(call('GET', KEYS[4]) or '', 'e', '')
  ended = count
end
if done or ended == tonumber(ARGV[2]) then
  if bitKey then
    call('SETBIT', bitKey, bit, 1)
    call('EXPIRE', bitKey, 86400)
  end
  call('LREM', KEYS[1], 0, ARGV[1])
  call('LREM', KEYS[2], 0, ARGV[1])
  call('DEL', KEYS[3], KEYS[4])
else
  call('EXPIRE', KEYS[4], ${MARKS_SECONDS})
  call('HINCRBY', KEYS[3], 'ats', 1)
end
return moved`,
);

/** Moves a wait. Keys: delayed and job of the old lane, the same of the new one. Args: id. */
export const moveWaitScript = new Script(
  4,
  `local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score then return 0 end
if redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('RENAME', KEYS[2], KEYS[4])
  redis.call('ZADD', KEYS[3], score, ARGV[1])
end
return redis.call('ZREM', KEYS[1], ARGV[1])`,
);
