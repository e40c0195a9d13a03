import { fold } from '../wire/casemapping.js';
import type { Isupport } from '../wire/isupport.js';
import type { IrcMessage, IrcSource } from '../wire/message.js';
import { Answers } from './answers.js';
import { Channel } from './channel.js';
import type { IrcEvent } from './events.js';
import type { StateLimits } from './limits.js';
import { Splits } from './splits.js';
import { ownCopy, type StringPool } from './string-pool.js';
import { User } from './user.js';
import { UserTable } from './user-table.js';

/** What those who read the lines work on: the people and channels of a network, and the events that a line makes. */
export class Network {
  readonly isupport: Isupport;
  readonly limits: StateLimits;
  readonly strings: StringPool;
  readonly own: User;
  readonly ownModes = new Set<string>();
  readonly users: UserTable;
  /** By folded name. */
  readonly channels = new Map<string, Channel>();
  readonly answers: Answers;
  readonly splits: Splits;
  /** Name of the server, as far as it is known. */
  server = '';
  #mapping: Isupport['casemapping'];
  #events: IrcEvent[] = [];

  constructor(isupport: Isupport, nick: string, strings: StringPool, limits: StateLimits) {
    this.isupport = isupport;
    this.limits = limits;
    this.strings = strings;
    this.#mapping = isupport.casemapping;
    this.own = new User(nick);
    this.users = new UserTable(this.own, this.#mapping, limits);
    this.answers = new Answers(limits);
    this.splits = new Splits(limits.lost);
  }

  emit(event: IrcEvent): void {
    this.#events.push(event);
  }

  /** The events since the last call. */
  take(): readonly IrcEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  fold(name: string): string {
    return fold(name, this.#mapping);
  }

  isOwn(nick: string): boolean {
    return nick === this.own.nick || this.fold(nick) === this.fold(this.own.nick);
  }

  channel(name: string): Channel | undefined {
    return this.channels.get(this.fold(name));
  }

  /** Who a line comes from; the server where it does not say. */
  origin(message: IrcMessage): IrcSource {
    return message.source ?? { nick: this.server };
  }

  /** A new channel that we are in now; undefined where there are too many. */
  open(name: string): Channel | undefined {
    if (this.channels.size >= this.limits.channels) return undefined;
    const channel = new Channel(ownCopy(name), ownCopy(this.fold(name)));
    this.channels.set(channel.key, channel);
    return channel;
  }

  /** The channel has another name. */
  rename(channel: Channel, name: string): void {
    this.channels.delete(channel.key);
    channel.name = ownCopy(name);
    channel.key = ownCopy(this.fold(name));
    this.channels.set(channel.key, channel);
  }

  /** We are in the channel no longer. */
  close(channel: Channel): void {
    this.channels.delete(channel.key);
    for (const user of channel.members.keys()) this.users.left(user);
    channel.members.clear();
  }

  /** Makes the person of that nick a member, or changes the signs of one who is; undefined where there are too many. */
  admit(channel: Channel, nick: string, signs: string): User | undefined {
    const known = this.users.get(nick);
    if (known !== undefined && channel.members.has(known)) {
      channel.members.set(known, signs);
      return known;
    }
    const full = channel.members.size >= this.limits.members && known !== this.own;
    const user = full ? undefined : (known ?? this.users.member(this.strings.own(nick)));
    if (user === undefined) {
      channel.overflowed = true;
      return undefined;
    }
    this.users.entered(user);
    channel.members.set(user, signs);
    return user;
  }

  remove(channel: Channel, user: User): boolean {
    if (!channel.members.delete(user)) return false;
    this.users.left(user);
    return true;
  }

  /** Takes a person out of all channels, and gives these. */
  removeEverywhere(user: User): readonly Channel[] {
    const left: Channel[] = [];
    for (const channel of this.channels.values()) {
      if (channel.members.delete(user)) left.push(channel);
    }
    user.shared = 0;
    this.users.gone(user);
    return left;
  }

  channelsOf(user: User): readonly Channel[] {
    if (user.shared === 0) return [];
    return [...this.channels.values()].filter(({ members }) => members.has(user));
  }

  /** A nick belongs to another one now: whoever is still known by it has left without our hearing of it. */
  supplant(user: User, at: number): void {
    const channels = this.removeEverywhere(user);
    if (channels.length > 0) this.emit({ type: 'quit', at, user, own: false, reason: undefined, channels });
  }

  /** The server may have told how it folds names: what is known is sorted anew. */
  refold(at: number): void {
    const mapping = this.isupport.casemapping;
    if (mapping === this.#mapping) return;
    this.#mapping = mapping;
    for (const user of this.users.refold(mapping)) this.supplant(user, at);
    const before = [...this.channels.values()];
    this.channels.clear();
    for (const channel of before) {
      channel.key = ownCopy(this.fold(channel.name));
      const other = this.channels.get(channel.key);
      if (other !== undefined) this.close(other);
      this.channels.set(channel.key, channel);
    }
  }
}
