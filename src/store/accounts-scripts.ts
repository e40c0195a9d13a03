/*
 * KEYS of the scripts that change something: all users, unique index, roster, presence, online set, number of changes, who
 * changed last, pins, the user's first account, contacts' presence, bounces, when sessions began, who was told the message of the day. Names are short, because there may be hundreds of thousands of accounts.
 *
 * An account is a hash of `rev`, `since`, `b` (see `StoredAccount.born`), `u` (name of its unique field), `f:<field>`,
 * `s:<field>`. The key of an account with a label is that of the first one, `/` and the label. The hash of the first one is
 * there as long as the user has any account, and holds what is known of the user too: `o`, the labels of the others in the
 * order of their making, and `d`, the label of the default account; missing, it is the first that there is. The hash is no
 * account itself where it has no `rev`.
 *
 * The unique index maps `<field>=<value>` to the id of an account. The set of users and the list of changes hold bare JIDs.
 */

/** Changes that are remembered by name; who has not looked for more than these reads everything afresh. */
export const CHANGES = 1000;

const SHARED = `
local users, uniques, roster, presence, online = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local changes, changed, pins, head = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local contactPresence, bounces, logins, told = KEYS[10], KEYS[11], KEYS[12], KEYS[13]
local function noteChange(jid)
  redis.call('INCR', changes)
  redis.call('LPUSH', changed, jid)
  redis.call('LTRIM', changed, 0, ${CHANGES - 1})
end
local function keyOf(label)
  if label == '' then return head end
  return head .. '/' .. label
end
local function idOf(jid, label)
  if label == '' then return jid end
  return jid .. '/' .. label
end
local function isAccount(label)
  return redis.call('HEXISTS', keyOf(label), 'rev') == 1
end
local function labelsOf()
  local labels = {}
  if isAccount('') then labels[1] = '' end
  for label in string.gmatch(redis.call('HGET', head, 'o') or '', '%S+') do labels[#labels + 1] = label end
  return labels
end`;

/** ARGV: mode, bare JID, label, most accounts of one user, now, unique field, number of fields, (field, value)..., (secret, sealed or '')... */
export const WRITE = `${SHARED}
local mode, jid, label, most, now, unique, n = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6], tonumber(ARGV[7])
local key, id, exists = keyOf(label), idOf(jid, label), isAccount(label)
if mode == 'create' then
  local there = #labelsOf()
  if exists or (label == '' and there > 0) then return {'exists'} end
  if label ~= '' and there == 0 then return {'missing'} end
  if there >= most then return {'full'} end
elseif not exists then
  return {'missing'}
end
local fields, entry = {}, ''
for i = 8, 7 + 2 * n, 2 do
  fields['f:' .. ARGV[i]] = ARGV[i + 1]
  if unique ~= '' and ARGV[i] == unique and ARGV[i + 1] ~= '' then entry = unique .. '=' .. ARGV[i + 1] end
end
if entry ~= '' then
  local holder = redis.call('HGET', uniques, entry)
  if holder and holder ~= id then return {'conflict', holder} end
end
local differs = not exists
if exists then
  local oldUnique = redis.call('HGET', key, 'u')
  if oldUnique then
    local oldValue = redis.call('HGET', key, 'f:' .. oldUnique)
    if oldValue and oldUnique .. '=' .. oldValue ~= entry then redis.call('HDEL', uniques, oldUnique .. '=' .. oldValue) end
  end
  for _, field in ipairs(redis.call('HKEYS', key)) do
    if string.sub(field, 1, 2) == 'f:' and fields[field] == nil then
      redis.call('HDEL', key, field)
      differs = true
    end
  end
else
  redis.call('HSET', key, 'rev', 0, 'since', now, 'b', tonumber(redis.call('GET', changes) or '0') + 1)
  redis.call('SADD', users, jid)
  if label ~= '' then
    local others = redis.call('HGET', head, 'o')
    redis.call('HSET', head, 'o', others and others .. ' ' .. label or label)
  end
end
for field, value in pairs(fields) do
  if redis.call('HGET', key, field) ~= value then
    redis.call('HSET', key, field, value)
    differs = true
  end
end
for i = 8 + 2 * n, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', key, 's:' .. ARGV[i])
  else redis.call('HSET', key, 's:' .. ARGV[i], ARGV[i + 1]) end
  differs = true
end
if entry ~= '' then
  redis.call('HSET', uniques, entry, id)
  redis.call('HSET', key, 'u', unique)
else
  redis.call('HDEL', key, 'u')
end
if differs then
  redis.call('HINCRBY', key, 'rev', 1)
  noteChange(jid)
end
return {'ok', redis.call('HGET', key, 'rev'), redis.call('HGET', key, 'since'), redis.call('HGET', key, 'b') or '0'}`;

