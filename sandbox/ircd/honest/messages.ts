import { escapeTag, type IrcLine } from '../../irc-line.js';
import type { Client, Message } from './client.js';
import type { Command } from './commands.js';
import { type Channel, masked, type Network, sourceOf, type User } from './network.js';

/** Client-only tags of a line, as they are written on. */
export function clientTags({ tags }: IrcLine): string {
  return [...tags]
    .filter(([name]) => name.startsWith('+'))
    .map(([name, value]) => (value === '' ? name : `${name}=${escapeTag(value)}`))
    .join(';');
}

/** Where a message goes; undefined, and the client is told, where it cannot. */
export function destination(network: Network, client: Client, target: string): Channel | User | undefined {
  const channel = network.channel(target);
  if (channel !== undefined) {
    const modes = channel.members.get(client.user);
    const silent = channel.modes.has('m') && modes?.has('o') !== true && modes?.has('v') !== true;
    const outside = channel.modes.has('n') && modes === undefined;
    const banned = modes?.size === 0 && channel.bans.some((mask) => masked(mask, client.user));
    if (!silent && !outside && !banned) return channel;
    client.numeric('404', channel.name, 'Cannot send to channel');
    return undefined;
  }
  const user = network.user(target);
  if (user === undefined) client.numeric('401', target, 'No such nick/channel');
  else if (user.away !== undefined) client.numeric('301', user.nick, user.away);
  return user;
}

const say =
  (command: Message['command']): Command =>
  (network, client, line) => {
    const [targets = '', text = ''] = line.params;
    for (const name of targets.split(',')) {
      const target = destination(network, client, name);
      if (target === undefined) continue;
      const lines = command === 'TAGMSG' ? [] : [{ text, concat: false }];
      network.post(client.user, target, { command, clientTags: clientTags(line), lines });
    }
  };

/** draft/message-redaction: an author's own message, in a channel or to somebody; in a channel any as an operator. */
const redact: Command = (network, client, { params }) => {
  const [name = '', msgid = '', reason] = params;
  const channel = network.channel(name);
  const other = channel === undefined ? network.user(name) : undefined;
  if (channel === undefined ? other === undefined : !channel.members.has(client.user)) {
    client.fail('REDACT', 'INVALID_TARGET', name, 'You cannot delete messages there');
    return;
  }
  const target = channel?.name ?? other?.nick ?? name;
  const history = channel?.history ?? (other === undefined ? [] : network.talk(client.user, other));
  const at = history.findIndex((message) => message.msgid === msgid);
  const message = history[at];
  if (message === undefined) {
    client.fail('REDACT', 'UNKNOWN_MSGID', target, msgid, 'This message does not exist or is too old');
    return;
  }
  const own = message.source.split('!', 1)[0] === client.user.nick;
  if (!own && channel?.members.get(client.user)?.has('o') !== true) {
    client.fail('REDACT', 'REDACT_FORBIDDEN', target, msgid, 'You are not authorised to delete this message');
    return;
  }
  history.splice(at, 1);
  const why = reason === undefined ? '' : ` :${reason}`;
  const { account } = client.user;
  const text = `REDACT ${target} ${msgid}${why}`;
  const audience = new Set(channel?.members.keys() ?? [client.user, ...(other === undefined ? [] : [other])]);
  network.tell(audience, { source: sourceOf(client.user), account, text }, 'draft/message-redaction');
};

/** What is said to channels and nicks. */
export const MESSAGES: Readonly<Record<string, Command>> = {
  PRIVMSG: say('PRIVMSG'),
  NOTICE: say('NOTICE'),
  TAGMSG: say('TAGMSG'),
  REDACT: redact,
};
