import type { HoldContext, Problem } from '../../gateway.js';
import { identityOf } from '../accounts/identities.js';
import { keptText } from '../crypto/identity.js';
import { importKey } from '../crypto/key-import.js';
import { type Follower, refused } from '../orders/ordering.js';
import { KeyRing } from './key-ring.js';

/** A key as its owner gave it, in JSON: sealed on its way to where it is kept. */
export interface GivenKey {
  /** PEM, or PKCS #12 in base64; empty: it lies at `url`. */
  readonly file: string;
  readonly url: string;
  readonly password: string;
}

/** Largest file that is fetched for a key, octets. */
const LARGEST = 262_144;
const FETCH_MS = 10_000;

/** What a `GivenKey` of a user (bare JID) is sealed for. */
export function givenKeyOf(user: string): string {
  return `given-key:${user}`;
}

/** Keeps the key of an account, tells of it, removes it. */
export const keyOrder: Follower<'key'> = async ({ parts: { context, config }, user, order }) => {
  const account = await context.account(order.account);
  const identity = account === undefined ? undefined : identityOf(account, config);
  if (account === undefined || account.jid !== user || identity === undefined) throw refused('email.key.no-account');
  const keys = new KeyRing(context);
  const params = { address: identity.self.address };
  if (order.action === 'remove') {
    const was = await keys.remove(account);
    return { text: { key: was ? 'email.key.removed' : 'email.key.none', params } };
  }
  if (order.action !== 'import') {
    const kept = await keys.of(account);
    return { text: kept === undefined ? { key: 'email.key.none', params } : keptText(kept) };
  }
  const given = context.unseal(givenKeyOf(user), order.sealed);
  if (given === undefined) throw refused('email.key.unreadable');
  const { file, url, password } = JSON.parse(given) as GivenKey;
  const octets = file === '' ? await fetched(context, url) : octetsOf(file);
  if ('condition' in octets) return { problem: octets };
  const imported = await importKey({ octets, password, addresses: [...identity.own], now: context.clock.now() });
  if (!imported.ok) return { problem: imported.problem };
  await keys.keep(account, imported.identity);
  return { text: keptText(imported.identity) };
};

function octetsOf(text: string): Uint8Array {
  return text.includes('-----BEGIN ') ? Buffer.from(text, 'latin1') : Buffer.from(text, 'base64');
}

async function fetched({ media }: Pick<HoldContext, 'media'>, url: string): Promise<Uint8Array | Problem> {
  if (media === undefined) throw refused('email.key.missing', undefined, 'not-acceptable');
  const found = await media.fetch(url, { size: LARGEST, time: FETCH_MS });
  if (!found.ok) return found.problem;
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of found.file.content) chunks.push(chunk as Uint8Array);
  } catch {
    // Why it broke off stands in `end`.
  }
  const end = await found.file.end;
  return end.ok ? Buffer.concat(chunks) : end.problem;
}
