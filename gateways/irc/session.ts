import { el } from '../../src/xmpp/element.js';
import { inviteElement } from '../../src/xmpp/invites.js';
import { parseJid } from '../../src/xmpp/jid.js';
import { invitationMessage } from '../../src/xmpp/muc/invitations.js';
import { serialise } from '../../src/xmpp/serialise.js';
import {
  type Envelope,
  type HoldContext,
  type Incoming,
  type MessageEvent,
  type Outcome,
  type PresenceState,
  type Problem,
  Recent,
  type RoomEnter,
  type RoomInvitation,
  type RoomLeave,
  type RoomStatus,
  type SignalEvent,
  type TextRef,
  type Timer,
} from '../gateway.js';
import { awayText } from './away.js';
import { ChannelList } from './channel-list.js';
import { readRaw } from './connection/arrival.js';
import type { Batch } from './connection/batches.js';
import { type ConnectionState, IrcConnection } from './connection/connection.js';
import { backoffClass, type Failure } from './connection/failure.js';
import type { ConnectionSettings, IrcHost } from './connection/settings.js';
import { Deliveries } from './deliveries.js';
import { dispatch } from './dispatch.js';
import { ErrorWatch } from './error-watch.js';
import { failureText } from './failure-texts.js';
import { follow, outcomeOf } from './follow.js';
import type { Ignores } from './ignores.js';
import { invitationLines } from './invitation-lines.js';
import { joinLines } from './joins.js';
import type { Names } from './names.js';
import { People } from './people.js';
import { tooManyRooms } from './policy/limits.js';
import type { AwayChoice } from './preferences.js';
import { refusalOf } from './refusals.js';
import { CatchUp } from './rooms/catch-up.js';
import { DONE, type Place, problemOf, type RoomWishes, type Sent, type Settle } from './rooms/place.js';
import { Room } from './rooms/room.js';
import { RoomPeople } from './rooms/room-people.js';
import { RoomSay } from './rooms/room-say.js';
import { RoomTalk } from './rooms/room-talk.js';
import type { Shared } from './shared.js';
import type { IrcEvent, ListEndEvent, ListedEvent, MonitorEvent, MessageEvent as Said } from './state/events.js';
import { WHOX_FIELDS } from './state/names.js';
import { NetworkState } from './state/network-state.js';
import type { ChannelView, OwnView } from './state/views.js';
import { type Charset, UTF8 } from './text/encoding.js';
import { Waiters } from './waiters.js';
import { Window } from './window.js';
import { FoldedMap, fold } from './wire/casemapping.js';
import { Isupport } from './wire/isupport.js';
import type { IrcMessage } from './wire/message.js';
import { isTarget, type LineOut } from './wire/serialise.js';

/** Everything that a session goes by; read anew before each connection. */
export interface SessionSettings {
  readonly connection: ConnectionSettings;
  /** The network whatever the user calls it (`NetworkSettings.network`). */
  readonly scope: string;
  readonly wishes: RoomWishes;
  /** What is sent in. */
  readonly charset: Charset;
  readonly away: AwayChoice;
  /** How the user shows itself at the moment. */
  readonly shown: PresenceState;
  readonly typing: boolean;
  readonly maxRooms: number;
  /** The user has registered no nick: what the client asks for counts. */
  readonly nickIsFree: boolean;
}

export interface SessionParts {
  /** Bare JID of the user. */
  readonly user: string;
  /** The network as it stands in addresses. */
  readonly network: string;
  readonly names: Names;
  readonly ignores: Ignores;
  /** Id of the account that what the network brings is for. */
  readonly account: () => string;
  readonly shared: Shared;
  readonly context: HoldContext;
  /** `nick`: what a client asked for at the first join. Throws where the user may not connect there. */
  readonly settings: (nick: string | undefined) => Promise<SessionSettings>;
  /** What has to be remembered is something else now. */
  readonly changed: (session: Session) => void;
  /** It can be used now, or cannot any more. */
  readonly turned: (session: Session) => void;
  /** Whatever the network told, before it is told to anybody. */
  readonly seen: (session: Session, event: IrcEvent) => void;
  /** The connection is lost; it will be in the same channels again. */
  readonly lost: (session: Session) => void;
  /** Somebody that is watched came online or went. */
  readonly monitored: (session: Session, event: MonitorEvent) => void;
  /** Nothing is left of it. */
  readonly ended: (session: Session) => void;
}

/** One channel with all that serves it. */
export interface RoomParts {
  readonly room: Room;
  readonly people: RoomPeople;
  readonly talk: RoomTalk;
  readonly say: RoomSay;
  readonly catchUp: CatchUp;
}

