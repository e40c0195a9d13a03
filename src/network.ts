import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** A network of IP addresses, as the config file writes it: `10.0.0.0/8`, `fd00::/8`, or one address. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Reads a network; undefined where it is none. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', bits] = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return undefined;
  const most = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  return prefix > most ? undefined : { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** Units of a host as somebody writes it, with a port behind it. */
export const LONGEST_HOST = 300;
const HOST_NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * A host in the form in which it is compared and dialled: a name with A-labels in small letters, or an IP address without brackets.
 * Undefined where the text is none.
 */
export function hostName(text: string): string | undefined {
  if (text === '' || text.length > LONGEST_HOST) return undefined;
  const lower = text.toLowerCase();
  const inner = lower.startsWith('[') && lower.endsWith(']') ? lower.slice(1, -1) : lower;
  // A zone names an interface of this machine.
  if (isIP(inner) !== 0) return inner.includes('%') ? undefined : inner;
  if (inner !== lower) return undefined;
  const bare = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  if (/[^-.0-9_a-z\u0080-\u{10ffff}]/u.test(bare)) return undefined;
  const ascii = /^[\x20-\x7e]*$/.test(bare) ? bare : domainToASCII(bare);
  if (ascii.length > 253 || !HOST_NAME.test(ascii)) return undefined;
  // Names that end in a number are read as IPv4 addresses by resolvers (`127.1`, `0x7f.1`), past every list of ours.
  return /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(ascii) ? undefined : ascii;
}

/** Whether a host that is listened at can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/i;

/** Whether a host, by its name or address, is this machine itself. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK.test(host);
}
