import type { Redis } from 'ioredis';
import { bouncesKey } from './bounces.js';
import { Grouped } from './grouped.js';
import { keyName } from './keys.js';
import { defineScript, type Script, strings } from './script.js';
import type { Secrets } from './secrets.js';

/** A registered user of one gateway. */
export interface StoredAccount {
  /** Bare JID, normalised by the caller. */
  readonly jid: string;
  /** 1 at registration, counts up with each change. */
  readonly rev: number;
  /** Registration fields by their form variable, without secrets. */
  readonly fields: Readonly<Record<string, string>>;
  /** Wall time of registration, ms since the epoch. */
  readonly since: number;
}

/** What a registration brings. */
export interface Registration {
  /** All plain fields; an update replaces them all. */
  readonly fields: Readonly<Record<string, string>>;
  /** Plain text of the secret fields, encrypted before they leave the process. An update keeps those not named. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Name of the plain field whose value nobody else of this gateway may hold. */
  readonly unique?: string;
}

export type RegistrationResult =
  | { readonly ok: true; readonly account: StoredAccount }
  /** Create: there is one already. Update: there is none. Conflict: somebody else holds the unique value. */
  | { readonly ok: false; readonly reason: 'exists' | 'missing' | 'conflict' };

export interface AccountPage {
  readonly accounts: readonly StoredAccount[];
  /** Where the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

// KEYS: account, set of all accounts, unique index, roster, presence, online set, number of changes, who changed last, contacts' presence, bounces.
// Names are short, because there may be hundreds of thousands. An account is a hash of rev, since,
// `u` (name of its unique field), `f:<field>`, `s:<field>`; the index maps `<field>=<value>` to the bare JID.

/** Changes that are remembered by name; who has not looked for more than these reads everything afresh. */
const CHANGES = 1000;

const NOTE_CHANGE = `
local function noteChange(jid)
  redis.call('INCR', KEYS[7])
  redis.call('LPUSH', KEYS[8], jid)
  redis.call('LTRIM', KEYS[8], 0, ${CHANGES - 1})
end`;

// ARGV: mode, jid, now, unique field, number of fields, (field, value)..., (secret, sealed or '')...
const WRITE = `${NOTE_CHANGE}
local mode, jid, now, unique, n = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local exists = redis.call('EXISTS', KEYS[1]) == 1
if mode == 'create' and exists then return {'exists'} end
if mode == 'update' and not exists then return {'missing'} end
local fields, entry = {}, ''
for i = 6, 5 + 2 * n, 2 do
  fields['f:' .. ARGV[i]] = ARGV[i + 1]
  if unique ~= '' and ARGV[i] == unique and ARGV[i + 1] ~= '' then entry = unique .. '=' .. ARGV[i + 1] end
end
if entry ~= '' then
  local holder = redis.call('HGET', KEYS[3], entry)
  if holder and holder ~= jid then return {'conflict'} end
end
local changed = not exists
if exists then
  local oldUnique = redis.call('HGET', KEYS[1], 'u')
  if oldUnique then
    local oldValue = redis.call('HGET', KEYS[1], 'f:' .. oldUnique)
    if oldValue and oldUnique .. '=' .. oldValue ~= entry then redis.call('HDEL', KEYS[3], oldUnique .. '=' .. oldValue) end
  end
  for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    if string.sub(field, 1, 2) == 'f:' and fields[field] == nil then
      redis.call('HDEL', KEYS[1], field)
      changed = true
    end
  end
else
  redis.call('HSET', KEYS[1], 'rev', 0, 'since', now)
  redis.call('SADD', KEYS[2], jid)
end
for field, value in pairs(fields) do
  if redis.call('HGET', KEYS[1], field) ~= value then
    redis.call('HSET', KEYS[1], field, value)
    changed = true
  end
end
for i = 6 + 2 * n, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', KEYS[1], 's:' .. ARGV[i])
  else redis.call('HSET', KEYS[1], 's:' .. ARGV[i], ARGV[i + 1]) end
  changed = true
end
if entry ~= '' then
  redis.call('HSET', KEYS[3], entry, jid)
  redis.call('HSET', KEYS[1], 'u', unique)
else
  redis.call('HDEL', KEYS[1], 'u')
end
if changed then
  redis.call('HINCRBY', KEYS[1], 'rev', 1)
  noteChange(jid)
end
return {'ok', redis.call('HGET', KEYS[1], 'rev'), redis.call('HGET', KEYS[1], 'since')}`;

// For each key the number of strings that follow, then the fields and values of its hash.
const READ = `
local answer = {}
for _, key in ipairs(KEYS) do
  local hash = redis.call('HGETALL', key)
  answer[#answer + 1] = tostring(#hash)
  for _, item in ipairs(hash) do answer[#answer + 1] = item end
end
return answer`;

const REMOVE = `${NOTE_CHANGE}
local unique = redis.call('HGET', KEYS[1], 'u')
if unique then
  local value = redis.call('HGET', KEYS[1], 'f:' .. unique)
  if value then redis.call('HDEL', KEYS[3], unique .. '=' .. value) end
end
redis.call('SREM', KEYS[2], ARGV[1])
redis.call('SREM', KEYS[6], ARGV[1])
redis.call('DEL', KEYS[4], KEYS[5], KEYS[9])
redis.call('HDEL', KEYS[10], ARGV[1])
local removed = redis.call('DEL', KEYS[1])
if removed == 1 then noteChange(ARGV[1]) end
return removed`;

// ARGV: the count that is known. The names are those of the changes since.
const READ_CHANGES = `
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
local new = count - tonumber(ARGV[1])
local names = {tostring(count)}
if new > 0 then
  for _, jid in ipairs(redis.call('LRANGE', KEYS[2], 0, new - 1)) do names[#names + 1] = jid end
end
return names`;

/** The registrations of all gateways. */
export class Accounts {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #secrets: Secrets;
  readonly #write: Script;
  readonly #remove: Script;
  readonly #read: Script;
  readonly #changes: Script;
  readonly #reads = new Map<string, Grouped<string, Record<string, string>>>();

