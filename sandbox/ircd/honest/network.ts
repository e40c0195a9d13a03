import { randomBytes } from 'node:crypto';
import type { Client, Message, Notice } from './client.js';
import { Monitors } from './monitor.js';

const HISTORY = 1000;

/** Somebody on the network; without a client it is a name that a test has put there. */
export interface User {
  nick: string;
  username: string;
  host: string;
  realname: string;
  account: string | undefined;
  away: string | undefined;
  client: Client | undefined;
}

/** A channel, its members and what was said there last. */
export interface Channel {
  readonly name: string;
  /** The members and their modes: `o`, `v`. */
  readonly members: Map<User, Set<string>>;
  readonly modes: Set<string>;
  readonly bans: string[];
  key: string | undefined;
  topic: { readonly text: string; readonly by: string; readonly at: number } | undefined;
  readonly history: Message[];
}

/** `nick!user@host` */
export function sourceOf(user: User): string {
  return `${user.nick}!${user.username}@${user.host}`;
}

/** rfc1459: the small forms of `[]\~` are `{}|^`. */
export function fold(name: string): string {
  return name.replace(/[A-Z[\]\\~]/g, (char) => (char === '~' ? '^' : String.fromCharCode(char.charCodeAt(0) + 32)));
}

/** Whether somebody is meant by a mask of a ban: `*!*@host`. */
export function masked(mask: string, user: User): boolean {
  const pattern = fold(mask)
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(fold(sourceOf(user)));
}

/** Who and what is on the network. */
export class Network {
  readonly #users = new Map<string, User>();
  readonly #channels = new Map<string, Channel>();
  /** Read markers (MARKREAD) by account or nick, and target: see read-markers.ts. */
  readonly markers = new Map<string, string>();
  readonly monitors = new Monitors();
  /** What two people (their nicks, folded and sorted) said to each other. */
  readonly #talks = new Map<string, Message[]>();
  /** Channels (folded) that let nobody in: the numeric and its text. */
  readonly refusals = new Map<string, readonly [string, string]>();

  user(nick: string): User | undefined {
    return this.#users.get(fold(nick));
  }

  /** Everybody without a client. */
  absent(): User[] {
    return [...this.#users.values()].filter(({ client }) => client === undefined);
  }

  /** The connections of an account; nobody's where it is undefined. */
  clientsOf(account: string | undefined): Client[] {
    if (account === undefined) return [];
    return [...this.#users.values()].flatMap((user) => (user.account === account ? (user.client ?? []) : []));
  }

  channel(name: string): Channel | undefined {
    return this.#channels.get(fold(name));
  }

  /** False where the nick is taken by somebody else. */
  name(user: User, nick: string): boolean {
    const holder = this.user(nick);
    if (holder !== undefined && holder !== user) return false;
    const former = user.nick;
    this.#users.delete(fold(former));
    user.nick = nick;
    this.#users.set(fold(nick), user);
    // Who is not welcome yet is on the network only when it is.
    if (user.client?.registered !== false && fold(former) !== fold(nick)) {
      if (former !== '') this.monitors.offline(former);
      this.monitors.online(user);
    }
    return true;
  }

  channels(): Iterable<Channel> {
    return this.#channels.values();
  }

  /** The channel, made where there is none yet. */
  open(name: string): Channel {
    const existing = this.channel(name);
    if (existing !== undefined) return existing;
    const channel: Channel = {
      name,
      members: new Map(),
      modes: new Set(['n', 't']),
      bans: [],
      key: undefined,
      topic: undefined,
      history: [],
    };
    this.#channels.set(fold(name), channel);
    return channel;
  }

  leave(channel: Channel, user: User): void {
    channel.members.delete(user);
    if (channel.members.size === 0) this.#channels.delete(fold(channel.name));
  }

  /** Takes a user off the network and tells those who shared a channel. */
  remove(user: User, reason: string): void {
    const others = this.peersOf(user);
    for (const channel of this.#channels.values()) if (channel.members.has(user)) this.leave(channel, user);
    this.#users.delete(fold(user.nick));
    if (user.client !== undefined) this.monitors.clear(user.client);
    this.monitors.offline(user.nick);
    this.tell(others, { source: sourceOf(user), account: user.account, text: `QUIT :${reason}` });
  }

  channelsOf(user: User): Channel[] {
    return [...this.#channels.values()].filter(({ members }) => members.has(user));
  }

  /** All who share a channel with somebody, without that one. */
  peersOf(user: User): Set<User> {
    const others = new Set(this.channelsOf(user).flatMap(({ members }) => [...members.keys()]));
    others.delete(user);
    return others;
  }

  /** Relays to each who has a client; with `cap` only to clients that have it. */
  tell(to: Iterable<User>, notice: Notice, cap?: string): void {
    for (const { client } of to) {
      if (client?.registered === true && (cap === undefined || client.caps.has(cap))) client.relay(notice);
    }
  }

  /** What two people said to each other, oldest first. */
  talk(one: User, other: User): Message[] {
    const key = [one, other]
      .map(({ nick }) => fold(nick))
      .sort()
      .join(' ');
    const known = this.#talks.get(key) ?? [];
    this.#talks.set(key, known);
    return known;
  }

  /** Stamps a message, keeps it, and relays it; to its author only as an echo. */
  post(from: User, target: Channel | User, draft: Pick<Message, 'command' | 'clientTags' | 'lines'>): Message {
    const message: Message = {
      ...draft,
      source: sourceOf(from),
      account: from.account,
      time: new Date().toISOString(),
      msgid: randomBytes(8).toString('hex'),
      target: 'members' in target ? target.name : target.nick,
    };
    const history = 'members' in target ? target.history : this.talk(from, target);
    if (message.command !== 'TAGMSG') history.push(message);
    if (history.length > HISTORY) history.shift();
    if ('members' in target) {
      for (const { client } of target.members.keys()) if (client !== from.client) client?.message(message);
    } else if (target !== from) target.client?.message(message);
    if (from.client?.caps.has('echo-message') === true || target === from) from.client?.message(message);
    return message;
  }
}
