/**
 * Lua by which scripts keep very many small values that all live equally long: on *shelves*.
 *
 * What comes within one span of time lies on one shelf, named by when that was begun (wall time, ms). A shelf is a fixed
 * number of hashes, so that none grows without bounds, and goes as a whole when its time is over: a value needs no key and
 * no expiry of its own, at a third of the memory. The hashes are made, with their expiry and an empty field each, when the
 * shelf is begun, so that writing to one is a single call. What is looked for is looked for on every shelf, the newest first, so
 * there should be few: each is filled for a fraction of the time that it is kept.
 *
 * `shelvesOf(set, prefix)`: the shelves by the sorted set of their names and the beginning of the names of their hashes.
 * `lookOn(shelves, id, since)`: the value and the shelf's name; `since` leaves out shelves begun before it.
 * `fill(shelves, now, fillMs, keepMs)`: name of the shelf to write to; a new one where the last one is full by its time.
 */
export const SHELVES = `
local function shelvesOf(set, prefix)
  local shelves = {set = set, prefix = prefix}
  local flat = redis.call('ZREVRANGE', set, 0, -1, 'WITHSCORES')
  for i = 1, #flat, 2 do shelves[#shelves + 1] = {name = flat[i], since = tonumber(flat[i + 1])} end
  return shelves
end
local function hashOn(shelves, name, id)
  local a, b, c = string.byte(id, -3, -1)
  return shelves.prefix .. name .. ':' .. ((a or 0) * 961 + (b or 0) * 31 + (c or 0)) % 256
end
local function lookOn(shelves, id, since)
  for _, shelf in ipairs(shelves) do
    if since and shelf.since < since then return nil end
    local value = redis.call('HGET', hashOn(shelves, shelf.name, id), id)
    if value then return value, shelf.name end
  end
end
local function fill(shelves, now, fillMs, keepMs)
  -- Callers' clocks may differ from each other's and from that of Redis, by which shelves go: a shelf is filled only as long
  -- as both say so, and the newest by its name need not be the one that lives longest. One that is gone is struck off the
  -- set, and no other: what lies on it could not be found any more.
  local at = 1
  while shelves[at] do
    local shelf = shelves[at]
    local left = redis.call('PTTL', shelves.prefix .. shelf.name .. ':0')
    if left > keepMs - fillMs and now - shelf.since < fillMs then return shelf.name end
    if left == -2 then
      redis.call('ZREM', shelves.set, shelf.name)
      table.remove(shelves, at)
    else
      at = at + 1
    end
  end
  local name = string.format('%d', now)
  redis.call('ZADD', shelves.set, name, name)
  for i = 0, 255 do
    redis.call('HSET', shelves.prefix .. name .. ':' .. i, '', '')
    redis.call('PEXPIRE', shelves.prefix .. name .. ':' .. i, string.format('%d', keepMs))
  end
  at = 1
  while shelves[at] and shelves[at].since > now do at = at + 1 end
  if not shelves[at] or shelves[at].name ~= name then table.insert(shelves, at, {name = name, since = now}) end
  return name
end`;
