import type { Client } from './client.js';
import type { Command } from './commands.js';
import { fold, type Network } from './network.js';

const CAP = 'draft/read-marker';
/** server-time with milliseconds. */
const TIMESTAMP = /^timestamp=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/;

/** Tells a client how far a target is read; `*` where that is not known. */
export function tellMarker(network: Network, client: Client, target: string): void {
  if (!client.caps.has(CAP)) return;
  const known = network.markers.get(keyOf(client, target));
  client.reply('MARKREAD', network.channel(target)?.name ?? target, known === undefined ? '*' : `timestamp=${known}`);
}

/** MARKREAD (draft/read-marker): one marker for all connections of an account, or for a nick without one; never backward. */
export const markRead: Command = (network, client, { params }) => {
  const [target = '', wanted] = params;
  if (target === '') {
    client.fail('MARKREAD', 'NEED_MORE_PARAMS', 'Missing parameters');
    return;
  }
  const at = TIMESTAMP.exec(wanted ?? '')?.[1];
  if (wanted !== undefined && at === undefined) {
    client.fail('MARKREAD', 'INVALID_PARAMS', target, 'Invalid timestamp');
    return;
  }
  const key = keyOf(client, target);
  const known = network.markers.get(key);
  if (at !== undefined && (known === undefined || at > known)) {
    network.markers.set(key, at);
    for (const other of network.clientsOf(client.user.account)) {
      if (other !== client) tellMarker(network, other, target);
    }
  }
  tellMarker(network, client, target);
};

function keyOf({ user: { account, nick } }: Client, target: string): string {
  return `${account === undefined ? `nick ${fold(nick)}` : `account ${account}`} ${fold(target)}`;
}
