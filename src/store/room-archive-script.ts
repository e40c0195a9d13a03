/**
 * Lua of the archive of rooms. What it keeps of a room:
 *
 * - a stream of entries. The place (id) of an entry in it has the time at which the entry's own id was made, or that of the
 *   newest entry where that is later: writers' clocks differ, and a stream only grows;
 * - its slack, `late`, `past` and `future`: by how much any place was later than the time of its id, and later or earlier
 *   than the time that its entry tells. An entry is sought within it, and nowhere else;
 * - the texts that took the place of entries' own, by their places, because an entry of a stream cannot be changed.
 *
 * An entry has one field. Its name is the text of whom it names (below); its value has, a line each, its id, the time that it
 * tells, its id in the network, whom it is from, and then the stanza: Lua is given every entry that is looked at, and two
 * strings cost it a third of what a dozen would.
 *
 * Readers are numbered, and a number is written as one character of UTF-8: whom an entry names is a text of so many
 * characters, one or two octets each for the first two thousand readers, and a reader is found in it as a substring, because
 * no character of UTF-8 begins within another one. A number is never given a second time.
 */

/**
 * Appends. KEYS: readers, the last number, then for each room its stream, its slack, its texts. ARGV: number of
 * audiences, for each its size and its readers; then for each room: about the most entries, seconds, '1' where some may be in
 * already (they are left as they are), number of entries, and for each entry: which audience, time of its id, time that it
 * tells, its value.
 */
export const APPEND = `
local at = 0
local function take()
  at = at + 1
  return ARGV[at]
end
local function character(code)
  if code < 0x80 then return string.char(code) end
  local tail = string.char(0x80 + code % 64)
  code = math.floor(code / 64)
  if code < 0x20 then return string.char(0xc0 + code) .. tail end
  tail = string.char(0x80 + code % 64) .. tail
  code = math.floor(code / 64)
  if code < 0x10 then return string.char(0xe0 + code) .. tail end
  return string.char(0xf0 + math.floor(code / 64), 0x80 + code % 64) .. tail
end
local function markOf(reader)
  local mark = redis.call('HGET', KEYS[1], reader)
  if mark then return mark end
  local code = redis.call('INCR', KEYS[2]) + 32
  if code >= 0xd800 then code = code + 0x800 end
  -- When the characters are used up nobody new is named, so nobody new reads anything.
  if code > 0x10ffff then return '' end
  mark = character(code)
  redis.call('HSET', KEYS[1], reader, mark)
  return mark
end
-- The time of the place that an entry got.
local function add(stream, most, ms, seen, value)
  local place = redis.pcall('XADD', stream, 'MAXLEN', '~', most, ms .. '-*', seen, value)
  if type(place) == 'string' then return tonumber(ms) end
  local info, last = redis.call('XINFO', 'STREAM', stream), '0'
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then last = string.match(info[i + 1], '^%d+') end
  end
  redis.call('XADD', stream, 'MAXLEN', '~', most, last .. '-*', seen, value)
  return tonumber(last)
end
local function isIn(stream, made, late, value)
  local id = string.match(value, '^[^\\n]*\\n')
  for _, entry in ipairs(redis.call('XRANGE', stream, made, string.format('%d', made + late))) do
    if string.sub(entry[2][2], 1, #id) == id then return true end
  end
  return false
end
local audiences = {}
for i = 1, tonumber(take()) do
  local marks = {}
  for j = 1, tonumber(take()) do marks[j] = markOf(take()) end
  audiences[i] = table.concat(marks)
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for room = 3, #KEYS, 3 do
  local stream, slackOf, texts = KEYS[room], KEYS[room + 1], KEYS[room + 2]
  local most, seconds, again, count = take(), tonumber(take()), take() == '1', tonumber(take())
  local known = redis.call('HMGET', slackOf, 'late', 'past', 'future')
  local late, past, future = tonumber(known[1] or 0), tonumber(known[2] or 0), tonumber(known[3] or 0)
  local before = late + past + future
  for _ = 1, count do
    local seen, made, told, value = audiences[tonumber(take())], take(), take(), take()
    if not (again and isIn(stream, made, late, value)) then
      local placed = add(stream, most, made, seen, value)
      late = math.max(late, placed - made)
      past = math.max(past, placed - told)
      future = math.max(future, told - placed)
    end
  end
  if late + past + future > before then
    redis.call('HSET', slackOf, 'late', string.format('%d', late), 'past', string.format('%d', past), 'future',
      string.format('%d', future))
  end
  redis.call('XTRIM', stream, 'MINID', string.format('%d', math.max(0, now - seconds * 1000)))
  for key = room, room + 2 do redis.call('EXPIRE', KEYS[key], seconds) end
end`;

/**
 * Looks at entries in order. KEYS: the stream, its texts, the readers. ARGV: `entries`, `count` (only their number is asked
 * for) or `anybodys` (whoever the reader is); the reader; `up` or `down`; where to begin and where to end (as of XRANGE);
 * most entries to look at; most to give; then what an entry must have, '' for what it need not: an id, an id in the network,
 * from, a first and a last time told. Answer: the place of the last one looked at, '' where none can be behind it; then the
 * number, or for each entry: its place, its value, and the stanza that took the place of its own, or ''.
 */
export const LOOK = `
local form, up, look, most = ARGV[1], ARGV[3] == 'up', tonumber(ARGV[6]), tonumber(ARGV[7])
local id, network, from, earliest, latest = ARGV[8], ARGV[9], ARGV[10], tonumber(ARGV[11]), tonumber(ARGV[12])
local head = network ~= '' or from ~= '' or earliest or latest
local function fits(value)
  if id ~= '' and string.sub(value, 1, #id + 1) ~= id .. '\\n' then return false end
  if not head then return true end
  local told, its, whose = string.match(value, '^[^\\n]*\\n([^\\n]*)\\n([^\\n]*)\\n([^\\n]*)\\n')
  told = tonumber(told)
  return (network == '' or its == network) and (from == '' or whose == from)
    and (not earliest or told >= earliest) and (not latest or told <= latest)
end
local mark = form ~= 'anybodys' and redis.call('HGET', KEYS[3], ARGV[2])
if form ~= 'anybodys' and not mark then return form == 'count' and {'', 0} or {''} end
local entries = redis.call(up and 'XRANGE' or 'XREVRANGE', KEYS[1], ARGV[4], ARGV[5], 'COUNT', look)
local given, answer = 0, {#entries == look and entries[look][1] or ''}
for _, entry in ipairs(entries) do
  local seen, value = entry[2][1], entry[2][2]
  if (not mark or string.find(seen, mark, 1, true)) and fits(value) then
    given = given + 1
    if form ~= 'count' then
      answer[#answer + 1] = entry[1]
      answer[#answer + 1] = value
      answer[#answer + 1] = redis.call('HGET', KEYS[2], entry[1]) or ''
      if given == most then
        answer[1] = entry[1]
        break
      end
    end
  end
end
if form == 'count' then answer[2] = given end
return answer`;

/**
 * Replaces the text of an entry. KEYS: the stream, its texts. ARGV: the place, the text. Answers 1 where the entry is
 * (still) there. Now and then the texts whose entries have left the stream are dropped, so there are never many more of
 * them than entries.
 */
export const REPLACE = `
if #redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], redis.call('PTTL', KEYS[1]))
if redis.call('HLEN', KEYS[2]) % 128 == 0 then
  for _, place in ipairs(redis.call('HKEYS', KEYS[2])) do
    if #redis.call('XRANGE', KEYS[1], place, place) == 0 then redis.call('HDEL', KEYS[2], place) end
  end
end
return 1`;
