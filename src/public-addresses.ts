import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { parseNetwork } from './network.js';

/** Networks of IPv4 that are nobody's on the public Internet (IANA registry of special-purpose addresses, RFC 6890). */
const REFUSED_V4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8',
  '100.64.0.0/10', // behind carriers' NAT
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, and where clouds tell secrets (metadata)
  '168.63.129.16/32', // Azure tells its secrets at an address that looks public
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24', // relays of 6to4
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
];

/** Only this part of IPv6 is given out as public addresses; all else (loopback, local, mapped, NAT64, multicast) is not in it. */
const PUBLIC_V6 = '2000::/3';

/** What in it is not a host of its own: some of these forms hold an IPv4 address that nobody would have checked. */
const REFUSED_V6 = [
  '2001::/23', // IETF protocols, Teredo among them
  '2001:db8::/32',
  '2002::/16', // 6to4
  '3fff::/20',
];

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of networks) {
    const network = parseNetwork(text);
    if (network === undefined) throw new Error(`"${text}" is no network`);
    list.addSubnet(network.address, network.prefix, network.family);
  }
  return list;
}

const refusedV4 = listOf(REFUSED_V4);
const publicV6 = listOf([PUBLIC_V6]);
const refusedV6 = listOf(REFUSED_V6);

/** Whether an address is one of the public Internet. An IPv6 address with a zone is not, nor what is no address. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refusedV4.check(address, 'ipv4');
    case 6:
      return !address.includes('%') && publicV6.check(address, 'ipv6') && !refusedV6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** Ports of HTTP, and those at which Prosody and ejabberd serve the files that users upload. */
const WEB_PORTS: readonly number[] = [80, 443, 5280, 5281, 5443];

/**
 * The addresses that may be connected to because a user named them: those of the public Internet, and those that the admin listed. A
 * public one of this machine itself only at a port of the web: its firewall does not look at what comes from itself, but the files
 * of the XMPP server beside us are there. Throws where a listed one is no network.
 */
export function reachable(
  allowed: readonly string[],
  own: () => readonly string[] = interfaceAddresses,
): (address: string, port?: number) => boolean {
  const list = listOf(allowed);
  return (address, port = 0) => {
    const version = isIP(address);
    if (version === 0 || address.includes('%')) return false;
    if (list.check(address, familyOf(address))) return true;
    return isPublic(address) && (WEB_PORTS.includes(port) || !isAmong(own(), address));
  };
}

/** Whether an address, in whatever form it is written, is one of some. */
function isAmong(addresses: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const one of addresses) list.addAddress(one, familyOf(one));
  return list.check(address, familyOf(address));
}

/** Addresses of the interfaces of this machine, as they are now, without zones. */
export function interfaceAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address }) => address.replace(/%.*$/, '')),
  );
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (address.includes(':') ? 'ipv6' : 'ipv4');
