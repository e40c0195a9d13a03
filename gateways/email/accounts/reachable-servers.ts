import { BlockList } from 'node:net';
import { networkInterfaces } from 'node:os';
import { parseNetwork } from '../../../src/network.js';
import { isPublic } from '../../../src/public-addresses.js';

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
    return isPublic(address) && !isOneOf(own(), address);
  };
}

function isOneOf(addresses: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const one of addresses) list.addAddress(one, familyOf(one));
  return list.check(address, familyOf(address));
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (address.includes(':') ? 'ipv6' : 'ipv4');

/** Addresses of the interfaces of this machine, as they are now, without zones. */
function interfaceAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address }) => address.replace(/%.*$/, '')),
  );
}
