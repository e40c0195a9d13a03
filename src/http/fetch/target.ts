import { BlockList, isIP, isIPv6 } from 'node:net';
import type { MediaFault } from '../../../gateways/media.js';
import { type HostAddress, lookUpHost } from '../../host-addresses.js';

/** Longest URL that is looked at. */
const MOST_CHARACTERS = 4096;

/** Addresses of a host, as the resolver gives them. Nobody waits for them any more once `signal` is aborted. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly HostAddress[]>;

/** The resolver of the machine. */
export const systemResolve: Resolve = lookUpHost;

/** A URL that may be fetched as far as it can be told without asking anybody; else why not. */
export function readTarget(text: string, base?: URL): URL | Extract<MediaFault, 'url' | 'encrypted'> {
  if (/^\s*aesgcm:/i.test(text)) return 'encrypted';
  if (text.length > MOST_CHARACTERS || !URL.canParse(text, base?.href)) return 'url';
  const url = new URL(text, base);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'url';
  if (url.username !== '' || url.password !== '' || url.hostname === '') return 'url';
  // Below 1024 live services that take a request for something else, such as mail servers.
  const port = Number(url.port);
  if (url.port !== '' && port < 1024 && port !== 80 && port !== 443) return 'url';
  return url;
}

/** The host of a URL as it is resolved: without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** An address that was checked: the only ones that are connected to. */
export type Checked = HostAddress;

/**
 * The addresses of a host that may be connected to; empty where it has others only. Rejects where it has none at all.
 */
export async function checkedAddresses(
  url: URL,
  resolve: Resolve,
  reachable: (address: string, port: number) => boolean,
  signal: AbortSignal,
): Promise<readonly Checked[]> {
  const host = hostOf(url);
  const family = isIP(host);
  const all = family === 0 ? await resolve(host, signal) : [{ address: host, family }];
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return all.filter(({ address }) => reachable(address, port));
}

/** Whether an address is one of these, however IPv6 is written. */
export function isOneOf(addresses: readonly Checked[], address: string): boolean {
  const list = new BlockList();
  for (const one of addresses) list.addAddress(one.address, isIPv6(one.address) ? 'ipv6' : 'ipv4');
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
