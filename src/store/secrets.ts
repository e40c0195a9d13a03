import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { flushAtTurnEnd } from '../turn-end.js';
import { createKeyFile, KEYS_VARIABLE, KeyRing } from './key-ring.js';
import { keyName } from './keys.js';
import { defineScript } from './script.js';
import { StoreError } from './store-error.js';

/** What a secret belongs to; it opens only there, so a value moved to another account or field is refused. */
export interface SecretOwner {
  readonly gateway: string;
  readonly account: string;
  readonly field: string;
}

/** The owner of a text that a gateway seals and keeps under a key of its keyed store. */
export function keptBy(gateway: string, key: string): SecretOwner {
  return { gateway, account: '', field: `kept ${key}` };
}

const CANARY: SecretOwner = { gateway: '', account: '', field: 'canary' };
const CANARY_TEXT = 'isthmus';

// Plants a canary only where there is none yet, or one of a key that this ring holds too. ARGV: id, sealed, ids of the ring.
const PLANT = `
local known = redis.call('HLEN', KEYS[1]) == 0
for i = 3, #ARGV do known = known or redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1 end
if known then redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) end
return 0`;

/** Encrypts and decrypts single values: AES-256-GCM, as `<key id>.<base64url of nonce (12), tag (16), cipher text>`. */
export class Secrets {
  readonly ring: KeyRing;
  /** The present turn of the event loop has looked at the file of the keys. */
  #looked = false;

  constructor(ring: KeyRing) {
    this.ring = ring;
  }

  /** Encrypts with the current key; looks first, once a turn of the event loop, whether a `rekey` has changed it. */
  seal(owner: SecretOwner, plain: string): string {
    this.#look();
    const id = this.ring.current;
    const key = this.ring.key(id);
    if (key === undefined) throw new StoreError(`the key ${id} is gone`);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(Buffer.from(JSON.stringify([owner.gateway, owner.account, owner.field])));
    const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `${id}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`;
  }

  /** What is sealed reaches Redis no sooner than in the next turn, so that looking more often would bring nothing. */
  #look(): void {
    if (this.#looked) return;
    this.ring.refresh();
    this.#looked = true;
    flushAtTurnEnd(() => {
      this.#looked = false;
    });
  }

  /** Decrypts; throws a `StoreError` where the key is unknown or the value was changed or moved. */
  open(owner: SecretOwner, sealed: string): string {
    const id = keyIdOf(sealed);
    const key = this.ring.key(id);
    if (key === undefined)
      throw new StoreError(`a secret was encrypted with the key ${id}, which is not in the key file`);
    const bytes = Buffer.from(sealed.slice(id.length + 1), 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(JSON.stringify([owner.gateway, owner.account, owner.field])));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    } catch {
      throw new StoreError(
        `a secret of the gateway "${owner.gateway}" (field ${owner.field}) does not open with the key ${id}`,
      );
    }
  }
}

/** The id of the key that a sealed value was encrypted with. */
export function keyIdOf(sealed: string): string {
  return sealed.slice(0, Math.max(0, sealed.indexOf('.')));
}

/**
 * Opens the keys for a store: from the environment (`environment[KEYS_VARIABLE]`), else from the file, which is made at
 * the first start. A canary in Redis, one a key id, shows whether these are the keys that this store was written with;
 * if not, nothing is changed and a `StoreError` says what to do.
 */
export async function openSecrets(
  redis: Redis,
  prefix: string,
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Secrets> {
  const canaryKey = keyName(prefix, 'store', 'canary');
  const canaries = await redis.hgetall(canaryKey);
  const fromEnvironment = environment[KEYS_VARIABLE];
  if (fromEnvironment === undefined && !existsSync(file)) {
    if (Object.keys(canaries).length > 0) {
      throw new StoreError(
        `the key file ${file} is missing, but this Redis holds secrets that were encrypted with one: ` +
          'put it back from your backup, or correct keyFile',
      );
    }
    createKeyFile(file);
  }
  const ring = new KeyRing(fromEnvironment === undefined ? { file } : { text: fromEnvironment });
  const secrets = new Secrets(ring);
  const where = fromEnvironment === undefined ? file : `the variable ${KEYS_VARIABLE}`;
  checkCanaries(secrets, canaries, where);
  const plant = defineScript(redis, 'isthmusCanaryPlant', PLANT);
  await plant([canaryKey], [ring.current, secrets.seal(CANARY, CANARY_TEXT), ...ring.ids]);
  // Of two first starts with different keys one has planted its canary, and the other finds that one here.
  checkCanaries(secrets, await redis.hgetall(canaryKey), where);
  return secrets;
}

/** Throws a `StoreError` where the ring is not the one that these canaries were planted with. */
export function checkCanaries(secrets: Secrets, canaries: Readonly<Record<string, string>>, where: string): void {
  for (const [id, sealed] of Object.entries(canaries)) {
    if (secrets.ring.key(id) === undefined) {
      throw new StoreError(
        `the secrets in this Redis were encrypted with the key ${id}, and ${where} holds only ` +
          `${secrets.ring.ids.join(', ')}: put the right key file back, or correct keyFile or redis.url`,
      );
    }
    if (secrets.open(CANARY, sealed) !== CANARY_TEXT) throw new StoreError(`the canary of the key ${id} is wrong`);
  }
}

/** Stores the canary of the ring's current key. For `rekey`, before the first value is encrypted with it. */
export async function plantCanary(redis: Redis, prefix: string, secrets: Secrets): Promise<void> {
  const sealed = secrets.seal(CANARY, CANARY_TEXT);
  await redis.hsetnx(keyName(prefix, 'store', 'canary'), secrets.ring.current, sealed);
}

/** Forgets canaries of keys that were dropped. */
export async function dropCanaries(redis: Redis, prefix: string, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await redis.hdel(keyName(prefix, 'store', 'canary'), ...ids);
}
