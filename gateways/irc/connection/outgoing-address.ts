import { createHmac } from 'node:crypto';
import { isIPv6, SocketAddress } from 'node:net';

/** A network of IPv6 addresses of ours, as `2001:db8:1::/64`. */
interface AddressPrefix {
  readonly octets: Buffer;
  /** Bits that all addresses have in common, 0 to 128. */
  readonly bits: number;
}

/** Reads a prefix; undefined where it is none. */
export function parseAddressPrefix(text: string): AddressPrefix | undefined {
  const [, address = '', length = ''] = /^([0-9A-Fa-f:.]+)\/(\d{1,3})$/.exec(text) ?? [];
  const bits = Number(length);
  return isIPv6(address) && bits <= 128 ? { octets: octetsOf(address), bits } : undefined;
}

/**
 * The address of a user within the prefix: always the same, so that a network can ban it alone. The rest of the octets is a hash
 * by `key`, never all zeros, which is the router's (RFC 4291 2.6.1).
 */
export function outgoingAddress(bareJid: string, { octets, bits }: AddressPrefix, key: string): string {
  const hash = createHmac('sha256', key).update(bareJid.toLowerCase()).digest();
  const address = Buffer.alloc(16);
  let some = false;
  for (let index = 0; index < 16; index += 1) {
    // Bits of this octet that are the prefix's.
    const fixed = Math.min(8, Math.max(0, bits - index * 8));
    const mask = (0xff00 >> fixed) & 0xff;
    const own = (hash[index] ?? 0) & (0xff - mask);
    if (own !== 0) some = true;
    address[index] = ((octets[index] ?? 0) & mask) | own;
  }
  if (!some && bits < 128) address[15] = (address[15] ?? 0) | 1;
  return textOf(address);
}

/** The shortest form (RFC 5952). */
function textOf(octets: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => octets.readUInt16BE(index * 2).toString(16));
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}

/** The sixteen octets of an address that is known to be one. */
function octetsOf(address: string): Buffer {
  const [, head = address, quad] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  const four = quad === undefined ? [] : quad.split('.').map(Number);
  const tail = quad === undefined ? '' : `${hex(four, 0)}:${hex(four, 2)}`;
  const [before = '', after] = (head + tail).split('::', 2);
  const left = before.split(':').filter((group) => group !== '');
  const right = (after ?? '').split(':').filter((group) => group !== '');
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  const octets = Buffer.alloc(16);
  for (const [index, group] of groups.slice(0, 8).entries())
    octets.writeUInt16BE(Number.parseInt(group, 16), index * 2);
  return octets;
}

function hex(octets: readonly number[], at: number): string {
  return (((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0)).toString(16);
}
