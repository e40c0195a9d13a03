import type { Redis } from 'ioredis';
import { accountId } from '../account-id.js';
import { keyName } from './keys.js';
import { Letters } from './letters.js';
import { rekeyKept, type Seen } from './rekey-kept.js';
import { defineScript, type Script } from './script.js';
import type { SecretOwner, Secrets } from './secrets.js';
import { keyIdOf } from './secrets.js';

interface RekeyResult {
  /** Secrets that were encrypted anew. */
  readonly changed: number;
  /** Secrets that were seen with the current key in the last pass. */
  readonly current: number;
  /** Ids of keys that a secret was seen with in the last pass, besides the current one. Empty: none is needed any more. */
  readonly left: readonly string[];
}

// A secret that somebody has changed meanwhile stays as it is. ARGV: field, old, new.
const REPLACE = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`;

/**
 * Encrypts all secrets of the accounts of the given gateways, all that gateways keep sealed, and dead letters, with the current key. Safe while Isthmus runs: both keys are readable, a
 * value is replaced only if it is still the one that was read, and passes go on until one finds nothing of an older key.
 * Interrupted, it is simply started again.
 */
export async function rekeyAll(
  redis: Redis,
  prefix: string,
  gateways: readonly string[],
  secrets: Secrets,
): Promise<RekeyResult> {
  const replace = defineScript(redis, 'isthmusRekeyReplace', REPLACE);
  let changed = 0;
  for (let pass = 1; ; pass++) {
    const seen: Seen = { current: 0, old: new Set<string>(), changed: 0 };
    for (const gateway of gateways) await rekeyGateway(redis, prefix, gateway, secrets, replace, seen);
    await rekeyKept(redis, prefix, secrets, seen);
    seen.changed += await new Letters(redis, prefix, secrets).rekey((key) => {
      if (key === secrets.ring.current) seen.current++;
      else seen.old.add(key);
    });
    changed += seen.changed;
    if (seen.old.size === 0 || pass === 5) return { changed, current: seen.current, left: [...seen.old] };
  }
}

async function rekeyGateway(
  redis: Redis,
  prefix: string,
  gateway: string,
  secrets: Secrets,
  replace: Script,
  seen: Seen,
): Promise<void> {
  let cursor = '0';
  do {
    const [next, jids] = await redis.sscan(keyName(prefix, gateway, 'accounts'), cursor, 'COUNT', 200);
    cursor = next;
    for (const jid of jids) {
      const first = await redis.hgetall(keyName(prefix, gateway, `a:${jid}`));
      for (const label of ['', ...(first.o?.split(' ') ?? [])]) {
        const account = accountId(jid, label);
        const key = keyName(prefix, gateway, `a:${account}`);
        for (const [name, sealed] of Object.entries(label === '' ? first : await redis.hgetall(key))) {
          if (!name.startsWith('s:')) continue;
          if (keyIdOf(sealed) === secrets.ring.current) {
            seen.current++;
            continue;
          }
          seen.old.add(keyIdOf(sealed));
          const owner: SecretOwner = { gateway, account, field: name.slice(2) };
          const fresh = secrets.seal(owner, secrets.open(owner, sealed));
          seen.changed += Number(await replace([key], [name, sealed, fresh]));
        }
      }
    }
  } while (cursor !== '0');
}
