import type { IrcSource } from '../wire/message.js';
import { parseModes, parseUserModes } from '../wire/modes.js';
import { sourceText } from '../wire/parse.js';
import type { Channel } from './channel.js';
import type { ListChange, SettingChange } from './events.js';
import { listKind } from './list-kinds.js';
import type { Network } from './network.js';
import { withMode } from './prefixes.js';
import { serverText } from './server-text.js';
import { ownCopy } from './string-pool.js';
import { type Handler, secondsTime, type Turn } from './turn.js';
import type { User } from './user.js';

const mode: Handler = (net, turn) => {
  const [target = '', letters] = turn.message.params;
  if (letters === undefined) return;
  const channel = net.channel(target);
  if (channel !== undefined) changeChannel(net, channel, turn);
  else if (net.isOwn(target)) changeOwn(net, letters);
};

function changeOwn(net: Network, letters: string): void {
  for (const { sign, mode } of parseUserModes(letters)) {
    if (sign === '+') net.ownModes.add(mode);
    else net.ownModes.delete(mode);
  }
  net.emit({ type: 'own-modes', modes: ownModes(net) });
}

/** Letters of our user modes, sorted. */
export function ownModes(net: Network): string {
  return [...net.ownModes].sort().join('');
}

function changeChannel(net: Network, channel: Channel, { message, at }: Turn): void {
  const params = message.params.slice(1);
  const by = net.origin(message);
  const before = new Map<User, string>();
  const settings: SettingChange[] = [];
  const lists: ListChange[] = [];
  const changes = parseModes(params, net.isupport);
  for (const { sign, mode, kind, param } of changes) {
    const set = sign === '+';
    if (kind === 'prefix') changeMember(net, channel, mode, set, param, before);
    else if (kind === 'list') {
      const change = changeList(net, channel, mode, set, param, by, at);
      if (change !== undefined) lists.push(change);
    } else {
      setMode(channel, mode, set, param);
      settings.push({ mode, set, param });
    }
  }
  const members = [...before].flatMap(([user, signs]) => {
    const after = channel.members.get(user) ?? '';
    return after === signs ? [] : [{ user, before: signs, after }];
  });
  net.emit({ type: 'modes', at, channel, by, text: withoutKeys(params, changes), members, settings, lists });
}

/** A MODE as the server wrote it, but for keys: what a room is told of is kept, and read later by who was not there. */
function withoutKeys(params: readonly string[], changes: ReturnType<typeof parseModes>): string {
  const [letters = '', ...given] = params;
  const taking = changes.filter(({ param }) => param !== undefined);
  const isKey = (at: number): boolean => taking[at]?.mode === 'k' && taking[at].kind !== 'prefix';
  return [letters, ...given.map((param, at) => (isKey(at) ? '*' : param))].join(' ');
}

function changeMember(
  net: Network,
  channel: Channel,
  mode: string,
  set: boolean,
  nick: string | undefined,
  before: Map<User, string>,
): void {
  const user = nick === undefined ? undefined : net.users.get(nick);
  const signs = user === undefined ? undefined : channel.members.get(user);
  if (user === undefined || signs === undefined) return;
  if (!before.has(user)) before.set(user, signs);
  channel.members.set(user, withMode(signs, mode, set, net.isupport.prefix));
}

function changeList(
  net: Network,
  channel: Channel,
  mode: string,
  set: boolean,
  mask: string | undefined,
  by: IrcSource,
  at: number,
): ListChange | undefined {
  const kind = listKind(mode, net.isupport);
  if (kind === undefined || mask === undefined || mask === '') return undefined;
  if (set) {
    channel.addToList(kind, { mask: ownCopy(mask), by: sourceText(by), at }, net.limits.listEntries);
  } else channel.removeFromList(kind, mask, (one, other) => net.fold(one) === net.fold(other));
  return { kind, added: set, mask };
}

function setMode(channel: Channel, mode: string, set: boolean, param: string | undefined): void {
  if (set) channel.modes.set(mode, param === undefined ? '' : ownCopy(param));
  else channel.modes.delete(mode);
}

/** 324: `me #c +ntk key`. */
const modesAre: Handler = (net, turn) => {
  const [, name = '', ...params] = turn.message.params;
  const channel = net.channel(name);
  if (channel === undefined) return serverText(net, turn);
  channel.modes.clear();
  for (const { sign, mode, kind, param } of parseModes(params, net.isupport)) {
    if (sign === '+' && kind !== 'prefix' && kind !== 'list') setMode(channel, mode, true, param);
  }
  channel.modesKnown = true;
  net.emit({ type: 'channel-modes', at: turn.at, channel });
};

/** 329: `me #c 1600000000`. */
const createdAt: Handler = (net, turn) => {
  const [, name = '', seconds] = turn.message.params;
  const channel = net.channel(name);
  if (channel === undefined) return serverText(net, turn);
  channel.created = secondsTime(seconds);
  net.emit({ type: 'channel-modes', at: turn.at, channel });
};

const topic: Handler = (net, { message, at }) => {
  const [name = '', text = ''] = message.params;
  const channel = net.channel(name);
  if (channel === undefined) return;
  const by = net.origin(message);
  channel.topic = text === '' ? undefined : { text: ownCopy(text), by: ownCopy(sourceText(by)), at };
  net.emit({ type: 'topic', at, channel, topic: channel.topic, changed: true, by });
};

/** 331 (none) and 332: `me #c :text`. */
const topicIs: Handler = (net, turn) => {
  const { command, params } = turn.message;
  const channel = net.channel(params[1] ?? '');
  if (channel === undefined) return serverText(net, turn);
  const text = command === '331' ? '' : (params[2] ?? '');
  // The server tells by whom and when in the next line; if it is still the same topic, that is known.
  if (text === '') channel.topic = undefined;
  else if (text !== channel.topic?.text) channel.topic = { text: ownCopy(text), by: undefined, at: undefined };
  net.emit({ type: 'topic', at: turn.at, channel, topic: channel.topic, changed: false, by: undefined });
};

/** 333: `me #c setter 1600000000`. */
const topicBy: Handler = (net, turn) => {
  const [, name = '', by, seconds] = turn.message.params;
  const channel = net.channel(name);
  if (channel === undefined) return serverText(net, turn);
  if (channel.topic === undefined) return;
  const { text } = channel.topic;
  channel.topic = { text, by: by === undefined ? undefined : ownCopy(by), at: secondsTime(seconds) };
  net.emit({ type: 'topic', at: turn.at, channel, topic: channel.topic, changed: false, by: undefined });
};

/** 221: `me +iw`. */
const ownModesAre: Handler = (net, { message }) => {
  net.ownModes.clear();
  changeOwn(net, message.params[1] ?? '');
};

/** Modes and topics of channels, and our own modes. */
export const CHANNEL_INFO: Readonly<Record<string, Handler>> = {
  MODE: mode,
  TOPIC: topic,
  '221': ownModesAre,
  '324': modesAre,
  '329': createdAt,
  '331': topicIs,
  '332': topicIs,
  '333': topicBy,
};
