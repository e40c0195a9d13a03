import { makeCertificate, removeCertificate, shownCertificate } from '../certificates.js';
import type { Done, Ordered } from './ordering.js';

/** The certificate of a user at a network. A new one is used from the next connection on. */
export async function certificate({ parts, user, order }: Ordered<'certificate'>): Promise<Done<'certificate'>> {
  const { context } = parts;
  const { network, action } = order;
  if (action === 'remove') {
    await removeCertificate(context, user, network);
    return {};
  }
  const found =
    action === 'make' ? await makeCertificate(context, user, network) : await shownCertificate(context, user, network);
  if (found === undefined) return {};
  const { sha256, sha512, validUntil } = found;
  return { sha256, sha512, until: validUntil };
}
