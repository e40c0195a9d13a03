import { SHELVES } from './shelves-script.js';

/*
 * How links lie in Redis. Millions of them may wait for their reports, so what each one takes matters: they lie on shelves
 * (network's id of a part -> record), and what is the same in all messages of one sender is written once a shelf, among the
 * records (`@` and 72 bits of its SHA-1 -> sender; no network calls a message so).
 *
 * KEYS of all scripts: the sorted set of fates not told (record -> when decided); set and prefix of the shelves of parked
 * reports; set and prefix of the shelves of links. All carry one hash tag.
 *
 * The id of the first part holds the record of the message:
 *   <state> <parts> <envelope>\n<contact, JSON>\n<problem, JSON or nothing>\n<@ and digits of the sender> <stanza id, JSON>
 * `state`: `p` open, `d` delivered or `f` failed and not told, `D` and `F` told. `parts`: a character a part, `.` or `d`.
 * Those of the other parts point to it: `> <index, from 2> <envelope>\n<id of the first part>`.
 *
 * A parked report lies under each id that it may mean, in full under the first of them:
 *   <certain> <state>\n<contact, JSON or nothing>\n<problem>\n<ids under which it lies, JSON>
 * and under the others as `<certain> ><the first>`, on the same shelf.
 *
 * JSON holds no line feed, and neither do envelope ids, so the lines can be told apart.
 */
const SHARED = `${SHELVES}
local untold = KEYS[1]
local parked, links = shelvesOf(KEYS[2], KEYS[3]), shelvesOf(KEYS[4], KEYS[5])
local function parse(id, text, shelf)
  local state, parts, envelope, contact, problem, link = string.match(text, '^(%a) (%S+) ([^\\n]*)\\n([^\\n]*)\\n([^\\n]*)\\n(.*)$')
  if not state then return nil end
  return {id = id, shelf = shelf, state = state, parts = parts, envelope = envelope, contact = contact, problem = problem, link = link}
end
local function read(id, since)
  local text, shelf = lookOn(links, id, since)
  return text and parse(id, text, shelf)
end
local function write(r)
  local text = r.state .. ' ' .. r.parts .. ' ' .. r.envelope .. '\\n' .. r.contact .. '\\n' .. r.problem .. '\\n' .. r.link
  redis.call('HSET', hashOn(links, r.shelf, r.id), r.id, text)
end
local function find(id, since)
  local text, shelf = lookOn(links, id, since)
  if not text then return nil end
  if string.sub(text, 1, 1) ~= '>' then return parse(id, text, shelf), 1 end
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
-- False where nobody knows any more whom to tell: one such fate must not keep the others from being told.
local function tell(answer, r)
  local who, stanza = string.match(r.link, '^(@%x+) (.*)$')
  local sender = who and redis.call('HGET', hashOn(links, r.shelf, who), who)
  if not sender then
    redis.call('ZREM', untold, r.id)
    return false
  end
  for _, value in ipairs({r.id, r.state, r.problem, r.envelope, r.contact, stanza, sender}) do answer[#answer + 1] = value end
  return true
end`;

/**
 * ARGV: now, ms that a shelf is filled, ms that it is kept since it was begun, then for each message: envelope, contact,
 * sender, stanza id, number of ids, ids.
 */
export const PUT = `${SHARED}
local now, at, answer = tonumber(ARGV[1]), 4, {}
local current = fill(links, now, tonumber(ARGV[2]), tonumber(ARGV[3]))
local senders = {}
local function nameOf(sender)
  local who = senders[sender]
  if not who then
    -- 72 bits: two of a million senders share them once in 10^10 shelves.
    who = '@' .. string.sub(redis.sha1hex(sender), 1, 18)
    redis.call('HSETNX', hashOn(links, current, who), who, sender)
    senders[sender] = who
  end
  return who
end
local function unpark(id, contact)
  local text, shelf = lookOn(parked, id)
  if not text then return nil end
  local certain, home = string.match(text, '^(%d) >(.*)$')
  if home then text = redis.call('HGET', hashOn(parked, shelf, home), home) or '' end
  local first, state, from, problem, ids = string.match(text, '^(%d) (%a)\\n([^\\n]*)\\n([^\\n]*)\\n(.*)$')
  if not state or ((certain or first) == '0' and from ~= contact) then return nil end
  for _, other in ipairs(cjson.decode(ids)) do redis.call('HDEL', hashOn(parked, shelf, other), other) end
  return state, problem
end
while at <= #ARGV do
  local envelope, contact, sender, stanza, n = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], tonumber(ARGV[at + 4])
  local first = ARGV[at + 5]
  local r = read(first)
  if not r or r.envelope ~= envelope then
    if r then redis.call('ZREM', untold, first) end
    r = {id = first, shelf = current, state = 'p', parts = string.rep('.', n), envelope = envelope, contact = contact, problem = '', link = nameOf(sender) .. ' ' .. stanza}
    write(r)
  end
  for index = 1, n do
    local id = ARGV[at + 4 + index]
    if index > 1 then
      redis.call('HSET', hashOn(links, current, id), id, '> ' .. index .. ' ' .. envelope .. '\\n' .. first)
    end
    local state, problem = unpark(id, contact)
    if state then decide(r, index, state, problem, ARGV[1]) end
  end
  if r.state == 'd' or r.state == 'f' then tell(answer, r) end
  at = at + 5 + n
end
return answer`;

/**
 * ARGV: ms that a shelf of parked reports is filled, ms that it is kept, wall time in ms before which no message is found
 * by a guess, then for each report: now, state, contact, problem, number of candidates, (certain, id) for each. Answer: for
 * each report `parked`, `nothing`, `contradiction` or `final`, the place of the candidate that was found (0: none), and
 * behind `final` the fate.
 */
export const REPORT = `${SHARED}
local fillMs, keepMs, guessSince, at, answer = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), 4, {}
local function park(now, state, contact, problem, from, to)
  -- An id that is both a guess and certain is parked as certain; one under which another report lies stays with that.
  local certain, ids = {}, {}
  for i = from, to, 2 do
    local id = ARGV[i + 1]
    if certain[id] == nil and not lookOn(parked, id) then ids[#ids + 1] = id end
    if certain[id] ~= '1' then certain[id] = ARGV[i] end
  end
  local shelf = fill(parked, tonumber(now), fillMs, keepMs)
  for index, id in ipairs(ids) do
    local hash, text = hashOn(parked, shelf, id), certain[id] .. ' >' .. ids[1]
    if index == 1 then text = certain[id] .. ' ' .. state .. '\\n' .. contact .. '\\n' .. problem .. '\\n' .. cjson.encode(ids) end
    redis.call('HSET', hash, id, text)
  end
end
local function take(now, state, contact, problem, from, to)
  for i = from, to, 2 do
    local certain = ARGV[i] == '1'
    local r, index = find(ARGV[i + 1], not certain and guessSince)
    if r and (certain or r.contact == contact) then
      local place = (i - from) / 2 + 1
      if decide(r, index, state, problem, now) then return 'final', place, r end
      return state == 'f' and r.state == 'D' and 'contradiction' or 'nothing', place
    end
  end
  park(now, state, contact, problem, from, to)
  return 'parked', 0
end
while at <= #ARGV do
  local last = at + 4 + 2 * tonumber(ARGV[at + 4])
  local kind, place, r = take(ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], at + 5, last)
  answer[#answer + 1], answer[#answer + 2] = kind, tostring(place)
  if r and not tell(answer, r) then answer[#answer - 1] = 'nothing' end
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
