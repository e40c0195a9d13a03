import { BlockList } from 'node:net';
import { parseNetwork } from '../../../src/network.js';
import { interfaceAddresses, isPublic } from '../../../src/public-addresses.js';
import type { NetworkSettings } from '../networks.js';

/** What is this machine's own. */
interface OwnAddresses {
  /** Addresses of its interfaces. */
  readonly addresses: () => readonly string[];
  /** The prefix that users go out from, all of which leads back here (`outgoing.ipv6Prefix`). */
  readonly prefix?: string | undefined;
}

/**
 * Which IP addresses may be dialled for a network, asked of every address that its name resolves to, right before it is
 * connected to: a name that a user wrote may point anywhere, and elsewhere a moment later. Servers that the admin named may
 * have any address; those that users named a public one, and none of this machine, whose firewall does not look at what comes
 * from itself.
 */
export function dialable(
  { named }: Pick<NetworkSettings, 'named'>,
  own: OwnAddresses = { addresses: interfaceAddresses },
): (address: string) => boolean {
  return named ? () => true : (address) => isPublic(address) && !isOwn(address, own);
}

/** Of an address that is one. */
function isOwn(address: string, { addresses, prefix }: OwnAddresses): boolean {
  const list = new BlockList();
  for (const one of addresses()) list.addAddress(one, familyOf(one));
  const network = prefix === undefined ? undefined : parseNetwork(prefix);
  if (network !== undefined) list.addSubnet(network.address, network.prefix, network.family);
  return list.check(address, familyOf(address));
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (address.includes(':') ? 'ipv6' : 'ipv4');