/** What is remembered of a session over the end of its process. */
export interface SessionMemory {
  readonly account: string;
  /** Our nick, and the one that a client asked for at the first join. */
  readonly nick?: string;
  readonly wantedNick?: string;
  /** Wall time, ms: so long the connection stays without a room, for the sake of a private conversation. */
  readonly talkUntil?: number;
  readonly rooms: readonly RoomMemory[];
}

interface RoomMemory {
  readonly name: string;
  readonly key?: string;
  readonly clients: readonly string[];
}

/** How long a JOIN may go without an answer, ms. */
const JOIN_MS = 60_000;
/** How long the server has for what is asked of it, ms; less than a request lives. */
const ASK_MS = 15_000;
/** Channels remembered because nobody wants to be taken to them. */
const MOST_UNWANTED = 64;
/** Rooms that may be entered while nobody knows how many are allowed. */
const MOST_ROOMS = 1000;
/**
 * Failed attempts after which whoever wants to enter is told, rather than to wait for the next one: of a connection that is to
 * come back. Where there was none the first one is enough.
 */
const PATIENCE = 2;
/** People of a channel about whom the server is asked at once (WHO). */
const MOST_WHO = 500;
/** How long a connection stays for the sake of a private conversation, ms. */
const TALK_MS = 30 * 60_000;
/** Lines that may wait for their turn before messages wait in their lane instead. */
export const MOST_WAITING = 100;

const DEFAULT_WISHES: RoomWishes = { persistent: false, historyOnJoin: 20, record: true, highlights: false, words: [] };
const NO_SUPPORT = new Isupport();

/** One user on one network: the connection, what is known through it, and the rooms that the user's clients are in. */
export class Session implements Place {
  readonly user: string;
  readonly network: string;
  readonly names: Names;
  readonly people: People;
  readonly window: Window;
  readonly ignores: Ignores;
  /**
   * Ban lists and the like by `<kind> <folded channel>`; WHOIS by `whois <folded nick>`; CTCP answers by `ctcp <command> <folded
   * nick>`; the answer to a PING of ours by `pong <token>`; that the connection is up by `up`.
   */
  readonly asked: Waiters<unknown>;
  /** Errors that no line of ours has had for its answer go to who waits for them here. */
  readonly errors = new ErrorWatch();
  readonly #parts: SessionParts;
  readonly #deliveries: Deliveries;
  readonly #connection: IrcConnection;
  readonly #rooms = new FoldedMap<RoomParts>();
  #settings: SessionSettings | undefined;
  #state: NetworkState | undefined;
  /** What is used while there is no connection. */
  #lastOwn: OwnView | undefined;
  #up = false;
  #joinQueued = false;
  readonly #requested = new Map<string, Timer>();
  /** Channels (folded) that the server may still let us into, although nobody wants to be there. */
  #unwanted = new Recent<string, true>(MOST_UNWANTED);
  readonly #list: ChannelList;
  #tick: Timer | undefined;
  #linger: Timer | undefined;
  #wantedNick: string | undefined;
  #shown: PresenceState = { available: false };
  /** What the server was told last; undefined: that we are here. */
  #away: string | undefined;
  /** Attempts to connect that failed since the last one that did not, and what the last one was told as. */
  #failures = 0;
  #told: Failure['reason'] | undefined;
  #talkUntil = 0;
  #wasUp = false;
  #ended = false;
  /** Wall time, ms. */
  #since: number;
  #host: IrcHost | undefined;

  constructor(parts: SessionParts) {
    const { user, network, names, shared, context, ignores } = parts;
    this.#parts = parts;
    this.ignores = ignores;
    this.#since = context.clock.now();
    this.user = user;
    this.network = network;
    this.names = names;
    this.asked = new Waiters(context.clock, ASK_MS);
    this.#list = new ChannelList(context.clock, (line) => this.send(line));
    this.#deliveries = new Deliveries(context);
    const deliver = (message: Incoming): void => this.#deliveries.deliver(message);
    this.window = new Window({ context, deliver, contact: names.network, account: parts.account });
    this.people = new People({
      place: this,
      deliver,
      account: parts.account,
      ctcp: shared.ctcp,
      roomOf: (contact) => {
        const room = [...this.#rooms.values()].find((one) => one.room.contact === contact)?.room;
        return room === undefined ? undefined : { jid: room.jid, clients: room.audience.jids };
      },
      announce: (channel, text) => {
        const found = this.#rooms.get(channel);
        found?.room.announce(text);
        return found !== undefined && found.room.audience.size > 0;
      },
    });
    this.#connection = new IrcConnection(
      {
        settings: async () => {
          this.#settings = await parts.settings(this.#wantedNick);
          this.#shown = this.#settings.shown;
          return this.#settings.connection;
        },
        clock: context.clock,
        log: context.log,
        mayWrite: () => context.mayWrite(),
        ...shared.connectionOptions(user, network),
      },
      {
        message: (message, answered) => this.#message(message, answered),
        batch: (batch, answered) => this.#batch(batch, answered),
        state: (state) => this.#connectionState(state),
        nick: () => parts.changed(this),
      },
    );
  }

