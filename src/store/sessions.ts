import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { defineScript, type Script, strings } from './script.js';
import type { Secrets } from './secrets.js';
import { StoreError } from './store-error.js';

/** A session of one user with one gateway. */
export interface SessionPlace {
  readonly gateway: string;
  /** Bare JID; a user has at most eight sessions open, then the oldest makes room. */
  readonly user: string;
  readonly id: string;
  /** The JID that alone may go on with it: a full one, or the bare one. */
  readonly owner: string;
}

type TakenSession =
  /** It is the caller's until `keep`, `end`, or half a minute has passed. */
  | { readonly kind: 'open'; readonly rev: number; readonly state: unknown }
  /** It was there and is over: ended, timed out, or had to make room. */
  | { readonly kind: 'expired' }
  /** Never heard of, or somebody else's. */
  | { readonly kind: 'unknown' }
  /** Somebody is working on it at this moment. */
  | { readonly kind: 'busy' };

const MOST_OPEN = 8;
/** So many sessions of a user are remembered, for so long, to tell one that is over from one that never was. */
const REMEMBERED = 32;
const REMEMBERED_MS = 86_400_000;
/** Longer than the live check of a registration may take. */
const LOCK_MS = 30_000;

// A state is a hash: `o` owner, `r` revision, `l` wall time until which it is taken, `b` the sealed rest. KEYS: the user's
// sessions by the time of their begin, state. ARGV: id, now, owner, sealed, ttl, most open, most remembered, for how long,
// what the keys of the user's states begin with.
const BEGIN = `
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[2], 'o', ARGV[3], 'r', 0, 'b', ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
for _, id in ipairs(redis.call('ZREVRANGE', KEYS[1], ARGV[6], -1)) do
  if id ~= ARGV[1] then redis.call('DEL', ARGV[9] .. id) end
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[7])
return redis.call('PEXPIRE', KEYS[1], ARGV[8])`;

// ARGV: id, owner, now, ms of the lock.
const TAKE = `
local state = redis.call('HMGET', KEYS[2], 'o', 'l', 'b')
if not state[1] then
  return {redis.call('ZSCORE', KEYS[1], ARGV[1]) and 'expired' or 'unknown'}
end
if state[1] ~= ARGV[2] then return {'unknown'} end
if state[2] and tonumber(state[2]) > tonumber(ARGV[3]) then return {'busy'} end
redis.call('HSET', KEYS[2], 'l', ARGV[3] + ARGV[4])
return {'open', redis.call('HINCRBY', KEYS[2], 'r', 1), state[3]}`;

// KEYS: state. ARGV: revision, sealed ('' ends it), ttl.
const LEAVE = `
if redis.call('HGET', KEYS[1], 'r') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], 'b', ARGV[2])
redis.call('HDEL', KEYS[1], 'l')
return redis.call('PEXPIRE', KEYS[1], ARGV[3])`;

/**
 * Sessions of commands and dialogues, in Redis, so that the next step may come to another process. What was typed lies there
 * encrypted and bound to its owner, and goes with the session.
 */
export class Sessions {
  readonly #prefix: string;
  readonly #secrets: Secrets;
  readonly #face: string;
  readonly #ttl: number;
  readonly #begin: Script;
  readonly #take: Script;
  readonly #leave: Script;

  /** `face` keeps the sessions of one kind apart from the others'; `ttl`: ms without a step after which one is over. */
  constructor(redis: Redis, prefix: string, secrets: Secrets, face: string, ttl: number) {
    this.#prefix = prefix;
    this.#secrets = secrets;
    this.#face = face;
    this.#ttl = ttl;
    this.#begin = defineScript(redis, 'isthmusSessionBegin', BEGIN);
    this.#take = defineScript(redis, 'isthmusSessionTake', TAKE);
    this.#leave = defineScript(redis, 'isthmusSessionLeave', LEAVE);
  }

  /** Begins a session; one of the same id is replaced. `state` becomes JSON, `now` is wall time in ms. */
  async begin(place: SessionPlace, state: unknown, now: number): Promise<void> {
    const { id, owner } = place;
    const limits = [MOST_OPEN, REMEMBERED, REMEMBERED_MS, this.#key(place, 's', '')];
    await this.#begin(this.#keys(place), [id, now, owner, this.#seal(place, state), this.#ttl, ...limits]);
  }

  /** Takes a session up, for one caller at a time. */
  async take(place: SessionPlace, now: number): Promise<TakenSession> {
    const [kind, rev, sealed = ''] = strings(
      await this.#take(this.#keys(place), [place.id, place.owner, now, LOCK_MS]),
    );
    if (kind === 'expired' || kind === 'unknown' || kind === 'busy') return { kind };
    const state = this.#open(place, sealed);
    if (state !== undefined) return { kind: 'open', rev: Number(rev), state };
    await this.end(place, Number(rev));
    return { kind: 'expired' };
  }

  /** Puts a session back that was taken as `rev`; false where it is the caller's no longer. */
  keep(place: SessionPlace, rev: number, state: unknown): Promise<boolean> {
    return this.#put(place, rev, this.#seal(place, state));
  }

  /** Ends a session that was taken as `rev`; false where it is the caller's no longer. */
  end(place: SessionPlace, rev: number): Promise<boolean> {
    return this.#put(place, rev, '');
  }

  async #put(place: SessionPlace, rev: number, sealed: string): Promise<boolean> {
    return Number(await this.#leave([this.#key(place, 's', place.id)], [rev, sealed, this.#ttl])) === 1;
  }

  #seal(place: SessionPlace, state: unknown): string {
    return this.#secrets.seal(ownerOf(place), JSON.stringify(state));
  }

  /** Undefined where the key was dropped from the ring meanwhile. */
  #open(place: SessionPlace, sealed: string): unknown {
    try {
      return JSON.parse(this.#secrets.open(ownerOf(place), sealed));
    } catch (error) {
      if (error instanceof StoreError) return undefined;
      throw error;
    }
  }

  #keys(place: SessionPlace): string[] {
    return [this.#key(place, 'i', ''), this.#key(place, 's', place.id)];
  }

  #key({ gateway, user }: SessionPlace, kind: 'i' | 's', id: string): string {
    return keyName(this.#prefix, gateway, `${this.#face}.${kind}:${user} ${id}`);
  }
}

function ownerOf({ gateway, owner, id }: SessionPlace) {
  return { gateway, account: owner, field: `session ${id}` };
}
