import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { defineScript, type Script, strings } from './script.js';
import { keyIdOf, type SecretOwner, type Secrets } from './secrets.js';

/** A message that ended in failure and waits for an admin, without what it says. */
export interface Letter {
  /** Id of its envelope, or of the copy for one of several recipients. */
  readonly id: string;
  readonly gateway: string;
  /** Id of the account that it belongs to, and the bare JID of its owner. */
  readonly account: string;
  readonly jid: string;
  readonly contact: string;
  /** `out`: to the network; `in`: to the user. */
  readonly direction: 'out' | 'in';
  /** `message`. */
  readonly kind: string;
  /** The lane that it was in. */
  readonly lane: string;
  /** Wall time at which it was written, and at which it failed, ms. */
  readonly sent: number;
  readonly at: number;
  /** Why, for the admin: stanza error, the network's own code, the key of the sentence that its sender got. */
  readonly reason: string;
  /** Times that an admin has had it tried again. */
  readonly tries: number;
}

/** A letter with its envelope, as JSON. */
export interface LetterWithContent {
  readonly letter: Letter;
  readonly content: string;
}

/** A page of the messages that have failed. */
export interface LetterPage {
  readonly total: number;
  /** The newest first. */
  readonly letters: readonly Letter[];
  /** `after` of the next page; undefined: that was the last one. */
  readonly next?: string;
}

/** How many failed messages are kept, and how long. */
export interface LetterLimits {
  /** ms that a letter is kept. */
  readonly keep: number;
  /** Letters that are kept; the oldest give way. */
  readonly count: number;
}

const FAMILY = 'letters';

// One letter goes from everything that names it.
const DROP = `
local function drop(id)
  local json = redis.call('HGET', KEYS[2], id)
  if json then
    local letter = cjson.decode(json)
    redis.call('SREM', ARGV[1] .. letter.gateway .. ' ' .. letter.jid, id)
  end
  redis.call('HDEL', KEYS[2], id)
  redis.call('HDEL', KEYS[3], id)
  return redis.call('ZREM', KEYS[1], id)
end
local function trim(oldest, most)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. oldest)) do drop(id) end
  local more = redis.call('ZCARD', KEYS[1]) - most
  if more > 0 then
    for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, more - 1)) do drop(id) end
  end
end`;

// ARGV: prefix of owners, oldest time, most letters, then id, time, letter, sealed, owner for each.
const PUT = `${DROP}
for i = 4, #ARGV, 5 do
  if redis.call('HSETNX', KEYS[2], ARGV[i], ARGV[i + 2]) == 1 then
    redis.call('HSET', KEYS[3], ARGV[i], ARGV[i + 3])
    redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i])
    redis.call('SADD', ARGV[1] .. ARGV[i + 4], ARGV[i])
  end
end
trim(ARGV[2], tonumber(ARGV[3]))
return 1`;

// ARGV: prefix of owners, oldest time, most letters.
const TRIM = `${DROP}
trim(ARGV[2], tonumber(ARGV[3]))
return redis.call('ZCARD', KEYS[1])`;

// ARGV: prefix of owners, id.
const REMOVE = `${DROP}
return drop(ARGV[2])`;

// ARGV: prefix of owners, owner, account or ''. Answer: number of letters that are gone.
const FORGET = `${DROP}
local gone = 0
for _, id in ipairs(redis.call('SMEMBERS', ARGV[1] .. ARGV[2])) do
  local json = redis.call('HGET', KEYS[2], id)
  if ARGV[3] == '' or not json or cjson.decode(json).account == ARGV[3] then gone = gone + drop(id) end
end
return gone`;

