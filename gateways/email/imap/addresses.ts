import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublic } from '../../../src/public-addresses.js';
import { ImapFailure } from './failure.js';
import type { ImapServer } from './types.js';

/** Looks a name up: addresses in the order in which to try them. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** The resolver of the system. */
export const systemResolve: Resolve = async (name) =>
  (await lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address);

const MOST_ADDRESSES = 4;

/**
 * The addresses of a server that may be connected to, at least one. They are connected to as they are, so that a second answer
 * of the resolver cannot lead elsewhere. Throws {@link ImapFailure}.
 */
export async function addressesOf(server: ImapServer, resolve: Resolve): Promise<readonly string[]> {
  const { host, allowPrivate } = server;
  const found = isIP(host) === 0 ? await resolved(host, resolve) : [host];
  const allowed = found.filter((address) => isIP(address) !== 0 && mayConnect(address, allowPrivate));
  if (found.length === 0) throw new ImapFailure('host-unknown', { said: host });
  if (allowed.length === 0) throw new ImapFailure('address-refused', { said: host });
  return allowed.slice(0, MOST_ADDRESSES);
}

function mayConnect(address: string, allowPrivate: ImapServer['allowPrivate']): boolean {
  if (typeof allowPrivate === 'function') return allowPrivate(address);
  return allowPrivate || isPublic(address);
}

async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch {
    throw new ImapFailure('host-unknown', { said: host });
  }
}
