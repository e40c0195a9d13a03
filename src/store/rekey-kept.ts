import type { Redis } from 'ioredis';
import { KV_FAMILY } from './kv.js';
import { scanKeys } from './scan-keys.js';
import { defineScript } from './script.js';
import { keptBy, keyIdOf, type SecretOwner, type Secrets } from './secrets.js';
import { StoreError } from './store-error.js';

/** What a pass has seen; added to. */
export interface Seen {
  current: number;
  readonly old: Set<string>;
  changed: number;
}

// A value that somebody has changed meanwhile stays as it is. ARGV: old, new.
const REPLACE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1`;

// The same for a field of a hash. ARGV: old, new, field.
const REPLACE_FIELD = `
if redis.call('HGET', KEYS[1], ARGV[3]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[2])
return 1`;

/** Behind the gateway, in front of its key: a value or a hash. */
const FORM = '}:v:';
const SEALED = /^[^.]+\.[\w-]+$/;

/** Encrypts with the current key what gateways have sealed and keep in their keyed stores, under what it was sealed for. */
export async function rekeyKept(redis: Redis, prefix: string, secrets: Secrets, seen: Seen): Promise<void> {
  const replace = defineScript(redis, 'isthmusRekeyKept', REPLACE);
  const replaceField = defineScript(redis, 'isthmusRekeyKeptField', REPLACE_FIELD);
  const start = `${prefix}:{${KV_FAMILY}.`;
  const fresh = (value: string, key: string): string | undefined => {
    const holdsSealed = secrets.ring.ids.some((id) => value.includes(`"${id}.`));
    const found = holdsSealed ? resealed(parsed(value), ownerOf(key.slice(start.length)), secrets, seen) : undefined;
    return found === undefined ? undefined : JSON.stringify(found);
  };
  for await (const keys of scanKeys(redis, `${start}*}:v:*`)) {
    const values = await Promise.all(keys.map((key) => redis.get(key)));
    for (const [at, key] of keys.entries()) {
      const value = values[at] ?? '';
      const changed = fresh(value, key);
      if (changed !== undefined) seen.changed += Number(await replace([key], [value, changed]));
    }
  }
  for await (const keys of scanKeys(redis, `${start}*}:h:*`)) {
    for (const key of keys) {
      for (const [field, value] of Object.entries(await redis.hgetall(key))) {
        const changed = fresh(value, key);
        if (changed !== undefined) seen.changed += Number(await replaceField([key], [value, changed, field]));
      }
    }
  }
}

/** A field of a hash may be any text. */
function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** `rest`: of the name of a key, from the gateway on. */
function ownerOf(rest: string): SecretOwner {
  const end = rest.indexOf('}');
  return keptBy(rest.slice(0, end), rest.slice(end + FORM.length));
}

/** A value with all that is sealed in it, at any depth, under the current key; undefined where that changes nothing. */
function resealed(value: unknown, owner: SecretOwner, secrets: Secrets, seen: Seen): unknown {
  if (typeof value === 'string') return resealedText(value, owner, secrets, seen);
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).map(([name, one]) => ({
    name,
    one,
    fresh: resealed(one, owner, secrets, seen),
  }));
  if (entries.every(({ fresh }) => fresh === undefined)) return undefined;
  const all = entries.map(({ name, one, fresh }): [string, unknown] => [name, fresh ?? one]);
  return Array.isArray(value) ? all.map(([, one]) => one) : Object.fromEntries(all);
}

function resealedText(text: string, owner: SecretOwner, secrets: Secrets, seen: Seen): string | undefined {
  const id = SEALED.test(text) ? keyIdOf(text) : '';
  if (!secrets.ring.ids.includes(id)) return undefined;
  let plain: string;
  try {
    plain = secrets.open(owner, text);
  } catch (error) {
    // It only looks like one.
    if (error instanceof StoreError) return undefined;
    throw error;
  }
  if (id === secrets.ring.current) {
    seen.current++;
    return undefined;
  }
  seen.old.add(id);
  return secrets.seal(owner, plain);
}
