import { createHmac } from 'node:crypto';

/**
 * The Message-ID (without angle brackets) of the mail that an envelope becomes: the same each time the envelope is tried, and nobody
 * without the key can make or guess one.
 *
 * @param key 32 octets, kept for this purpose alone.
 * @param domain of the sender, in A-labels.
 */
export function messageIdFor(envelopeId: string, domain: string, key: Uint8Array): string {
  return `${createHmac('sha256', key).update(envelopeId).digest('base64url').slice(0, 27)}@${domain}`;
}
