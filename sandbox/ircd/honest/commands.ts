import type { IrcLine } from '../../irc-line.js';
import type { Client } from './client.js';
import { changeModes } from './modes.js';
import { type Channel, fold, masked, type Network, sourceOf, type User } from './network.js';
import { tellMarker } from './read-markers.js';
import { mayOperate, ownChannel } from './rights.js';

/** What a welcome client may say; true where a command was one of these. */
export type Command = (network: Network, client: Client, line: IrcLine) => void;

const noticeOf = (user: User, text: string) => ({ source: sourceOf(user), account: user.account, text });

function sendNames(client: Client, channel: Channel): void {
  const all = client.caps.has('multi-prefix');
  const names = [...channel.members].map(([user, modes]) => {
    const signs = (modes.has('o') ? '@' : '') + (modes.has('v') ? '+' : '');
    return (all ? signs : signs.slice(0, 1)) + (client.caps.has('userhost-in-names') ? sourceOf(user) : user.nick);
  });
  let line: string[] = [];
  let length = 0;
  for (const name of names) {
    if (length + name.length > 400) {
      client.numeric('353', '=', channel.name, line.join(' '));
      line = [];
      length = 0;
    }
    line.push(name);
    length += name.length + 1;
  }
  client.numeric('353', '=', channel.name, line.join(' '));
  client.numeric('366', channel.name, 'End of /NAMES list');
}

function sendTopic(client: Client, channel: Channel): void {
  if (channel.topic === undefined) return;
  client.numeric('332', channel.name, channel.topic.text);
  client.numeric('333', channel.name, channel.topic.by, String(channel.topic.at));
}

/** Why somebody may not join; undefined where nothing is against it. */
function refusal(channel: Channel, user: User, key: string | undefined): readonly [string, string] | undefined {
  if (channel.members.size === 0) return undefined;
  if (channel.key !== undefined && channel.key !== key) return ['475', 'Cannot join channel (+k)'];
  if (channel.modes.has('i')) return ['473', 'Cannot join channel (+i)'];
  return channel.bans.some((mask) => masked(mask, user)) ? ['474', 'Cannot join channel (+b)'] : undefined;
}

const join: Command = (network, client, { params }) => {
  const keys = (params[1] ?? '').split(',');
  for (const [index, name] of (params[0] ?? '').split(',').entries()) {
    if (!/^#[^\s,]{0,49}$/.test(name)) {
      client.numeric('403', name, 'No such channel');
      continue;
    }
    const closed = network.refusals.get(fold(name));
    if (closed !== undefined) {
      client.numeric(closed[0], name, closed[1]);
      continue;
    }
    const channel = network.open(name);
    const { user } = client;
    if (channel.members.has(user)) continue;
    const refused = refusal(channel, user, keys[index]);
    if (refused !== undefined) {
      client.numeric(refused[0], channel.name, refused[1]);
      continue;
    }
    channel.members.set(user, new Set(channel.members.size === 0 ? ['o'] : []));
    const extended = `JOIN ${channel.name} ${user.account ?? '*'} :${user.realname}`;
    for (const member of channel.members.keys()) {
      const text = member.client?.caps.has('extended-join') === true ? extended : `JOIN ${channel.name}`;
      member.client?.relay(noticeOf(user, text));
    }
    sendTopic(client, channel);
    tellMarker(network, client, channel.name);
    if (!client.caps.has('draft/no-implicit-names')) sendNames(client, channel);
  }
};

const part: Command = (network, client, { params }) => {
  for (const name of (params[0] ?? '').split(',')) {
    const channel = ownChannel(network, client, name);
    if (channel === undefined) continue;
    const reason = params[1] === undefined ? '' : ` :${params[1]}`;
    network.tell([...channel.members.keys()], noticeOf(client.user, `PART ${channel.name}${reason}`));
    network.leave(channel, client.user);
  }
};

const NICK = /^[A-Za-z[\]\\`_^{|}][\w[\]\\`^{|}-]{0,29}$/;

const nick: Command = (network, client, { params }) => {
  const wanted = params[0] ?? '';
  if (!NICK.test(wanted)) {
    client.numeric('432', wanted, 'Erroneous nickname');
    return;
  }
  const change = noticeOf(client.user, `NICK :${wanted}`);
  const others = network.peersOf(client.user);
  if (network.name(client.user, wanted)) network.tell([client.user, ...others], change);
  else client.numeric('433', wanted, 'Nickname is already in use');
};

