import type { Channel } from './channel.js';
import { accountOf, learnAccount, learnDetails, learnSource } from './learn.js';
import type { Network } from './network.js';
import { splitServers } from './splits.js';
import type { Handler, Turn } from './turn.js';
import type { User } from './user.js';

/** JOIN, also with account and real name (IRCv3 extended-join), also of several channels in one line. */
const join: Handler = (net, turn) => {
  const { source, params } = turn.message;
  const [names = '', account, realname] = params;
  if (source === undefined || names === '') return;
  for (const name of names.split(',')) {
    if (net.isOwn(source.nick)) joinOwn(net, turn, name);
    else joinOther(net, turn, name);
  }
  // Only extended-join has three: of two, the second is a key that some old server sends back.
  const user = realname === undefined ? undefined : net.users.get(source.nick);
  if (user === undefined) return;
  learnDetails(net, user, { realname });
  const named = accountOf(account);
  // Where we see them elsewhere too, it is news there.
  if (named !== undefined && user.shared > 1) learnAccount(net, user, named, turn.at);
  else learnDetails(net, user, { account: named });
};

function joinOwn(net: Network, { message, at }: Turn, name: string): void {
  // Being told twice that we are there changes nothing.
  if (name === '' || net.channel(name) !== undefined) return;
  const channel = net.open(name);
  if (channel === undefined) return;
  learnDetails(net, net.own, { user: message.source?.user, host: message.source?.host });
  net.admit(channel, net.own.nick, '');
  net.emit({ type: 'joined', at, channel, user: net.own, own: true });
}

function joinOther(net: Network, { message, at, now, split }: Turn, name: string): void {
  const { source } = message;
  const channel = net.channel(name);
  if (channel === undefined || source === undefined) return;
  const known = net.users.get(source.nick);
  if (known !== undefined && channel.members.has(known)) return;
  if (known !== undefined) learnSource(net, known, source, at);
  const user = net.admit(channel, source.nick, '');
  if (user === undefined) return;
  learnDetails(net, user, { user: source.user, host: source.host });
  channel.cameMeanwhile(user);
  const nick = net.fold(source.nick);
  const before =
    split === undefined
      ? net.splits.joined(nick, user, channel, at, now)
      : net.splits.returned(split, nick, user, channel, at, now);
  if (before === undefined) net.emit({ type: 'joined', at, channel, user, own: false });
  else for (const event of before) net.emit(event);
}

const part: Handler = (net, { message, at }) => {
  const { source, params } = message;
  const [names = '', reason] = params;
  const user = source === undefined ? undefined : net.users.get(source.nick);
  if (user === undefined) return;
  for (const name of names.split(',')) {
    const channel = net.channel(name);
    if (channel === undefined || !leave(net, channel, user)) continue;
    net.emit({ type: 'parted', at, channel, user, own: user === net.own, reason: reason || undefined });
  }
};

/** Takes somebody out of a channel; with ourselves the channel goes. False where they were not there. */
function leave(net: Network, channel: Channel, user: User): boolean {
  if (user !== net.own) return net.remove(channel, user);
  net.close(channel);
  return true;
}

const kick: Handler = (net, { message, at }) => {
  const [name = '', nick = '', reason] = message.params;
  const channel = net.channel(name);
  const user = net.users.get(nick);
  if (channel === undefined || user === undefined || !leave(net, channel, user)) return;
  const by = net.origin(message);
  net.emit({ type: 'kicked', at, channel, user, own: user === net.own, by, reason: reason || undefined });
};

const quit: Handler = (net, { message, at, now, split }) => {
  const { source, params } = message;
  const user = source === undefined ? undefined : net.users.get(source.nick);
  if (user === undefined) return;
  const reason = params[0] || undefined;
  if (user === net.own) {
    const channels = [...net.channels.values()];
    for (const channel of channels) net.close(channel);
    net.emit({ type: 'quit', at, user, own: true, reason, channels });
    return;
  }
  const channels = net.removeEverywhere(user);
  if (channels.length === 0) return;
  const servers = split ?? splitServers(reason);
  if (servers === undefined) net.emit({ type: 'quit', at, user, own: false, reason, channels });
  else for (const event of net.splits.quit(servers, net.fold(user.nick), user, channels, at, now)) net.emit(event);
};

const nick: Handler = (net, { message, at }) => {
  const { source, params } = message;
  const to = params[0] ?? '';
  const user = source === undefined ? undefined : net.users.get(source.nick);
  if (user === undefined || to === '' || to === user.nick) return;
  const holder = net.users.get(to);
  if (holder !== undefined && holder !== user) {
    // Ourselves we know better than a line about others.
    if (holder === net.own) return;
    net.supplant(holder, at);
  }
  const from = user.nick;
  net.users.rename(user, net.strings.own(to));
  net.emit({ type: 'nick', at, user, own: user === net.own, from, to: user.nick, channels: net.channelsOf(user) });
};

/** RENAME (IRCv3 channel-rename): `RENAME #old #new :reason`. */
const rename: Handler = (net, { message, at }) => {
  const [from = '', to = '', reason] = message.params;
  const channel = net.channel(from);
  if (channel === undefined || to === '') return;
  const other = net.channel(to);
  if (other !== undefined && other !== channel) net.close(other);
  net.rename(channel, to);
  net.emit({
    type: 'renamed',
    at,
    channel,
    from,
    to: channel.name,
    by: net.origin(message),
    reason: reason || undefined,
  });
};

/** Who comes, goes, and is called otherwise. */
export const MEMBERSHIP: Readonly<Record<string, Handler>> = {
  JOIN: join,
  PART: part,
  KICK: kick,
  QUIT: quit,
  NICK: nick,
  RENAME: rename,
};
