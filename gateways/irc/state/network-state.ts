import type { Isupport } from '../wire/isupport.js';
import type { IrcMessage } from '../wire/message.js';
import { type IrcBatch, isBatch, wholeReader } from './batches.js';
import { CHANNEL_INFO, ownModes } from './channel-info.js';
import { ERRORS, otherwise } from './errors.js';
import type { IrcEvent } from './events.js';
import { INVITATIONS } from './invitations.js';
import { DEFAULT_LIMITS, type StateLimits } from './limits.js';
import { LISTS } from './lists.js';
import { MEMBERSHIP } from './membership.js';
import { MESSAGES } from './messages.js';
import { NAMES } from './names.js';
import { Network } from './network.js';
import { PEOPLE } from './people.js';
import { SERVER } from './server-text.js';
import type { Servers } from './splits.js';
import { StringPool } from './string-pool.js';
import { type Handler, turnOf } from './turn.js';
import type { ChannelView, OwnView, UserView } from './views.js';
import { WHOIS } from './whois.js';

const HANDLERS: ReadonlyMap<string, Handler> = new Map(
  [MEMBERSHIP, MESSAGES, CHANNEL_INFO, NAMES, PEOPLE, LISTS, WHOIS, INVITATIONS, ERRORS, SERVER].flatMap((part) =>
    Object.entries(part),
  ),
);
/** Batches in batches; deeper ones are passed over. */
const MOST_NESTED = 8;

interface NetworkStateOptions {
  /** Kept up to date by the connection, before it hands on each 005. */
  readonly isupport: Isupport;
  /** The nick with which we registered. */
  readonly nick: string;
  /** Shared by connections that see the same people. */
  readonly strings?: StringPool;
  readonly limits?: Partial<StateLimits>;
}

/**
 * What is known of a network through one connection, from its lines in their order. Pure: it sends nothing and waits for
 * nothing. Whatever a server sends, it never throws and never grows over its limits.
 */
export class NetworkState {
  readonly #net: Network;

  constructor({ isupport, nick, strings = new StringPool(), limits }: NetworkStateOptions) {
    this.#net = new Network(isupport, nick, strings, { ...DEFAULT_LIMITS, ...limits });
  }

  get own(): OwnView {
    return { user: this.#net.own, modes: ownModes(this.#net) };
  }

  /** The channels that we are in. */
  get channels(): Iterable<ChannelView> {
    return this.#net.channels.values();
  }

  /** A channel that we are in, in any spelling. */
  channel(name: string): ChannelView | undefined {
    return this.#net.channel(name);
  }

  /** A person who is known, in any spelling of the nick. */
  user(nick: string): UserView | undefined {
    return this.#net.users.get(nick);
  }

  /** The channels that we share with a person. */
  channelsOf(nick: string): readonly ChannelView[] {
    const user = this.#net.users.get(nick);
    return user === undefined ? [] : this.#net.channelsOf(user);
  }

  isOwn(nick: string): boolean {
    return this.#net.isOwn(nick);
  }

  /** A name as it is compared on this network. */
  fold(name: string): string {
    return this.#net.fold(name);
  }

  /** Something is held back for a moment: call `tick` within a second. */
  get waiting(): boolean {
    return this.#net.splits.waiting;
  }

  /** Takes a line, and gives what it means. `now`: when it came, ms since the epoch. */
  apply(message: IrcMessage, now: number): readonly IrcEvent[] {
    this.#line(message, now, undefined);
    return this.#net.take();
  }

  /** Takes a whole batch. */
  applyBatch(batch: IrcBatch, now: number): readonly IrcEvent[] {
    this.#batch(batch, now, 0);
    return this.#net.take();
  }

  /** Gives what was held back and is due at `now`, ms since the epoch. */
  tick(now: number): readonly IrcEvent[] {
    return this.#net.splits.tick(now);
  }

  #line(message: IrcMessage, now: number, split: Servers | undefined): void {
    if (this.#net.splits.waiting) {
      this.#emitAll(this.#net.splits.tick(now));
      if (concernsGathered(this.#net, message)) this.#flush();
    }
    (HANDLERS.get(message.command) ?? otherwise)(this.#net, turnOf(message, now, split));
  }

  #batch(batch: IrcBatch, now: number, depth: number): void {
    if (depth >= MOST_NESTED) return;
    const read = wholeReader(batch);
    if (read === undefined) this.#inOrder(batch, now, depth);
    else read(this.#net, batch, now);
  }

  /** A batch that only says that its lines belong together. */
  #inOrder(batch: IrcBatch, now: number, depth: number): void {
    const [one = '*', other = '*'] = batch.params;
    const bySplit = batch.type === 'netsplit' || batch.type === 'netjoin';
    const split: Servers | undefined = bySplit ? [one, other] : undefined;
    for (const item of batch.items) {
      if (isBatch(item)) this.#batch(item, now, depth + 1);
      else this.#line(item, now, split);
    }
    // The server says that this is all.
    if (bySplit) this.#flush();
  }

  #flush(): void {
    this.#emitAll(this.#net.splits.flush());
  }

  #emitAll(events: readonly IrcEvent[]): void {
    for (const event of events) this.#net.emit(event);
  }
}

/** Lines that name in their parameters whom they are about. */
const NAMING = new Set(['MODE', 'KICK', 'NICK']);

/** Whether a line may tell something of those who are gathered, so that what was gathered must be told before. */
function concernsGathered(net: Network, { source, command, params }: IrcMessage): boolean {
  if (source !== undefined) {
    if (net.isOwn(source.nick)) return true;
    // Those who come back do so channel by channel.
    if (net.splits.has(net.fold(source.nick))) return !(command === 'JOIN' && net.splits.returning);
  }
  if (NAMING.has(command)) return params.some((param) => net.isOwn(param) || net.splits.has(net.fold(param)));
  return command === '353' || command === '366' || command === 'RENAME';
}
