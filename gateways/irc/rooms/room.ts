import type { Element } from '../../../src/xmpp/element.js';
import { groupchatMessage, subjectMessage } from '../../../src/xmpp/muc/groupchat.js';
import { type Leaving, occupantLeft, occupantPresence } from '../../../src/xmpp/muc/occupants.js';
import type { StatusCode } from '../../../src/xmpp/muc/terms.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Envelope, Problem, RoomEnter, RoomLeave, RoomStatus } from '../../gateway.js';
import type { ChannelView, UserView } from '../state/views.js';
import { Audience, type Entrance } from './audience.js';
import { asHistory, historyFor } from './history.js';
import { detailsOf, idIn, occupantOf, type RoomFace } from './occupants.js';
import { DONE, type Place, problemOf, type Settle } from './place.js';
import { Timeline } from './timeline.js';

/** A client that waits to be let in. */
interface Entering {
  readonly event: RoomEnter;
  readonly settle: Settle;
}

/** `out`: not in the channel. `joining`: it is to be joined, now or when the connection is up. `in`: its members are known. */
type RoomState = 'out' | 'joining' | 'in';

/** What the clients know while we are not in the channel: what is another then is told at the return. */
interface Before {
  /** Of the occupants. */
  readonly nicks: ReadonlySet<string>;
  /** Our own nick; empty where it is not known. */
  readonly own: string;
}

/** Clients that may wait for one room; who asks again takes the place of the earlier one. */
const MOST_ENTERING = 64;

/**
 * A channel as one user sees it: a room that clients of the user enter and leave, behind one nick (XEP-0045 7). What others
 * do in it is told by `RoomPeople`, what is said by `RoomTalk`.
 */
export class Room implements RoomFace {
  readonly jid: string;
  readonly contact: string;
  readonly audience: Audience;
  readonly timeline = new Timeline();
  readonly #place: Place;
  #name: string;
  #key: string | undefined;
  #state: RoomState = 'out';
  #channel: ChannelView | undefined;
  #entering: Entering[] = [];
  /** We made the channel by joining it. */
  #created = false;
  #before: Before | undefined;

  constructor(place: Place, name: string) {
    this.#place = place;
    this.#name = name;
    this.contact = place.names.contact(name);
    this.jid = place.names.jid(this.contact);
    this.audience = new Audience(place.outbox, this.contact);
  }

  /** As the server spells it, once that is known. */
  get name(): string {
    return this.#channel?.name ?? this.#name;
  }

  /** What users of this process know in common of the channel is kept under this: apart where only the names are the same. */
  get shelf(): string {
    return `${this.#place.scope} ${this.contact}`;
  }

  get key(): string | undefined {
    return this.#key;
  }

  get state(): RoomState {
    return this.#state;
  }

  get channel(): ChannelView | undefined {
    return this.#channel;
  }

  /** Somebody of the user is there, or wants to be. */
  get wanted(): boolean {
    return this.audience.size > 0 || this.#entering.length > 0;
  }

  /** The channel is to be joined when the connection can. */
  get due(): boolean {
    return this.#state === 'joining';
  }

  /** We were in the channel before, and its clients wait to hear what is new. */
  get returning(): boolean {
    return this.#before !== undefined;
  }