// One that somebody has dropped meanwhile stays away. ARGV: id, old, new.
const RESEAL = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`;

/** Keeps dead letters: what they say is sealed under account and id, beside it stands what an admin may see. Capped in number and age. */
export class Letters {
  readonly #redis: Redis;
  readonly #secrets: Secrets;
  readonly #byTime: string;
  readonly #letters: string;
  readonly #sealed: string;
  readonly #owners: string;
  readonly #put: Script;
  readonly #trim: Script;
  readonly #remove: Script;
  readonly #forget: Script;
  readonly #reseal: Script;

  constructor(redis: Redis, prefix: string, secrets: Secrets) {
    this.#redis = redis;
    this.#secrets = secrets;
    this.#byTime = keyName(prefix, FAMILY, 'by-time');
    this.#letters = keyName(prefix, FAMILY, 'letters');
    this.#sealed = keyName(prefix, FAMILY, 'sealed');
    this.#owners = keyName(prefix, FAMILY, 'of:');
    this.#put = defineScript(redis, 'isthmusLetterPut', PUT);
    this.#trim = defineScript(redis, 'isthmusLetterTrim', TRIM);
    this.#remove = defineScript(redis, 'isthmusLetterRemove', REMOVE);
    this.#forget = defineScript(redis, 'isthmusLetterForget', FORGET);
    this.#reseal = defineScript(redis, 'isthmusLetterReseal', RESEAL);
  }

  /** Keeps letters; one that is there already stays as it is, so that repeating this is harmless. */
  async put(all: readonly LetterWithContent[], { keep, count }: LetterLimits, now: number): Promise<void> {
    if (all.length === 0) return;
    const args = all.flatMap(({ letter, content }) => [
      letter.id,
      letter.at,
      JSON.stringify(letter),
      this.#secrets.seal(ownerOf(letter), content),
      `${letter.gateway} ${letter.jid}`,
    ]);
    await this.#put(this.#keys, [this.#owners, now - keep, count, ...args]);
  }

  /** Forgets what is too old or too much. */
  async trim({ keep, count }: LetterLimits, now: number): Promise<void> {
    await this.#trim(this.#keys, [this.#owners, now - keep, count]);
  }

  async count(): Promise<number> {
    return await this.#redis.zcard(this.#byTime);
  }

  /** A page, of one gateway where it is named; `after`: `next` of the page before. */
  async page({
    gateway,
    after,
    size = 100,
  }: {
    readonly gateway?: string;
    readonly after?: string;
    readonly size?: number;
  } = {}): Promise<LetterPage> {
    const total = await this.count();
    const found: Letter[] = [];
    let at = after === undefined || !/^\d{1,9}$/.test(after) ? 0 : Number(after);
    for (; found.length < size; ) {
      const ids = await this.#redis.zrevrange(this.#byTime, at, at + size - 1);
      if (ids.length === 0) return { total, letters: found };
      const all = await this.#redis.hmget(this.#letters, ...ids);
      for (const json of all) {
        if (found.length === size) break;
        at += 1;
        if (json === null) continue;
        const letter = JSON.parse(json) as Letter;
        if (gateway === undefined || letter.gateway === gateway) found.push(letter);
      }
    }
    return { total, letters: found, ...(at >= total ? {} : { next: String(at) }) };
  }

  async find(id: string): Promise<Letter | undefined> {
    const json = await this.#redis.hget(this.#letters, id);
    return json === null ? undefined : (JSON.parse(json) as Letter);
  }

  /** The letter with its envelope, to be carried again. Throws a `StoreError` where it does not open with our keys. */
  async open(id: string): Promise<LetterWithContent | undefined> {
    const [letter, sealed] = await Promise.all([this.find(id), this.#redis.hget(this.#sealed, id)]);
    if (letter === undefined || sealed === null) return undefined;
    return { letter, content: this.#secrets.open(ownerOf(letter), sealed) };
  }

  /** Tells whether it was there. */
  async remove(id: string): Promise<boolean> {
    return Number(await this.#remove(this.#keys, [this.#owners, id])) === 1;
  }

  /** Forgets what belongs to a person at a gateway, or only to one account of theirs; tells how many there were. */
  async forget(gateway: string, jid: string, account = ''): Promise<number> {
    return Number(await this.#forget(this.#keys, [this.#owners, `${gateway} ${jid}`, account]));
  }

  /** Seals with the current key what an older one has sealed; see `rekeyAll`. Calls `seen` with the id of the key of each. */
  async rekey(seen: (key: string) => void): Promise<number> {
    let changed = 0;
    let cursor = '0';
    do {
      const [next, flat] = await this.#redis.hscan(this.#sealed, cursor, 'COUNT', 200);
      cursor = next;
      const fields = strings(flat);
      for (let i = 0; i + 1 < fields.length; i += 2) {
        const [id = '', sealed = ''] = [fields[i], fields[i + 1]];
        seen(keyIdOf(sealed));
        if (keyIdOf(sealed) === this.#secrets.ring.current) continue;
        const letter = await this.find(id);
        if (letter === undefined) continue;
        const owner = ownerOf(letter);
        const fresh = this.#secrets.seal(owner, this.#secrets.open(owner, sealed));
        changed += Number(await this.#reseal([this.#sealed], [id, sealed, fresh]));
      }
    } while (cursor !== '0');
    return changed;
  }

  get #keys(): readonly string[] {
    return [this.#byTime, this.#letters, this.#sealed];
  }
}

function ownerOf({ gateway, account, id }: Letter): SecretOwner {
  return { gateway, account, field: `letter ${id}` };
}