const kick: Command = (network, client, { params }) => {
  const [name = '', target = '', reason] = params;
  const channel = ownChannel(network, client, name);
  if (channel === undefined || !mayOperate(client, channel)) return;
  const user = network.user(target);
  if (user === undefined || !channel.members.has(user)) {
    client.numeric('441', target, channel.name, "They aren't on that channel");
    return;
  }
  const text = `KICK ${channel.name} ${user.nick} :${reason ?? client.user.nick}`;
  network.tell([...channel.members.keys()], noticeOf(client.user, text));
  network.leave(channel, user);
};

const topic: Command = (network, client, { params }) => {
  const channel = ownChannel(network, client, params[0] ?? '');
  if (channel === undefined) return;
  const text = params[1];
  if (text === undefined) {
    if (channel.topic === undefined) client.numeric('331', channel.name, 'No topic is set');
    sendTopic(client, channel);
    return;
  }
  if (channel.modes.has('t') && !mayOperate(client, channel)) return;
  const at = Math.floor(Date.now() / 1000);
  channel.topic = text === '' ? undefined : { text, by: sourceOf(client.user), at };
  network.tell(channel.members.keys(), noticeOf(client.user, `TOPIC ${channel.name} :${text}`));
};

const who: Command = (network, client, { params }) => {
  const name = params[0] ?? '*';
  const channel = network.channel(name);
  const single = network.user(name);
  const found = channel === undefined ? (single === undefined ? [] : [single]) : [...channel.members.keys()];
  for (const user of found) {
    const flags = (user.away === undefined ? 'H' : 'G') + (channel?.members.get(user)?.has('o') === true ? '@' : '');
    client.numeric(
      '352',
      channel?.name ?? '*',
      user.username,
      user.host,
      client.serverName,
      user.nick,
      flags,
      `0 ${user.realname}`,
    );
  }
  client.numeric('315', name, 'End of WHO list');
};

const away: Command = (network, client, { params }) => {
  const { user } = client;
  user.away = params[0] === '' ? undefined : params[0];
  if (user.away === undefined) client.numeric('305', 'You are no longer marked as being away');
  else client.numeric('306', 'You have been marked as being away');
  const text = user.away === undefined ? 'AWAY' : `AWAY :${user.away}`;
  network.tell(network.peersOf(user), noticeOf(user, text), 'away-notify');
};

const setname: Command = (network, client, { params }) => {
  const { user } = client;
  user.realname = params[0] ?? '';
  network.tell([user, ...network.peersOf(user)], noticeOf(user, `SETNAME :${user.realname}`), 'setname');
};

const userhost: Command = (network, client, { params }) => {
  const user = network.user(params[0] ?? '');
  client.numeric('302', user === undefined ? '' : `${user.nick}=+${user.username}@${user.host}`);
};

const whois: Command = (network, client, { params }) => {
  const name = params.at(-1) ?? '';
  const user = network.user(name);
  if (user === undefined) client.numeric('401', name, 'No such nick/channel');
  else {
    client.numeric('311', user.nick, user.username, user.host, '*', user.realname);
    client.numeric('312', user.nick, client.serverName, 'honest');
    if (user.account !== undefined) client.numeric('330', user.nick, user.account, 'is logged in as');
    if (user.away !== undefined) client.numeric('301', user.nick, user.away);
  }
  client.numeric('318', name, 'End of /WHOIS list');
};

const invite: Command = (network, client, { params }) => {
  const [nick = '', name = ''] = params;
  const channel = ownChannel(network, client, name);
  if (channel === undefined) return;
  const user = network.user(nick);
  if (user === undefined) {
    client.numeric('401', nick, 'No such nick/channel');
    return;
  }
  client.numeric('341', user.nick, channel.name);
  user.client?.relay(noticeOf(client.user, `INVITE ${user.nick} ${channel.name}`));
};

/** RFC 2812, as far as it goes. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  JOIN: join,
  PART: part,
  NICK: nick,
  KICK: kick,
  TOPIC: topic,
  WHO: who,
  AWAY: away,
  SETNAME: setname,
  USERHOST: userhost,
  INVITE: invite,
  MODE: changeModes,
  NAMES: (network, client, { params }) => {
    const channel = network.channel(params[0] ?? '');
    if (channel === undefined) client.numeric('366', params[0] ?? '*', 'End of /NAMES list');
    else sendNames(client, channel);
  },
  PING: (_, client, { params }) => client.reply('PONG', client.serverName, params[0] ?? ''),
  WHOIS: whois,
  LIST: (network, client) => {
    for (const { name, members, topic: set } of network.channels()) {
      client.numeric('322', name, String(members.size), set?.text ?? '');
    }
    client.numeric('323', 'End of /LIST');
  },
  QUIT: (network, client, { params }) => {
    network.remove(client.user, `Quit: ${params[0] ?? ''}`);
    client.peer.send(`ERROR :Closing link (${params[0] ?? ''})`);
    client.peer.end();
  },
};
