import { reachable } from '../../../src/public-addresses.js';

/**
 * Which IP addresses of mail servers that users name may be connected to, asked of each address that a name resolves to, right
 * before it is connected to: those of the public Internet except this machine's own, whose firewall does not look at what comes
 * from itself, and those that the admin lists (`ownMailboxes.allowNetworks`).
 */
export function reachableServers(
  allowNetworks: readonly string[],
  own?: () => readonly string[],
): (address: string) => boolean {
  const reach = reachable(allowNetworks, own);
  return (address) => reach(address);
}