  /** A client enters (XEP-0045 7.2), or asks for everything anew. True: the channel has to be joined for it. */
  enter({ event }: Pick<Envelope<RoomEnter>, 'event'>, settle: Settle): boolean {
    if (event === undefined) return false;
    if (this.#state === 'in') {
      this.#admit({ event, settle });
      return false;
    }
    const again = this.#entering.findIndex(({ event: { from } }) => from === event.from);
    // Its first presence is answered by what answers this one.
    if (again >= 0) for (const { settle: earlier } of this.#entering.splice(again, 1)) earlier(DONE);
    if (this.#entering.length >= MOST_ENTERING) {
      settle({ kind: 'rejected', problem: problemOf('wait', 'resource-constraint', 'irc.room.too-many-clients') });
      return false;
    }
    this.#entering.push({ event, settle });
    if (event.password !== undefined) this.#key = event.password;
    if (this.#state === 'joining') return false;
    this.#state = 'joining';
    return true;
  }

  /** It is to be joined although no client waits for it: rooms that are kept, and those of before a lost connection. */
  join(key?: string): void {
    if (key !== undefined) this.#key = key;
    if (this.#state === 'out') this.#state = 'joining';
  }

  /** Takes back what was known of it before a restart. */
  restore(clients: readonly string[], before: Before, key: string | undefined): void {
    for (const jid of clients) this.audience.restore(jid);
    this.#before = before;
    this.join(key);
  }

  /** We are in the channel now; its members follow. */
  joined(channel: ChannelView): void {
    this.#channel = channel;
    this.#state = 'joining';
    this.#place.changed();
  }

  /** All members are known: whoever waits is let in, and who was there before is told what is another now. */
  membersKnown(): void {
    const channel = this.#channel;
    if (channel === undefined || this.#state === 'in') return;
    this.#state = 'in';
    const signs = channel.members.get(this.#place.own.user);
    this.#created = channel.members.size === 1 && signs !== undefined && signs !== '';
    this.#resume(channel);
    for (const entering of this.#entering.splice(0)) this.#admit(entering);
    this.#created = false;
    this.#place.changed();
  }

  /** The channel cannot be joined: all who wait are told why, those who were in it before have to leave. */
  refuse(problem: Problem, text: string): void {
    this.#state = 'out';
    this.#key = undefined;
    for (const { settle } of this.#entering.splice(0)) settle({ kind: 'rejected', problem });
    this.#expel({ how: 'failure', text });
    this.#place.changed();
  }

  /**
   * The connection is lost and comes back by itself: the clients stay, and hear what is new afterwards. True: they were told
   * so, because they were in the room till now.
   */
  suspend(text: string): boolean {
    const channel = this.#channel;
    const was = channel !== undefined && this.#state === 'in';
    // Where the members were not told yet, what was known before still counts.
    if (was) {
      const nicks = new Set([...channel.members.keys()].map(({ nick }) => nick));
      this.#before = { nicks, own: this.#place.own.user.nick };
      this.announce(text);
    }
    this.#channel = undefined;
    if (this.#state !== 'out') this.#state = 'joining';
    return was;
  }

  /** There is no connection, and it may be long before there is: who waits to be let in is told. True: nobody wants it now. */
  turnAway(problem: Problem): boolean {
    for (const { settle } of this.#entering.splice(0)) settle({ kind: 'rejected', problem });
    if (this.audience.size > 0 || this.#before !== undefined || this.#state === 'in') return false;
    this.#state = 'out';
    return true;
  }

  /** Another process goes on with it, also with those who wait to be let in. */
  giveBack(): void {
    const outcome = { kind: 'retry', after: 0, reason: 'the lane is given back', scope: 'lane' } as const;
    for (const { settle } of this.#entering.splice(0)) settle(outcome);
  }

  /** We are in the channel no more, for good: by a kick, a part of somebody else's making, or the end of the connection. */
  ended(leaving: Leaving, extra: readonly StatusCode[] = []): void {
    const problem = problemOf('wait', 'recipient-unavailable', 'irc.room.ended');
    for (const { settle } of this.#entering.splice(0)) settle({ kind: 'rejected', problem });
    this.#expel(leaving, extra);
    this.#state = 'out';
    this.#channel = undefined;
    this.#key = undefined;
    this.#place.changed();
  }

  /** A client shows itself anew: with another nick, it is the caller who asks the network for that. */
  status({ from }: RoomStatus): Problem | undefined {
    return this.audience.has(from) ? undefined : notIn();
  }

  /** A client leaves (XEP-0045 7.14), also one that still waits to be let in. True: it was the last one. */
  leave({ from }: Pick<RoomLeave, 'from'>): boolean {
    const waited = this.#giveUp(from);
    const was = this.audience.leave(from);
    if (was) this.#place.outbox.push(this.contact, serialise(this.#self({ how: 'left' })), [from]);
    return (was || waited) && this.#isLeft();
  }

  /** A client is gone without a word. True: it was the last one. */
  drop(jid: string): boolean {
    const waited = this.#giveUp(jid);
    const was = this.audience.leave(jid);
    return (was || waited) && this.#isLeft();
  }

  /** Somebody has gone; whether nobody is left. */
  #isLeft(): boolean {
    this.#place.changed();
    return !this.wanted;
  }

  /** We leave the channel by our own wish. */
  part(): void {
    this.#state = 'out';
    this.#channel = undefined;
    this.#key = undefined;
    this.#place.changed();
  }

  /** Says something in the room's own name. */
  announce(text: string): void {
    if (this.audience.size === 0) return;
    this.audience.tell(serialise(groupchatMessage({ from: this.jid }, text, { room: this.jid, unstyled: true })));
  }

  /** The subject as it is now, with the time at which it was set (XEP-0045 7.2.15); `setBy`: who has changed it just now. */
  subject(setBy?: string): string {
    const { names } = this.#place;
    const topic = this.#channel?.topic;
    const by = setBy ?? topic?.by?.split('!')[0];
    const from = by === undefined || by === '' ? this.jid : names.occupant(this.jid, by);
    const saidAt = setBy === undefined ? topic?.at : undefined;
    const stamps = { room: this.jid, ...(saidAt === undefined ? {} : { saidAt }) };
    return serialise(subjectMessage({ from }, topic?.text ?? '', stamps));
  }

  /** Presence of somebody in the room. */
  presence(user: UserView, signs: string, statuses?: readonly StatusCode[]): string {
    const channel = this.#channel;
    if (channel === undefined) return '';
    const occupant = occupantOf(this.#place, this, channel, user, signs);
    return serialise(
      occupantPresence(occupant, detailsOf(this.#place, user), statuses === undefined ? {} : { statuses }),
    );
  }

  /** XEP-0045 7.2.2 to 7.2.15: the others, oneself, the history, the subject; what happens meanwhile comes after it. */
  #admit({ event, settle }: Entering): void {
    const channel = this.#channel;
    if (channel === undefined) return;
    const { from, nick, history } = event;
    const own = this.#place.own.user;
    const entrance = this.audience.enter(from);
    for (const [user, signs] of channel.members) {
      if (user !== own) this.audience.tellOne(from, this.presence(user, signs));
    }
    const statuses: StatusCode[] = [100, 110];
    if (this.#created) statuses.push(201);
    if (nick !== own.nick) statuses.push(210);
    this.audience.tellOne(from, this.presence(own, channel.members.get(own) ?? '', statuses));
    void this.#tellPast(from, entrance, history).then(() => settle(DONE));
    this.#place.changed();
  }

  async #tellPast(jid: string, entrance: Entrance, wish: RoomEnter['history']): Promise<void> {
    const lines = await historyFor(this.#place, this, wish);
    // Who has left meanwhile hears nothing more, and who has entered anew hears it in that turn.
    if (!this.audience.isEntering(jid, entrance)) return;
    for (const line of lines) this.audience.tellOne(jid, asHistory(line, this.jid));
    this.audience.tellOne(jid, this.subject());
    this.audience.settle(jid, new Set(lines.map(({ id }) => id)));
  }

  /** After a lost connection: who is gone, who is there, and that we are. */
  #resume(channel: ChannelView): void {
    const before = this.#before;
    this.#before = undefined;
    if (before === undefined || this.audience.size === 0) return;
    const own = this.#place.own.user;
    const here = new Set([...channel.members.keys()].map(({ nick }) => nick));
    const renamed = before.own !== '' && before.own !== own.nick;
    for (const nick of before.nicks) {
      if (!here.has(nick) && !(renamed && nick === before.own)) this.audience.tell(serialise(this.#gone(nick)));
    }
    if (renamed) {
      this.audience.tell(serialise(this.#gone(before.own, { how: 'renamed', nick: own.nick }, [110])));
      this.audience.tell(this.presence(own, channel.members.get(own) ?? '', [110]));
    }
    for (const [user, signs] of channel.members) {
      if (user !== own) this.audience.tell(this.presence(user, signs));
    }
    this.audience.tell(this.presence(own, channel.members.get(own) ?? '', [100, 110]));
    this.audience.tell(this.subject());
  }

  /** Somebody of whom only the nick is known. */
  #gone(nick: string, leaving: Leaving = { how: 'left' }, statuses: readonly StatusCode[] = []): Element {
    const address = this.#place.names.occupant(this.jid, nick);
    return occupantLeft({ address, affiliation: 'none', role: 'participant' }, leaving, { statuses });
  }

  /** Tells the clients that they are not in the room any more. */
  #expel(leaving: Leaving, extra: readonly StatusCode[] = []): void {
    if (this.audience.size === 0) return;
    const xml = serialise(this.#self(leaving, extra));
    for (const jid of this.audience.jids) this.audience.settle(jid, new Set());
    this.audience.tell(xml);
    this.audience.clear();
  }

  #self(leaving: Leaving, extra: readonly StatusCode[] = []): Element {
    const own = this.#place.own.user;
    const channel = this.#channel;
    const occupant =
      channel === undefined
        ? {
            address: this.#place.names.occupant(this.jid, own.nick),
            affiliation: 'none' as const,
            role: 'participant' as const,
            occupantId: idIn(this.#place, this, own),
          }
        : occupantOf(this.#place, this, channel, own, channel.members.get(own) ?? '');
    return occupantLeft(occupant, leaving, { statuses: [...extra, 110] });
  }

  /** Somebody who waits to be let in does not want to any more; false where nobody waits. */
  #giveUp(jid: string): boolean {
    const waiting = this.#entering.filter(({ event }) => event.from === jid);
    if (waiting.length === 0) return false;
    this.#entering = this.#entering.filter(({ event }) => event.from !== jid);
    for (const { settle } of waiting) settle(DONE);
    return true;
  }
}

function notIn(): Problem {
  return problemOf('modify', 'not-acceptable', 'irc.room.not-in');
}
