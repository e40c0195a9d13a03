import { Allowance } from './allowance.js';
import type { Site } from './site.js';

/** Questions to the directory that a user may cause at once, and a second for long: it serves others too. */
const BURST = 10;
const RATE = 0.5;

/**
 * Whether a user may have the directory asked once more; asking costs. `purpose` names the bucket: a client that looks at
 * many contacts does not take the search from its user. Rejects where Redis does not answer.
 */
export function directoryAllowance(
  { gateway, stores, clock }: Site,
  purpose: 'search' | 'names',
): (user: string) => Promise<boolean> {
  const name = `${purpose}.${gateway.name}`;
  const allowance = new Allowance({ name, buckets: stores.buckets, limits: { rate: RATE, burst: BURST }, clock });
  return async (user) => ((await allowance.take(new Map([[user, 1]]))).get(user) ?? 0) >= 1;
}
