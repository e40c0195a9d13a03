import type { IrcLine } from '../../irc-line.js';
import type { Client, Message } from './client.js';
import type { Network } from './network.js';

/** The most that one CHATHISTORY gives; told in ISUPPORT. */
export const CHATHISTORY_MAX = 100;

/** CHATHISTORY (draft/chathistory) of channels: LATEST, BEFORE, AFTER, BETWEEN, and TARGETS. */
export function chathistory(network: Network, client: Client, { params }: IrcLine): void {
  const [subcommand = '', first = '', ...rest] = params;
  if (subcommand === 'TARGETS') {
    targets(network, client, [first, ...rest]);
    return;
  }
  const channel = network.channel(first);
  if (channel === undefined || !channel.members.has(client.user)) {
    client.fail('CHATHISTORY', 'INVALID_TARGET', subcommand, first, 'Messages could not be retrieved');
    return;
  }
  const limit = Math.min(Number(rest.at(-1) ?? CHATHISTORY_MAX), CHATHISTORY_MAX);
  const found = choose(channel.history, subcommand, rest, limit);
  if (found === undefined) {
    client.fail('CHATHISTORY', 'INVALID_PARAMS', subcommand, first, 'Invalid parameters');
    return;
  }
  client.inBatch(`chathistory ${channel.name}`, (batch) => {
    for (const message of found) client.message(message, batch);
  });
}

function choose(
  history: readonly Message[],
  subcommand: string,
  [one = '*', two = '*']: readonly string[],
  limit: number,
): readonly Message[] | undefined {
  // An exclusive bound: the place behind which, or before which, messages lie.
  const after = (selector: string) => (selector === '*' ? 0 : behind(history, selector));
  const before = (selector: string) => (selector === '*' ? history.length : at(history, selector));
  if (subcommand === 'LATEST') return history.slice(after(one)).slice(-limit);
  if (subcommand === 'BEFORE') return history.slice(0, before(one)).slice(-limit);
  if (subcommand === 'AFTER') return history.slice(after(one)).slice(0, limit);
  if (subcommand !== 'BETWEEN') return undefined;
  const backwards = at(history, one) > at(history, two);
  const [from, to] = backwards ? [two, one] : [one, two];
  const between = history.slice(after(from), before(to));
  return backwards ? between.slice(-limit) : between.slice(0, limit);
}

/** Where the message of a selector lies, or would lie; the end for an unknown id. */
function at(history: readonly Message[], selector: string): number {
  const [kind, value = ''] = selector.split('=', 2);
  const index = history.findIndex((message) => (kind === 'msgid' ? message.msgid === value : message.time >= value));
  return index < 0 ? history.length : index;
}

function behind(history: readonly Message[], selector: string): number {
  const [kind, value = ''] = selector.split('=', 2);
  if (kind === 'msgid') return Math.min(at(history, selector) + 1, history.length);
  const index = history.findIndex((message) => message.time > value);
  return index < 0 ? history.length : index;
}

function targets(network: Network, client: Client, params: readonly string[]): void {
  const [one = '', two = ''] = params.map((param) => param.replace(/^timestamp=/, '')).sort();
  client.inBatch('draft/chathistory-targets', (batch) => {
    for (const { name, history } of network.channelsOf(client.user)) {
      const last = history.at(-1);
      if (last === undefined || last.time <= one || last.time >= two) continue;
      const tag = batch === undefined ? '' : `@batch=${batch} `;
      client.peer.send(`${tag}:${client.serverName} CHATHISTORY TARGETS ${name} timestamp=${last.time}`);
    }
  });
}
