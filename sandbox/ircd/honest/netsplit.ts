import type { Client } from './client.js';
import { type Channel, type Network, sourceOf, type User } from './network.js';

/** Two servers that have lost each other; as the reason of a QUIT: `hub.test leaf.test`. */
const SPLIT = 'hub.test leaf.test';

/** Those who left in a split, and where they were. */
export type Lost = ReadonlyMap<User, readonly Channel[]>;

/** Takes everybody without a connection off the network at once, as when the server they are on is lost. */
export function split(network: Network, clients: Iterable<Client>, users: Iterable<User>): Lost {
  const lost = new Map([...users].map((user) => [user, network.channelsOf(user)] as const));
  for (const client of clients) {
    if (!client.registered) continue;
    client.inBatch(`netsplit ${SPLIT}`, (batch) => {
      for (const [user, channels] of lost) {
        const seen = channels.some(({ members }) => members.has(client.user));
        if (seen) client.relay({ source: sourceOf(user), account: user.account, text: `QUIT :${SPLIT}` }, batch);
      }
    });
  }
  for (const [user, channels] of lost) {
    for (const { members } of channels) members.delete(user);
    network.remove(user, SPLIT);
  }
  return lost;
}

/** Brings them back to their channels, as when the servers have found each other. */
export function rejoin(network: Network, clients: Iterable<Client>, lost: Lost): void {
  for (const [user, channels] of lost) {
    network.name(user, user.nick);
    for (const { name } of channels) network.open(name).members.set(user, new Set());
  }
  for (const client of clients) {
    if (!client.registered) continue;
    client.inBatch(`netjoin ${SPLIT}`, (batch) => {
      for (const [user, channels] of lost) {
        for (const { name, members } of channels) {
          const text = client.caps.has('extended-join') ? `JOIN ${name} * :${user.realname}` : `JOIN ${name}`;
          if (members.has(client.user)) client.relay({ source: sourceOf(user), account: undefined, text }, batch);
        }
      }
    });
  }
}
