import { hkdfSync } from 'node:crypto';
import type { KeyRing } from './key-ring.js';

/**
 * A key of 32 bytes for one purpose, derived (HKDF-SHA256, RFC 5869) from a key of the ring, so that no key is used for two
 * things. Undefined where the ring has no key of that id.
 */
export function derivedKey(ring: Pick<KeyRing, 'key'>, id: string, purpose: string): Buffer | undefined {
  const key = ring.key(id);
  return key === undefined ? undefined : Buffer.from(hkdfSync('sha256', key, '', `isthmus ${purpose}`, 32));
}