  constructor(redis: Redis, prefix: string, secrets: Secrets) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#secrets = secrets;
    this.#write = defineScript(redis, 'isthmusAccountWrite', WRITE);
    this.#read = defineScript(redis, 'isthmusAccountsRead', READ);
    this.#changes = defineScript(redis, 'isthmusAccountChanges', READ_CHANGES);
    this.#remove = defineScript(redis, 'isthmusAccountRemove', REMOVE);
  }

  /** The account, or undefined where there is none. Those asked for in one moment are read together. */
  async get(gateway: string, jid: string): Promise<StoredAccount | undefined> {
    let reads = this.#reads.get(gateway);
    if (reads === undefined) {
      reads = new Grouped((jids) => this.#readAll(gateway, jids));
      this.#reads.set(gateway, reads);
    }
    return parse(jid, await reads.add(jid));
  }

  /** One field's secret in plain text; undefined where there is none. Throws where no key of the ring opens it. */
  async secret(gateway: string, jid: string, field: string): Promise<string | undefined> {
    const sealed = await this.#redis.hget(this.#accountKey(gateway, jid), `s:${field}`);
    return sealed === null ? undefined : this.#secrets.open({ gateway, account: jid, field }, sealed);
  }

  /** Registers a new user; fails with `exists` where there is a registration, whatever it holds. `now`: wall time, ms. */
  create(gateway: string, jid: string, registration: Registration, now: number): Promise<RegistrationResult> {
    return this.#save('create', gateway, jid, registration, now);
  }

  /**
   * Changes a registration. `rev` counts up, except where nothing differs (then the call may be repeated freely).
   * A secret given as '' is removed.
   */
  update(gateway: string, jid: string, registration: Registration): Promise<RegistrationResult> {
    return this.#save('update', gateway, jid, registration, 0);
  }

  /** Removes a registration with its roster and presence; tells whether there was one. */
  async remove(gateway: string, jid: string): Promise<boolean> {
    return Number(await this.#remove(this.#keys(gateway, jid), [jid])) === 1;
  }

  /**
   * How many registrations, changes and removals there have been at a gateway, and whose they were after the first
   * `since`; undefined where they are too many to be remembered by name.
   */
  async changes(gateway: string, since: number): Promise<{ count: number; jids: string[] | undefined }> {
    const keys = ['changes', 'changed'].map((name) => keyName(this.#prefix, gateway, name));
    const [count, ...jids] = strings(await this.#changes(keys, [since]));
    return { count: Number(count), jids: Number(count) - since > CHANGES ? undefined : jids };
  }

  /** Bare JID of who holds a unique value. */
  async holder(gateway: string, field: string, value: string): Promise<string | undefined> {
    return (await this.#redis.hget(keyName(this.#prefix, gateway, 'unique'), `${field}=${value}`)) ?? undefined;
  }

  async count(gateway: string): Promise<number> {
    return this.#redis.scard(keyName(this.#prefix, gateway, 'accounts'));
  }

  /**
   * All registrations, a page at a time, in no order. One that is there from begin to end of the walk comes at least
   * once (perhaps twice); one that comes or goes meanwhile may be missed. `size` is a hint.
   */
  async page(gateway: string, from = '0', size = 200): Promise<AccountPage> {
    const [next, jids] = await this.#redis.sscan(keyName(this.#prefix, gateway, 'accounts'), from, 'COUNT', size);
    const accounts = await Promise.all(jids.map((jid) => this.get(gateway, jid)));
    return {
      accounts: accounts.filter((account) => account !== undefined),
      next: next === '0' ? undefined : next,
    };
  }

  async #save(
    mode: 'create' | 'update',
    gateway: string,
    jid: string,
    registration: Registration,
    now: number,
  ): Promise<RegistrationResult> {
    const fields = Object.entries(registration.fields);
    const secrets: string[] = [];
    for (const [field, plain] of Object.entries(registration.secrets ?? {})) {
      secrets.push(field, plain === '' ? '' : this.#secrets.seal({ gateway, account: jid, field }, plain));
    }
    const args = [mode, jid, now, registration.unique ?? '', fields.length, ...fields.flat(), ...secrets];
    const [result, rev, since] = strings(await this.#write(this.#keys(gateway, jid), args));
    if (result === 'exists' || result === 'missing' || result === 'conflict') return { ok: false, reason: result };
    return { ok: true, account: { jid, rev: Number(rev), fields: { ...registration.fields }, since: Number(since) } };
  }

  async #readAll(gateway: string, jids: readonly string[]): Promise<Record<string, string>[]> {
    const flat = strings(
      await this.#read(
        jids.map((jid) => this.#accountKey(gateway, jid)),
        [],
      ),
    );
    const hashes: Record<string, string>[] = [];
    for (let at = 0; at < flat.length; ) {
      const end = at + 1 + Number(flat[at]);
      const hash = new Map<string, string>();
      for (at += 1; at < end; at += 2) hash.set(flat[at] ?? '', flat[at + 1] ?? '');
      hashes.push(Object.fromEntries(hash));
    }
    return hashes;
  }

  #accountKey(gateway: string, jid: string): string {
    return keyName(this.#prefix, gateway, `a:${jid}`);
  }

  #keys(gateway: string, jid: string): string[] {
    const own = [`a:${jid}`, 'accounts', 'unique', `r:${jid}`, `p:${jid}`, 'online', 'changes', 'changed', `c:${jid}`];
    return [...own.map((name) => keyName(this.#prefix, gateway, name)), bouncesKey(this.#prefix, gateway)];
  }
}

function parse(jid: string, hash: Readonly<Record<string, string>>): StoredAccount | undefined {
  if (hash.rev === undefined) return undefined;
  const fields: [string, string][] = [];
  for (const [name, value] of Object.entries(hash)) {
    if (name.startsWith('f:')) fields.push([name.slice(2), value]);
  }
  return { jid, rev: Number(hash.rev), fields: Object.fromEntries(fields), since: Number(hash.since) };
}
