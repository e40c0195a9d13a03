import type { Client } from './client.js';
import type { Channel, Network } from './network.js';

/** The channel, where there is one and the client is in it; otherwise the client is told. */
export function ownChannel(network: Network, client: Client, name: string): Channel | undefined {
  const channel = network.channel(name);
  if (channel === undefined) client.numeric('403', name, 'No such channel');
  else if (!channel.members.has(client.user)) client.numeric('442', name, "You're not on that channel");
  else return channel;
  return undefined;
}

/** Whether the client is an operator of the channel; otherwise it is told. */
export function mayOperate(client: Client, channel: Channel): boolean {
  if (channel.members.get(client.user)?.has('o') === true) return true;
  client.numeric('482', channel.name, "You're not channel operator");
  return false;
}