  // --- what rooms see of it (Place)

  get own(): OwnView {
    return this.#state?.own ?? this.#lastOwn ?? this.#nobody();
  }

  get isupport(): Isupport {
    return this.#connection.isupport ?? NO_SUPPORT;
  }

  get caps(): ReadonlyMap<string, string> {
    return this.#connection.caps;
  }

  get wishes(): RoomWishes {
    return this.#settings?.wishes ?? DEFAULT_WISHES;
  }

  get scope(): string {
    return this.#settings?.scope ?? '';
  }

  get up(): boolean {
    return this.#up;
  }

  get waiting(): number {
    return this.#connection.waiting;
  }

  get charset(): Charset {
    return this.isupport.utf8only ? UTF8 : (this.#settings?.charset ?? UTF8);
  }

  get longText(): Shared['longText'] {
    return this.#parts.shared.longText;
  }

  get outbox(): Shared['outbox'] {
    return this.#parts.shared.outbox;
  }

  get lines(): Shared['lines'] {
    return this.#parts.shared.lines;
  }

  get ids(): Shared['ids'] {
    return this.#parts.shared.ids;
  }

  get record(): Shared['record'] {
    return this.#parts.shared.record;
  }

  get archive(): Shared['archive'] {
    return this.#parts.shared.archive;
  }

  get occupantIds(): Shared['occupantIds'] {
    return this.#parts.shared.occupantIds;
  }

  get clock(): HoldContext['clock'] {
    return this.#parts.context.clock;
  }

  get log(): HoldContext['log'] {
    return this.#parts.context.log;
  }

  send(line: LineOut | readonly LineOut[], sent?: Sent): void {
    const result = this.#sendOrComplain(line, sent);
    if (result !== 'queued') sent?.answered?.({ kind: 'lost', written: false });
  }

  /** What can be no line (a bug, or an id that a server made up) must end neither the process nor what waits for the answer. */
  #sendOrComplain(line: LineOut | readonly LineOut[], sent?: Sent): ReturnType<IrcConnection['send']> {
    try {
      return this.#connection.send(line, sent);
    } catch (error) {
      this.log.error({ error: String(error) }, 'something cannot be said as a line of IRC');
      return 'too-long';
    }
  }

  same(one: string, other: string): boolean {
    return one === other || this.fold(one) === this.fold(other);
  }

  fold(name: string): string {
    return fold(name, this.isupport.casemapping);
  }

  say(ref: TextRef, lang?: string): string {
    return this.#parts.context.text(ref, lang);
  }

  changed(): void {
    this.#parts.changed(this);
    // With the first client that comes the user is here, and with the last one that goes away.
    this.#tellAway();
  }

  publish(text: string): Promise<string | undefined> {
    return this.#parts.shared.publish(this.#parts.context, this.user, text);
  }

  // --- for whoever looks at it

  get state(): NetworkState | undefined {
    return this.#state;
  }

  get connection(): Pick<IrcConnection, 'state' | 'nick' | 'tls' | 'account' | 'lagMs' | 'prefix'> {
    return this.#connection;
  }

  get rooms(): Iterable<RoomParts> {
    return this.#rooms.values();
  }

  room(name: string): RoomParts | undefined {
    return this.#rooms.get(name);
  }

  get settings(): SessionSettings | undefined {
    return this.#settings;
  }

