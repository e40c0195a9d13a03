import { BlockList } from 'node:net';
import { parseNetwork } from '../../../src/network.js';
import { interfaceAddresses, isAmong, isPublic } from '../../../src/public-addresses.js';

/**
 * Which IP addresses of mail servers that users name may be connected to, asked of each address that a name resolves to, right
 * before it is connected to: those of the public Internet except this machine's own, whose firewall does not look at what comes
 * from itself, and those that the admin lists (`ownMailboxes.allowNetworks`).
 */
export function reachableServers(
  allowNetworks: readonly string[],
  own: () => readonly string[] = interfaceAddresses,
): (address: string) => boolean {
  const listed = new BlockList();
  for (const text of allowNetworks) {
    const network = parseNetwork(text);
    if (network !== undefined) listed.addSubnet(network.address, network.prefix, network.family);
  }
  return (address) => {
    if (address.includes('%')) return false;
    if (listed.check(address, familyOf(address))) return true;
    return isPublic(address) && !isAmong(own(), address);
  };
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (address.includes(':') ? 'ipv6' : 'ipv4');