/** ARGV: bare JID, `one` or `all`, label. Answer: how many accounts went, and how many are left. */
export const REMOVE = `${SHARED}
local jid, which = ARGV[1], ARGV[2]
local gone, left = {}, {}
local function remove(label)
  local key = keyOf(label)
  local unique = redis.call('HGET', key, 'u')
  if unique then
    local value = redis.call('HGET', key, 'f:' .. unique)
    if value then redis.call('HDEL', uniques, unique .. '=' .. value) end
  end
  if label ~= '' then
    redis.call('DEL', key)
  else
    for _, field in ipairs(redis.call('HKEYS', key)) do
      if field ~= 'o' and field ~= 'd' then redis.call('HDEL', key, field) end
    end
  end
  gone[label] = true
end
local labels = labelsOf()
for _, label in ipairs(labels) do
  if which == 'all' or label == ARGV[3] then remove(label) else left[#left + 1] = label end
end
if #left == #labels then return {0, #left} end
noteChange(jid)
if #left == 0 then
  redis.call('SREM', users, jid)
  redis.call('SREM', online, jid)
  redis.call('DEL', head, roster, presence, pins, contactPresence)
  for _, known in ipairs({bounces, logins, told}) do redis.call('HDEL', known, jid) end
  return {#labels, 0}
end
local others = {}
for _, label in ipairs(left) do if label ~= '' then others[#others + 1] = label end end
if #others > 0 then redis.call('HSET', head, 'o', table.concat(others, ' ')) else redis.call('HDEL', head, 'o') end
-- Without a default the first of those left is it.
if gone[redis.call('HGET', head, 'd') or ''] then redis.call('HDEL', head, 'd') end
local pinned = redis.call('HGETALL', pins)
for i = 1, #pinned, 2 do
  if gone[pinned[i + 1]] then redis.call('HDEL', pins, pinned[i]) end
end
return {#labels - #left, #left}`;

/** ARGV: bare JID, label. */
export const MAKE_DEFAULT = `${SHARED}
local jid, label = ARGV[1], ARGV[2]
if not isAccount(label) then return 0 end
if (redis.call('HGET', head, 'd') or '') ~= label then
  if label == '' then redis.call('HDEL', head, 'd') else redis.call('HSET', head, 'd', label) end
  noteChange(jid)
end
return 1`;

/**
 * KEYS: those of the first accounts of users. Answer: for each the fields and values of its hash with their number before
 * them, then the same of the user's other accounts, in the order of `o`.
 */
export const READ = `
local answer = {}
local function put(hash)
  answer[#answer + 1] = tostring(#hash)
  for _, item in ipairs(hash) do answer[#answer + 1] = item end
end
for _, key in ipairs(KEYS) do
  local hash, others = redis.call('HGETALL', key), ''
  for i = 1, #hash, 2 do if hash[i] == 'o' then others = hash[i + 1] end end
  put(hash)
  for label in string.gmatch(others, '%S+') do put(redis.call('HGETALL', key .. '/' .. label)) end
end
return answer`;

/** KEYS: number of changes, who changed last. ARGV: the count that is known. The names are those of the changes since. */
export const READ_CHANGES = `
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
local new = count - tonumber(ARGV[1])
local names = {tostring(count)}
if new > 0 then
  for _, jid in ipairs(redis.call('LRANGE', KEYS[2], 0, new - 1)) do names[#names + 1] = jid end
end
return names`;
