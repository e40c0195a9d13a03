import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ConnectionFailure } from './failure.js';
import { systemFailure } from './system-failure.js';

/** Looks a name up: addresses in the order in which to try them. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** The resolver of the system. */
export const systemResolve: Resolve = async (name) =>
  (await lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address);

/** An address to connect to, and the own one to do it from. */
export interface Route {
  readonly address: string;
  readonly localAddress?: string;
}

const MOST_ROUTES = 6;

/**
 * The ways to a host that are allowed, at least one; `local`: own addresses, see `ConnectionSettings`. What a name resolves to is checked here and connected to as it
 * is, so that a second answer of the resolver cannot lead elsewhere. Throws `ConnectionFailure`.
 */
export async function routes(
  name: string,
  addressAllowed: (ip: string) => boolean,
  local: readonly string[],
  resolve: Resolve,
): Promise<readonly Route[]> {
  const found = isIP(name) === 0 ? await resolved(name, resolve) : [name];
  const allowed = found.filter((address) => isIP(address) !== 0 && addressAllowed(address));
  if (found.length === 0) throw new ConnectionFailure('host-unknown', name);
  if (allowed.length === 0) throw new ConnectionFailure('address-refused', name);
  const ways =
    local.length === 0
      ? allowed.map((address): Route => ({ address }))
      : allowed.flatMap((address): Route[] => {
          const localAddress = local.find((own) => isIP(own) === isIP(address));
          return localAddress === undefined ? [] : [{ address, localAddress }];
        });
  if (ways.length === 0) throw new ConnectionFailure('no-address', name);
  return ways.slice(0, MOST_ROUTES);
}

async function resolved(name: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(name);
  } catch (error) {
    const { reason, text } = systemFailure(error, 'host-unknown');
    throw new ConnectionFailure(reason, text);
  }
}
