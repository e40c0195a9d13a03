import type { Redis } from 'ioredis';
import { KV_FAMILY } from './kv.js';
import { defineScript } from './script.js';
import { keptBy, keyIdOf, type Secrets } from './secrets.js';
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

/** Encrypts with the current key what gateways have sealed and keep in their keyed stores, under what it was sealed for. */
export async function rekeyKept(redis: Redis, prefix: string, secrets: Secrets, seen: Seen): Promise<void> {
  const replace = defineScript(redis, 'isthmusRekeyKept', REPLACE);
  const start = `${prefix}:{${KV_FAMILY}.`;
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${start}*}:v:*`, 'COUNT', 1000);
    cursor = next;
    const values = await Promise.all(keys.map((key) => redis.get(key)));
    for (const [at, key] of keys.entries()) {
      const value = values[at];
      const kept = value === null || value === undefined ? undefined : open(secrets, key.slice(start.length), value);
      if (value === null || value === undefined || kept === undefined) continue;
      if (kept.id === secrets.ring.current) {
        seen.current++;
        continue;
      }
      seen.old.add(kept.id);
      seen.changed += Number(await replace([key], [value, JSON.stringify(secrets.seal(kept.owner, kept.plain))]));
    }
  } while (cursor !== '0');
}

/** `rest`: of the name of the key, from the gateway on. Undefined for a value that is not sealed. */
function open(
  secrets: Secrets,
  rest: string,
  value: string,
): { readonly id: string; readonly owner: ReturnType<typeof keptBy>; readonly plain: string } | undefined {
  // As JSON has it: a text without anything to escape, with the id of a key of ours.
  const sealed = /^"([^"\\]+\.[\w-]+)"$/.exec(value)?.[1];
  const id = sealed === undefined ? '' : keyIdOf(sealed);
  if (sealed === undefined || !secrets.ring.ids.includes(id)) return undefined;
  const end = rest.indexOf('}');
  const owner = keptBy(rest.slice(0, end), rest.slice(end + '}:v:'.length));
  try {
    return { id, owner, plain: secrets.open(owner, sealed) };
  } catch (error) {
    // It only looks like one.
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}
