import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { defineScript, type Script, strings } from './script.js';

/** What an admin sets while Isthmus runs, and every process follows within a second or two. */
const LIVE_KINDS = ['bans', 'log-levels', 'notices'] as const;
type LiveKind = (typeof LIVE_KINDS)[number];

/** All of it at one moment: by kind, then by name. Values are JSON. */
export type LiveState = Readonly<Record<LiveKind, ReadonlyMap<string, string>>>;

/** Family of the keys of what is the admin's own. */
const OPERATOR_FAMILY = 'operator';

// KEYS: version, hash. ARGV: name, value.
const SET = `
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return redis.call('INCR', KEYS[1])`;

// KEYS: version, hash. ARGV: name. A version is there only with a change, so that nobody reads anew for nothing.
const REMOVE = `
local removed = redis.call('HDEL', KEYS[2], ARGV[1])
if removed == 1 then redis.call('INCR', KEYS[1]) end
return removed`;

// KEYS: version, hashes. ARGV: version that is known. Answer: the version alone, or with each hash behind its length.
const READ = `
local version = redis.call('GET', KEYS[1]) or '0'
local answer = {version}
if version == ARGV[1] then return answer end
for i = 2, #KEYS do
  local flat = redis.call('HGETALL', KEYS[i])
  answer[#answer + 1] = tostring(#flat)
  for _, text in ipairs(flat) do answer[#answer + 1] = text end
end
return answer`;

/** Small tables with one version for all of them: whoever has a copy asks with one trip whether it is still true. */
export class LiveSettings {
  readonly #version: string;
  readonly #hash: (kind: LiveKind) => string;
  readonly #set: Script;
  readonly #remove: Script;
  readonly #read: Script;

  constructor(redis: Redis, prefix: string) {
    this.#version = keyName(prefix, OPERATOR_FAMILY, 'live-version');
    this.#hash = (kind) => keyName(prefix, OPERATOR_FAMILY, `live:${kind}`);
    this.#set = defineScript(redis, 'isthmusLiveSet', SET);
    this.#remove = defineScript(redis, 'isthmusLiveRemove', REMOVE);
    this.#read = defineScript(redis, 'isthmusLiveRead', READ);
  }

  async set(kind: LiveKind, name: string, value: string): Promise<void> {
    await this.#set([this.#version, this.#hash(kind)], [name, value]);
  }

  /** Tells whether it was there. */
  async remove(kind: LiveKind, name: string): Promise<boolean> {
    return Number(await this.#remove([this.#version, this.#hash(kind)], [name])) === 1;
  }

  /** The state with its version; without `state` where it is still the version that is `known`. */
  async read(known = ''): Promise<{ readonly version: string; readonly state?: LiveState }> {
    const answer = strings(await this.#read([this.#version, ...LIVE_KINDS.map(this.#hash)], [known]));
    const [version = '0'] = answer;
    if (answer.length === 1) return { version };
    let at = 1;
    const state = new Map<LiveKind, ReadonlyMap<string, string>>();
    for (const kind of LIVE_KINDS) {
      const end = at + 1 + Number(answer[at]);
      const flat = answer.slice(at + 1, end);
      state.set(kind, new Map(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] ?? ''] as const] : []))));
      at = end;
    }
    const of = (kind: LiveKind) => state.get(kind) ?? new Map<string, string>();
    return { version, state: { bans: of('bans'), 'log-levels': of('log-levels'), notices: of('notices') } };
  }
}
