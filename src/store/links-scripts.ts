/*
 * KEYS of all scripts: the sorted set of fates not told (record -> when decided), and the beginnings of the names of
 * link keys and of parked reports; all carry one hash tag.
 *
 * A link key is named by the network's id of a part. The one of the first part holds the record of the message:
 *   <state> <parts> <envelope>\n<contact, JSON>\n<problem, JSON or nothing>\n<link, JSON>
 * `state`: `p` open, `d` delivered or `f` failed and not told, `D` and `F` told. `parts`: a character a part, `.` or `d`.
 * Those of the other parts point to it: `> <index, from 2> <envelope>\n<id of the first part>`.
 * JSON holds no line feed, and neither do envelope ids, so the lines can be told apart.
 * A parked report is `<state> <certain>\n<contact, JSON or nothing>\n<problem>\n<ids of its candidates, JSON>`.
 */
const SHARED = `
local untold, links, parkedKey = KEYS[1], KEYS[2], KEYS[3]
local function read(id)
  local text = redis.call('GET', links .. id)
  if not text then return nil end
  local state, parts, envelope, contact, problem, link = string.match(text, '^(%a) (%S+) ([^\\n]*)\\n([^\\n]*)\\n([^\\n]*)\\n(.*)$')
  if not state then return nil end
  return {id = id, state = state, parts = parts, envelope = envelope, contact = contact, problem = problem, link = link}
end
local function write(r, ttl)
  local text = r.state .. ' ' .. r.parts .. ' ' .. r.envelope .. '\\n' .. r.contact .. '\\n' .. r.problem .. '\\n' .. r.link
  if ttl then redis.call('SET', links .. r.id, text, 'EX', ttl) else redis.call('SET', links .. r.id, text, 'KEEPTTL') end
end
local function find(id)
  local text = redis.call('GET', links .. id)
  if not text then return nil end
  if string.sub(text, 1, 1) ~= '>' then return read(id), 1 end
  local index, envelope, first = string.match(text, '^> (%d+) ([^\\n]*)\\n(.*)$')
  local r = read(first)
  if not r or r.envelope ~= envelope then return nil end
  return r, tonumber(index)
end
local function decide(r, index, state, problem, now)
  if r.state == 'p' then
    if state == 'f' then
      r.state, r.problem = 'f', problem
    else
      r.parts = string.sub(r.parts, 1, index - 1) .. 'd' .. string.sub(r.parts, index + 1)
      if not string.find(r.parts, '.', 1, true) then r.state = 'd' end
    end
    if r.state ~= 'p' then redis.call('ZADD', untold, now, r.id) end
    write(r)
  end
  return r.state == 'd' or r.state == 'f'
end
local function tell(answer, r)
  local n = #answer
  answer[n + 1], answer[n + 2], answer[n + 3], answer[n + 4] = r.id, r.state, r.problem, r.link
end`;

/** ARGV: ttl, now, then for each message: envelope, contact, link, number of ids, ids. */
export const PUT = `${SHARED}
local ttl, now, at, answer = ARGV[1], ARGV[2], 3, {}
while at <= #ARGV do
  local envelope, contact, link, n = ARGV[at], ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 3])
  local first = ARGV[at + 4]
  local r = read(first)
  if not r or r.envelope ~= envelope then
    if r then redis.call('ZREM', untold, first) end
    r = {id = first, state = 'p', parts = string.rep('.', n), envelope = envelope, contact = contact, problem = '', link = link}
    write(r, ttl)
  end
  for index = 1, n do
    local id = ARGV[at + 3 + index]
    if index > 1 then redis.call('SET', links .. id, '> ' .. index .. ' ' .. envelope .. '\\n' .. first, 'EX', ttl) end
    local report = redis.call('GET', parkedKey .. id)
    if report then
      local state, certain, from, problem, ids = string.match(report, '^(%a) (%d)\\n([^\\n]*)\\n([^\\n]*)\\n(.*)$')
      if certain == '1' or from == contact then
        for _, other in ipairs(cjson.decode(ids)) do redis.call('DEL', parkedKey .. other) end
        decide(r, index, state, problem, now)
      end
    end
  end
  if r.state == 'd' or r.state == 'f' then tell(answer, r) end
  at = at + 4 + n
end
return answer`;

/**
 * ARGV: seconds to park, seconds that a link must have left for a guess to count, then for each report: now, state,
 * contact, problem, number of candidates, (certain, id) for each. Answer: for each report `parked`, `nothing`,
 * `contradiction` or `final`, the place of the candidate that was found (0: none), and behind `final` the fate.
 */
export const REPORT = `${SHARED}
local parkTtl, leastTtl, at, answer = ARGV[1], tonumber(ARGV[2]), 3, {}
local function fits(r, certain, contact)
  return certain == '1' or (r.contact == contact and redis.call('TTL', links .. r.id) >= leastTtl)
end
local function park(state, contact, problem, from, to)
  local ids = {}
  for i = from, to, 2 do ids[#ids + 1] = ARGV[i + 1] end
  -- An id that is both a guess and certain is parked as certain.
  for _, certain in ipairs({'1', '0'}) do
    local text = state .. ' ' .. certain .. '\\n' .. contact .. '\\n' .. problem .. '\\n' .. cjson.encode(ids)
    for i = from, to, 2 do
      if ARGV[i] == certain then redis.call('SET', parkedKey .. ARGV[i + 1], text, 'EX', parkTtl, 'NX') end
    end
  end
end
local function take(now, state, contact, problem, from, to)
  for i = from, to, 2 do
    local r, index = find(ARGV[i + 1])
    if r and fits(r, ARGV[i], contact) then
      local place = (i - from) / 2 + 1
      if decide(r, index, state, problem, now) then return 'final', place, r end
      return state == 'f' and r.state == 'D' and 'contradiction' or 'nothing', place
    end
  end
  park(state, contact, problem, from, to)
  return 'parked', 0
end
while at <= #ARGV do
  local last = at + 4 + 2 * tonumber(ARGV[at + 4])
  local kind, place, r = take(ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], at + 5, last)
  answer[#answer + 1], answer[#answer + 2] = kind, tostring(place)
  if r then tell(answer, r) end
  at = last + 1
end
return answer`;

/** ARGV: records. */
export const TOLD = `${SHARED}
for _, id in ipairs(ARGV) do
  redis.call('ZREM', untold, id)
  local r = read(id)
  if r and (r.state == 'd' or r.state == 'f') then
    r.state = string.upper(r.state)
    write(r)
  end
end
return 0`;

/** ARGV: decided before, most. A record that has expired meanwhile is forgotten. */
export const FINALS = `${SHARED}
local answer = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', untold, '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])) do
  local r = read(id)
  if r and (r.state == 'd' or r.state == 'f') then tell(answer, r) else redis.call('ZREM', untold, id) end
end
return answer`;
