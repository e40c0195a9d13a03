import { BlockList, isIP } from 'node:net';
import type { Network } from '../../../src/network.js';

/** Lists are made once for each list of the book. */
const made = new WeakMap<readonly Network[], BlockList>();

/** Whether an address is of one of the networks; any is where there are none. What is no address is of none. */
export function isWithin(address: string, networks: readonly Network[]): boolean {
  if (networks.length === 0) return true;
  const plain = /^::ffff:([0-9.]+)$/i.exec(address)?.[1] ?? address.split('%', 1)[0] ?? '';
  const version = isIP(plain);
  return version !== 0 && listOf(networks).check(plain, version === 4 ? 'ipv4' : 'ipv6');
}

function listOf(networks: readonly Network[]): BlockList {
  const known = made.get(networks);
  if (known !== undefined) return known;
  const list = new BlockList();
  for (const { address, prefix, family } of networks) list.addSubnet(address, prefix, family);
  made.set(networks, list);
  return list;
}
