import type { HoldContext, KeyValue } from '../gateway.js';
import {
  type ClientCertificate,
  createClientCertificate,
  type Fingerprints,
  fingerprintsOf,
} from './connection/certificate.js';

/** How long a certificate is kept that is not used, s. */
const TTL_SECONDS = 10 * 365 * 86_400;

/** Characters of a common name (RFC 5280 A.1, ub-common-name). */
const LONGEST_NAME = 64;

/** Where the certificate of a user for a network lies, and what it is sealed for. */
export function certificateKey(user: string, network: string): string {
  return `certificate:${user}\n${network}`;
}

/** The networks that a user has a certificate for: fields of a hash. */
function listKey(user: string): string {
  return `certificates:${user}`;
}

/** Makes a certificate for a user at a network, in the place of an earlier one. */
export async function makeCertificate(
  { kv, clock, seal }: Pick<HoldContext, 'kv' | 'clock' | 'seal'>,
  user: string,
  network: string,
): Promise<Fingerprints | undefined> {
  // Not who the user is, which networks are not told otherwise; services go by the fingerprint alone.
  const made = await createClientCertificate(network.slice(0, LONGEST_NAME), clock.now());
  const key = certificateKey(user, network);
  // Listed first: what is listed and is not there does no harm.
  await kv.setFields(listKey(user), { [network]: '1' }, TTL_SECONDS);
  await kv.set(key, seal(key, JSON.stringify(made)), TTL_SECONDS);
  return fingerprintsOf(made.certificate);
}

/** The one that there is. */
export async function keptCertificate(
  { kv, unseal }: Pick<HoldContext, 'kv' | 'unseal'>,
  user: string,
  network: string,
): Promise<ClientCertificate | undefined> {
  const key = certificateKey(user, network);
  const sealed = await kv.get<string>(key);
  const text = sealed === undefined ? undefined : unseal(key, sealed);
  return text === undefined ? undefined : (JSON.parse(text) as ClientCertificate);
}

/** The fingerprints of the one that there is. */
export async function shownCertificate(
  context: Pick<HoldContext, 'kv' | 'unseal'>,
  user: string,
  network: string,
): Promise<Fingerprints | undefined> {
  const kept = await keptCertificate(context, user, network);
  return kept === undefined ? undefined : fingerprintsOf(kept.certificate);
}

/** Removes the certificate of a user for a network; the connection that used it stays. */
export async function removeCertificate({ kv }: Pick<HoldContext, 'kv'>, user: string, network: string): Promise<void> {
  await kv.remove(certificateKey(user, network));
  await kv.removeFields(listKey(user), [network]);
}

/** Removes all of a user. */
export async function removeCertificates(kv: KeyValue, user: string): Promise<void> {
  for (const network of Object.keys(await kv.fields(listKey(user)))) await removeCertificate({ kv }, user, network);
}