  /** Since when the connection is as it is now (wall time, ms), and the server of the last try. */
  get standing(): { readonly since: number; readonly host: IrcHost | undefined } {
    return { since: this.#since, host: this.#host };
  }

  /** What is to be remembered; undefined where nothing is. */
  get memory(): SessionMemory | undefined {
    const rooms = [...this.#rooms.values()]
      .filter(({ room }) => room.state !== 'out')
      .map(({ room }) => ({
        name: room.name,
        clients: room.audience.jids,
        ...(room.key === undefined ? {} : { key: room.key }),
      }));
    const talk = this.#talkMs;
    if (rooms.length === 0 && talk <= 0) return undefined;
    const { nick } = this.own.user;
    return {
      account: this.#parts.account(),
      ...(nick === '' ? {} : { nick }),
      ...(this.#wantedNick === undefined ? {} : { wantedNick: this.#wantedNick }),
      ...(talk <= 0 ? {} : { talkUntil: this.clock.now() + talk }),
      rooms,
    };
  }

  // --- its life

  /** Connects, if it is not connected. */
  start(): void {
    this.#connection.start();
  }

  /** Takes up what another process has left; `occupants`: whom the clients know of in a room. */
  restore(memory: SessionMemory, occupants: (contact: string) => ReadonlySet<string>): void {
    const { rooms, nick = '', wantedNick, talkUntil = 0 } = memory;
    this.#wantedNick = wantedNick;
    this.#talkUntil = talkUntil;
    this.#wasUp = true;
    for (const { name, key, clients } of rooms) {
      const { room } = this.roomFor(name);
      room.restore(clients, { nicks: occupants(room.contact), own: nick }, key);
    }
    this.start();
  }

  /** Ends it: everybody in its rooms is told why. */
  async stop(quitMessage: string, text: string): Promise<void> {
    this.#over(text);
    await this.#connection.stop(quitMessage);
  }

  /** Ends the connection and opens it again, by what is set now. Its rooms are joined again. */
  async reconnect(quitMessage: string, text: string): Promise<void> {
    this.#down();
    for (const { room } of this.#rooms.values()) room.suspend(text);
    await this.#connection.stop(quitMessage);
    if (!this.#ended) this.start();
  }

  /** Leaves a room with all clients, also one that is kept. False where the user is not in it. */
  leaveRoom(name: string): boolean {
    const found = this.#rooms.get(name)?.room;
    if (found === undefined) return false;
    if (this.#up && found.channel !== undefined) this.send({ command: 'PART', params: [found.name] });
    found.ended({ how: 'left' });
    this.forget(found.name);
    return true;
  }

  /** Ends the connection without a word to anybody: another process takes it up. */
  async abandon(quitMessage: string): Promise<void> {
    this.#ended = true;
    this.#silence();
    this.#deliveries.stop();
    for (const { room } of this.#rooms.values()) room.giveBack();
    await this.#connection.stop(quitMessage);
  }

  pause(): void {
    this.#connection.pause();
  }

  resume(): void {
    this.#connection.resume();
  }

  // --- what users do

  enter(envelope: Envelope<RoomEnter>, name: string, settle: Settle): void {
    const { event } = envelope;
    if (event === undefined) {
      settle(DONE);
      return;
    }
    if (event.nick === '') {
      settle(rejected('modify', 'jid-malformed', 'irc.room.no-nick'));
      return;
    }
    const known = this.#rooms.get(name);
    const tooMany = known === undefined ? this.#tooMany(this.#rooms.size) : undefined;
    if (tooMany !== undefined) {
      settle({ kind: 'rejected', problem: tooMany });
      return;
    }
    const { room } = known ?? this.roomFor(name);
    this.#stay();
    this.#wishNick(event.nick);
    if (room.enter({ event }, settle)) this.#joinSoon();
    this.#tellAway();
    // A network that wants to be left alone for a while is not bothered by every client that enters.
    if (this.#kept) this.#turnAway();
    else this.start();
  }

  /** The first join says what the user wants to be called, where no registration does. */
  #wishNick(nick: string): void {
    if (this.#wantedNick !== undefined) return;
    this.#wantedNick = nick;
    // Connected already, for a private message: the nick was made up.
    if (this.#up && this.#settings?.nickIsFree === true && !this.same(nick, this.own.user.nick)) {
      this.send({ command: 'NICK', params: [nick] });
    }
  }

  status({ event }: Envelope<RoomStatus>, name: string, settle: Settle): void {
    const found = this.#rooms.get(name)?.room;
    if (event === undefined || found === undefined || !found.audience.has(event.from)) {
      settle(rejected('modify', 'not-acceptable', 'irc.room.not-in'));
      return;
    }
    const { nick } = this.own.user;
    // Only a nick that is another one is asked for: clients send their presence anew whenever it changes.
    if (event.nick === '' || event.nick === nick) {
      settle(DONE);
      return;
    }
    this.send(
      { command: 'NICK', params: [event.nick] },
      {
        answered: (answer) => {
          if (answer.kind === 'error') settle({ kind: 'rejected', problem: this.refusal(answer.message) });
          else if (answer.kind === 'lost') settle(rejected('wait', 'recipient-unavailable', 'irc.not-connected'));
          else settle(DONE);
        },
      },
    );
  }

  leave({ event }: Envelope<RoomLeave>, name: string, settle: Settle): void {
    const found = this.#rooms.get(name);
    if (event !== undefined && found?.room.leave(event) === true) this.#left(found, event.status);
    settle(DONE);
  }

  /** A client is gone from all rooms. */
  gone(jid: string): void {
    for (const parts of [...this.#rooms.values()]) {
      if (parts.room.drop(jid)) this.#left(parts, this.say({ key: 'irc.room.client-gone' }));
    }
  }

  invite({ event }: Envelope<RoomInvitation>, name: string, settle: Settle): void {
    const found = this.#rooms.get(name)?.room;
    if (event === undefined || found === undefined || !found.audience.has(event.from)) {
      settle(rejected('modify', 'not-acceptable', 'irc.room.not-in'));
      return;
    }
    if (event.what === 'decline') {
      settle(DONE);
      return;
    }
    const { whom, reason, thread } = event;
    const nick = this.names.nickOf(whom);
    if (nick !== undefined && !isTarget(nick)) {
      settle(noNick(nick));
      return;
    }
    if (nick === undefined) {
      const jid = parseJid(whom);
      if (jid === undefined || this.names.owns(jid.domain)) {
        settle(rejected('modify', 'jid-malformed', 'irc.room.whom', { jid: whom.slice(0, 100) }));
        return;
      }
      // Somebody of XMPP: they are told of the room by the gateway, and enter it with a connection of their own.
      const invitation = invitationMessage(
        { from: found.jid },
        {
          from: this.user,
          ...(reason === undefined ? {} : { reason }),
          ...(found.key === undefined ? {} : { password: found.key }),
          ...(thread === undefined ? {} : { continues: { thread } }),
        },
        el('body', {}, this.say({ key: 'irc.room.invites', params: { jid: this.user, room: found.jid } })),
        inviteElement({
          room: found.jid,
          ...(reason === undefined ? {} : { reason }),
          ...(found.key === undefined ? {} : { password: found.key }),
        }),
      );
      this.outbox.push(found.contact, serialise(invitation), [whom]);
      settle(DONE);
      return;
    }
    follow(this, invitationLines(this, nick, found.name, reason), {
      told: (fate) => settle(outcomeOf(fate)),
      verdict: () => this.answered(found.name),
    });
  }

  /** A message to all in a room, to somebody, or to the network itself. `name`: of the channel or the nick; empty: the network. */
  submit(event: MessageEvent, name: string, settle: Settle): void {
    if (this.waiting > MOST_WAITING) {
      settle({ kind: 'retry', after: 2000, reason: 'too much waits for the network' });
      return;
    }
    if (event.room?.to === 'all') {
      const found = this.#rooms.get(name);
      if (found === undefined) {
        settle(rejected('modify', 'not-acceptable', 'irc.room.not-in'));
        return;
      }
      found.say.say(event as MessageEvent & { room: { to: 'all' } }, settle);
      return;
    }
    const room = name === '' ? undefined : this.#rooms.get(name)?.room;
    if (event.room?.to === 'one' && name !== '' && room?.audience.has(event.from) !== true) {
      settle(rejected('modify', 'not-acceptable', 'irc.room.not-in'));
      return;
    }
    if (event.room?.to === 'one' && !isTarget(event.room.nick)) {
      settle(noNick(event.room.nick));
      return;
    }
    if (!this.#up) {
      const { kind } = this.#connection.state;
      if (kind === 'failed' || this.#hopeless) {
        settle({ kind: 'rejected', problem: this.unavailable() });
        return;
      }
      if (kind !== 'waiting') this.start();
      settle({ kind: 'retry', after: 1000, reason: 'the network is not connected yet' });
      return;
    }
    if (event.room?.to === 'one') {
      this.people.say(event.room.nick, event, room?.contact, settle);
      return;
    }
    if (name !== '') {
      this.people.say(this.#spelling(name), event, undefined, settle);
      if (this.#rooms.size === 0) this.changed();
      return;
    }
    this.#raw(event.body, settle);
  }

  /** Typing, and what was read. */
  signal(event: SignalEvent, name: string): void {
    if (!this.#up || event.type !== 'chat-state' || this.#settings?.typing !== true) return;
    if (!this.caps.has('message-tags') || this.isupport.clienttagdeny('+typing')) return;
    const state = { composing: 'active', paused: 'paused', active: 'done', inactive: 'done' }[event.state];
    this.send({ command: 'TAGMSG', params: [name], tags: new Map([['+typing', state]]) });
  }

  /** The user shows itself in another way. */
  show(state: PresenceState): void {
    this.#shown = state;
    this.#tellAway();
  }

  /** Whether it is by somebody whom the user does not want to hear. */
  ignored({ from, own }: Pick<Said, 'from' | 'own'>): boolean {
    return this.ignores.any && !own && this.ignores.meets(from, (name) => this.fold(name));
  }

  /** Whether any client of the user is in a room. */
  get attended(): boolean {
    return [...this.#rooms.values()].some(({ room }) => room.wanted);
  }

  unavailable(): Problem {
    const state = this.#connection.state;
    const said = state.kind === 'failed' || state.kind === 'waiting' ? state.failure : undefined;
    const { network } = this;
    if (said === undefined) return problemOf('wait', 'recipient-unavailable', 'irc.connecting', { network });
    return problemOf('wait', 'recipient-unavailable', 'irc.unavailable', {
      network,
      reason: this.say(failureText(said)),
    });
  }

  refusal(message: IrcMessage): Problem {
    return refusalOf(message);
  }

  // --- rooms

  /** The parts of a channel; made where there are none. */
  roomFor(name: string): RoomParts {
    const known = this.#rooms.get(name);
    if (known !== undefined) return known;
    const room = new Room(this, name);
    const talk = new RoomTalk(this, room);
    const parts = {
      room,
      people: new RoomPeople(this, room),
      talk,
      say: new RoomSay(this, room),
      catchUp: new CatchUp(this, room, (event, past) => {
        if (!past || !this.ignored(event)) talk.said(event, past);
      }),
    };
    this.#rooms.set(name, parts);
    return parts;
  }

  forget(name: string): void {
    this.#rooms.delete(name);
    this.#answeredJoin(name);
    this.changed();
    this.#leaveIfIdle();
  }

  /** The server has let us into a channel, whoever wanted it. */
  joined(name: string): RoomParts {
    this.#answeredJoin(name);
    const parts = this.roomFor(name);
    // As the server spells it.
    this.#rooms.set(name, parts);
    return parts;
  }

  /** A channel that the server takes us to although nobody wants it: in place of another one, or no longer. */
  unwanted(name: string): void {
    this.#unwanted.set(this.fold(name), true);
  }

  /** We are in a channel that nobody wants: leaves it. False where somebody does. */
  turnedBack(name: string): boolean {
    const key = this.fold(name);
    const unwanted = this.#unwanted.get(key) === true;
    this.#unwanted.delete(key);
    if (!unwanted || this.#rooms.get(name) !== undefined) return false;
    this.send({ command: 'PART', params: [name] });
    return true;
  }

  /** The channel goes on under another name (IRCv3 channel-rename): its clients are told where. */
  renamed(channel: ChannelView, from: string, reason: string | undefined): void {
    const before = this.#rooms.get(from)?.room;
    const next = this.roomFor(channel.name);
    next.room.joined(channel);
    next.room.membersKnown();
    if (before === undefined || before === next.room) return;
    const destruction = { alternate: next.room.jid, ...(reason === undefined ? {} : { reason }) };
    before.ended({ how: 'destroyed', destruction });
    this.forget(from);
  }

  /** True where somebody has asked for it. */
  tellAsked(key: string, value: unknown): boolean {
    return this.asked.tell(key, value);
  }

  /** Asks the server, and gives what it tells; undefined where it does not in time. */
  ask(key: string, line: LineOut): Promise<unknown> {
    return new Promise((resolve) => {
      if (this.asked.wait(key, resolve)) this.send(line);
    });
  }

  answered(channel: string): Promise<unknown> {
    return new Promise((resolve) => {
      this.asked.wait(`modes ${this.fold(channel)}`, resolve);
      this.send({ command: 'MODE', params: [channel] });
    });
  }

  /** Whether a message was the answer to a CTCP query of ours. */
  tookCtcp({ form, ctcp, from, text }: Said): boolean {
    return form === 'ctcp-reply' && this.tellAsked(`ctcp ${ctcp ?? ''} ${this.fold(from.nick)}`, text);
  }

  listing(event: ListedEvent | ListEndEvent): void {
    this.#list.take(event);
  }

  get list(): ChannelList {
    return this.#list;
  }

  monitored(event: MonitorEvent): void {
    this.#parts.monitored(this, event);
  }

  joinRefused(name: string, problem: Problem, text: string): void {
    this.#answeredJoin(name);
    const found = this.#rooms.get(name);
    if (found === undefined) return;
    found.room.refuse(problem, text);
    this.forget(name);
  }

  /** All members of a channel are known: asks what else there is to know. */
  askAbout({ room }: RoomParts): void {
    const { channel } = room;
    if (channel === undefined) return;
    this.send({ command: 'MODE', params: [room.name] });
    if (!this.isupport.whox || channel.members.size > MOST_WHO) return;
    if (!this.caps.has('away-notify') && !this.caps.has('account-notify')) return;
    this.send({ command: 'WHO', params: [room.name, WHOX_FIELDS] });
  }

  #left({ room }: RoomParts, reason: string | undefined): void {
    this.#tellAway();
    // Before the settings are read nobody knows whether it is to be kept: see `#ready`.
    const kept = this.#settings === undefined || this.wishes.persistent;
    if (kept && (room.state === 'in' || room.returning)) return;
    // The JOIN is on its way, and cannot be taken back.
    if (room.channel === undefined && this.#requested.has(this.fold(room.name))) this.unwanted(room.name);
    if (room.state === 'in' || room.channel !== undefined) {
      this.send({ command: 'PART', params: [room.name, ...(reason === undefined || reason === '' ? [] : [reason])] });
    }
    room.part();
    this.forget(room.name);
  }

  #joinSoon(): void {
    if (this.#joinQueued || !this.#up) return;
    this.#joinQueued = true;
    // Those of one moment go into one line.
    setImmediate(() => {
      this.#joinQueued = false;
      if (this.#up) this.#join();
    });
  }

  #join(): void {
    const due = [...this.#rooms.values()].filter(({ room }) => room.due && !this.#requested.has(this.fold(room.name)));
    for (const { room } of due) {
      const timer = this.clock.after(JOIN_MS, () => {
        this.joinRefused(
          room.name,
          problemOf('wait', 'remote-server-timeout', 'irc.room.no-answer'),
          this.say({ key: 'irc.room.no-answer' }),
        );
      });
      this.#requested.set(this.fold(room.name), timer);
    }
    const most = this.isupport.targmax.get('JOIN');
    for (const line of joinLines(
      due.map(({ room }) => ({ name: room.name, key: room.key })),
      most,
    )) {
      this.send(line);
    }
  }

  #answeredJoin(name: string): void {
    const key = this.fold(name);
    this.#requested.get(key)?.cancel();
    this.#requested.delete(key);
  }

  // --- the connection

  #connectionState(state: ConnectionState): void {
    this.#since = this.clock.now();
    if ('host' in state) this.#host = state.host;
    switch (state.kind) {
      case 'ready':
        this.#ready();
        return;
      case 'waiting':
        this.#down();
        this.#lost(state.failure);
        return;
      case 'failed': {
        // Another process goes on with it, and nobody need know.
        if (state.failure.reason === 'not-held') return;
        this.#down();
        const { text } = this.unavailable();
        this.window.tell(text);
        this.#over(this.say(text));
        return;
      }
      default:
        return;
    }
  }

  /** The connection is lost, or could not be had: clients are told once, and again only where the reason is another. */
  #lost(failure: Failure): void {
    const { network } = this;
    const text = this.say({ key: 'irc.room.lost', params: { network, reason: this.say(failureText(failure)) } });
    const news = this.#told !== undefined && this.#told !== failure.reason && backoffClass(failure) !== 'lost';
    this.#failures += 1;
    this.#told = failure.reason;
    for (const { room, catchUp } of this.#rooms.values()) {
      catchUp.stop();
      if (!room.suspend(text) && news) room.announce(text);
    }
    this.#parts.lost(this);
    if (this.#hopeless) this.#turnAway();
    this.changed();
    this.#leaveIfIdle();
  }

  /** The next attempt is far off, by the network's wish. */
  get #kept(): boolean {
    const { state } = this.#connection;
    return state.kind === 'waiting' && backoffClass(state.failure) !== 'lost';
  }

  /** A connection is not to be expected soon. */
  get #hopeless(): boolean {
    return this.#connection.state.kind === 'waiting' && (this.#kept || this.#failures > (this.#wasUp ? PATIENCE : 0));
  }

  /** Rooms of a lost connection that the last client has left meanwhile. */
  #dropLeft(): void {
    if (this.wishes.persistent) return;
    for (const { room } of [...this.#rooms.values()]) {
      if (room.wanted || !room.returning) continue;
      room.part();
      this.forget(room.name);
    }
  }

  /** Why a room more than so many is too many. Before the first connection nobody knows the limit: see `#trim`. */
  #tooMany(rooms: number): Problem | undefined {
    return tooManyRooms({ maxRooms: this.#settings?.maxRooms ?? MOST_ROOMS, name: this.network }, rooms);
  }

  /** Rooms that were entered before the limit was known, and are too many. */
  #trim(): void {
    let joined = 0;
    for (const { room } of [...this.#rooms.values()]) {
      const why = this.#tooMany(joined);
      if (why === undefined || !room.turnAway(why)) joined += 1;
      else this.forget(room.name);
    }
  }

  /** Those who wait to be let in are told why they are not. */
  #turnAway(): void {
    const problem = this.unavailable();
    for (const { room } of [...this.#rooms.values()]) if (room.turnAway(problem)) this.forget(room.name);
  }

  #registered(): void {
    this.#state = new NetworkState({
      isupport: this.isupport,
      nick: this.#connection.nick,
      strings: this.#parts.shared.strings,
    });
  }

  #ready(): void {
    if (this.#state === undefined) this.#registered();
    this.#rooms.refold(this.isupport.casemapping);
    this.#up = true;
    this.#wasUp = true;
    this.#failures = 0;
    this.#told = undefined;
    this.asked.tell('up', true);
    this.#away = undefined;
    this.#tellAway();
    this.#dropLeft();
    this.#trim();
    this.#join();
    this.#parts.context.wake();
    this.#parts.turned(this);
    this.changed();
    this.#leaveIfIdle();
  }

  #down(): void {
    if (this.#up) queueMicrotask(() => this.#parts.turned(this));
    this.#up = false;
    this.#lastOwn = this.#state?.own ?? this.#lastOwn;
    this.#state = undefined;
    this.#unwanted = new Recent(MOST_UNWANTED);
    this.#silence();
  }

  #silence(): void {
    for (const timer of this.#requested.values()) timer.cancel();
    this.#requested.clear();
    this.#tick?.cancel();
    this.#tick = undefined;
    this.#linger?.cancel();
    this.#linger = undefined;
    this.asked.clear();
    this.#list.busy();
  }

  #over(text: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#up = false;
    this.#silence();
    for (const { room } of this.#rooms.values()) room.ended({ how: 'failure', text }, []);
    this.#rooms.clear();
    this.#parts.ended(this);
  }

  #message(message: IrcMessage, answered: boolean): void {
    if (message.command === 'PONG') {
      this.asked.tell(`pong ${message.params.at(-1)}`, true);
      return;
    }
    if (this.#state === undefined) this.#registered();
    const now = this.clock.now();
    this.#dispatch(this.#state?.apply(message, now) ?? [], answered);
    this.#watch();
  }

  #batch(batch: Batch, answered: boolean): void {
    this.#dispatch(this.#state?.applyBatch(batch, this.clock.now()) ?? [], answered);
    this.#watch();
  }

  #dispatch(events: readonly IrcEvent[], answered: boolean): void {
    for (const event of events) {
      try {
        this.#parts.seen(this, event);
        dispatch(this, event, answered);
      } catch (error) {
        // What one line does must not end the connections of all.
        this.log.error(
          { error: String(error), event: event.type },
          'something that a network told could not be handled',
        );
      }
    }
  }

  /** What is gathered for a moment (a split of the network) is told a second later. */
  #watch(): void {
    if (this.#state?.waiting !== true || this.#tick !== undefined) return;
    this.#tick = this.clock.after(1000, () => {
      this.#tick = undefined;
      // All who see a split of the network come to this in the same moment.
      this.#parts.shared.turns.run(() => {
        this.#dispatch(this.#state?.tick(this.clock.now()) ?? [], false);
        this.#watch();
      });
    });
  }

  /** A line that the user writes to the network itself. */
  #raw(body: string, settle: Settle): void {
    const lines = body.split('\n').flatMap((text) => readRaw(text) ?? []);
    if (lines.length === 0) {
      settle(rejected('modify', 'not-acceptable', 'irc.raw.empty'));
      return;
    }
    this.window.listen();
    for (const line of lines) this.send(line);
    settle(DONE);
  }

  #tellAway(): void {
    if (!this.#up) return;
    const choice = this.#settings?.away ?? 'off';
    const text = awayText({ choice, state: this.#shown, inRoom: this.attended }, (ref) => this.say(ref));
    if (text === this.#away) return;
    this.#away = text;
    this.send({ command: 'AWAY', params: text === undefined ? [] : [text] });
  }

  /** Somebody is written to as the user wrote it, or as the network spells it. */
  #spelling(nick: string): string {
    return this.#state?.user(nick)?.nick ?? nick;
  }

  #stay(): void {
    this.#linger?.cancel();
    this.#linger = undefined;
  }

  /** How long the connection is still wanted for the sake of a private conversation, ms; not above 0: it is not. */
  get #talkMs(): number {
    return Math.max(TALK_MS - this.people.quietFor, this.#talkUntil - this.clock.now());
  }

  /** Nobody is in any room: some time after the last private message the connection ends. */
  #leaveIfIdle(): void {
    if (this.#ended || this.#rooms.size > 0 || this.#linger !== undefined) return;
    const { linger, quitMessage } = this.#parts.shared;
    const { state } = this.#connection;
    // Who comes back meanwhile must not begin anew with a network that wants to be left alone.
    const kept = this.#kept && state.kind === 'waiting' ? state.until - this.clock.now() - 1 : 0;
    this.#linger = this.clock.after(Math.max(linger, this.#talkMs, kept, 1), () => {
      this.#linger = undefined;
      if (this.#rooms.size > 0) return;
      this.changed();
      if (this.#talkMs > 0) this.#leaveIfIdle();
      else void this.stop(quitMessage, '');
    });
  }

  #nobody(): OwnView {
    const nick = this.#connection.nick;
    return {
      user: {
        nick,
        user: undefined,
        host: undefined,
        realname: undefined,
        account: undefined,
        away: undefined,
        bot: false,
        shared: 0,
      },
      modes: '',
    };
  }
}

/** What stands behind the slash of an address may be anything; a nick is one word. */
function noNick(name: string): Outcome {
  return rejected('modify', 'jid-malformed', 'irc.address.nick', { name: name.slice(0, 100) });
}

function rejected(
  type: Problem['type'],
  condition: Problem['condition'],
  key: string,
  params?: TextRef['params'],
): Outcome {
  return { kind: 'rejected', problem: problemOf(type, condition, key, params) };
}
