import type { Account, HoldContext, KeyValue } from '../../../gateway.js';

/** What lets us in for a user, as it is kept. */
export interface Grant {
  /** Provider of the config at which it is good. */
  readonly provider: string;
  readonly refreshToken: string;
  readonly accessToken: string;
  /** Wall time, ms. */
  readonly expiresAt: number;
  /** Wall time at which the access token was given, ms. */
  readonly since: number;
  /** The provider takes it no more. */
  readonly lost?: true;
}

/** Which registration it is of. */
export type Registration = Pick<Account, 'id' | 'jid' | 'born'>;

/** How long one is kept that is not used, s: providers end them after half a year of silence. */
const TTL_SECONDS = 400 * 86_400;

/** Keeps grants sealed, each for one registration: whoever registers anew begins anew. */
export class Grants {
  readonly #context: Pick<HoldContext, 'kv' | 'seal' | 'unseal'>;

  constructor(context: Pick<HoldContext, 'kv' | 'seal' | 'unseal'>) {
    this.#context = context;
  }

  async load(account: Registration): Promise<Grant | undefined> {
    const { kv, unseal } = this.#context;
    const key = grantKey(account);
    const sealed = await kv.get<string>(key);
    const text = sealed === undefined ? undefined : unseal(key, sealed);
    return text === undefined ? undefined : (JSON.parse(text) as Grant);
  }

  async save(account: Registration, grant: Grant): Promise<void> {
    const { kv, seal } = this.#context;
    const key = grantKey(account);
    // Listed first: what is listed and is not there does no harm.
    await kv.setFields(listKey(account.jid), { [key]: '1' }, TTL_SECONDS);
    await kv.set(key, seal(key, JSON.stringify(grant)), TTL_SECONDS);
  }
}

/** Removes all grants of a user (bare JID), for `Gateway.left`. */
export async function forgetGrants(kv: KeyValue, jid: string): Promise<void> {
  const keys = Object.keys(await kv.fields(listKey(jid)));
  for (const key of keys) await kv.remove(key);
  if (keys.length > 0) await kv.removeFields(listKey(jid), keys);
}

function grantKey({ id, born }: Registration): string {
  return `grant:${born} ${id}`;
}

function listKey(jid: string): string {
  return `grants:${jid}`;
}
