import { createHash } from 'node:crypto';
import type { Account, HoldContext, KeyValue } from '../../gateway.js';
import { type Identity, readIdentity, writeIdentity } from '../crypto/identity.js';

/** How long a key is kept that nobody looks at, s. */
const TTL_SECONDS = 10 * 365 * 86_400;

type Whose = Pick<Account, 'id' | 'born' | 'jid'>;
type Keeping = Pick<HoldContext, 'kv' | 'seal' | 'unseal'>;

/** The S/MIME keys of users, one for each account, sealed for this installation. */
export class KeyRing {
  readonly #o: Keeping;

  constructor(keeping: Keeping) {
    this.#o = keeping;
  }

  /** Keeps a key, in the place of an earlier one. */
  async keep(account: Whose, identity: Identity): Promise<void> {
    const { kv, seal } = this.#o;
    const key = keyOf(account);
    // Listed first: what is listed and is not there does no harm.
    await kv.setFields(listOf(account.jid), { [key]: '1' }, TTL_SECONDS);
    await kv.set(key, seal(key, writeIdentity(identity)), TTL_SECONDS);
  }

  /** The key of an account as `writeIdentity` writes it; undefined where there is none. */
  async text(account: Whose): Promise<string | undefined> {
    const key = keyOf(account);
    const sealed = await this.#o.kv.get<string>(key);
    return sealed === undefined ? undefined : this.#o.unseal(key, sealed);
  }

  async of(account: Whose): Promise<Identity | undefined> {
    const text = await this.text(account);
    return text === undefined ? undefined : readIdentity(text);
  }

  /** False: there was none. */
  async remove(account: Whose): Promise<boolean> {
    const { kv } = this.#o;
    const key = keyOf(account);
    const was = (await kv.get(key)) !== undefined;
    await kv.remove(key);
    await kv.removeFields(listOf(account.jid), [key]);
    return was;
  }
}

/** Removes all keys of a user (bare JID). */
export async function removeKeys(kv: KeyValue, user: string): Promise<void> {
  const names = Object.keys(await kv.fields(listOf(user)));
  for (const name of names) await kv.remove(name);
  await kv.removeFields(listOf(user), names);
}

function keyOf({ id, born, jid }: Whose): string {
  return `smime-key:${hash(JSON.stringify([jid, id, born]))}`;
}

/** The names of all keys of a user: fields of a hash. */
function listOf(user: string): string {
  return `smime-keys:${hash(user)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
