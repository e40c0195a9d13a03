import { isPublic } from '../../../src/public-addresses.js';
import type { NetworkSettings } from '../networks.js';

/**
 * Which IP addresses may be dialled for a network, asked of every address that its name resolves to, right before it is
 * connected to: a name that a user wrote may point anywhere, and elsewhere a moment later. Servers that the admin named may
 * have any address; those that users named a public one.
 */
export function dialable({ named }: Pick<NetworkSettings, 'named'>): (address: string) => boolean {
  return named ? () => true : isPublic;
}
