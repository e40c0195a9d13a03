import type { HoldContext, Incoming, PresenceState, Problem, TextRef } from '../gateway.js';
import { AwayTeller } from './away.js';
import { ChannelList } from './channel-list.js';
import { type ConnectionState, IrcConnection } from './connection/connection.js';
import { backoffClass, ConnectionFailure, type Failure } from './connection/failure.js';
import type { IrcHost } from './connection/settings.js';
import { Deliveries } from './deliveries.js';
import { Refused } from './directory.js';
import { dispatch } from './dispatch.js';
import { ErrorWatch } from './error-watch.js';
import { failureText } from './failure-texts.js';
import { Hearing } from './hearing.js';
import type { Ignores } from './ignores.js';
import { Linger } from './linger.js';
import type { Names } from './names.js';
import { People } from './people.js';
import { ReadMarkers } from './read-markers.js';
import { refusalOf } from './refusals.js';
import { type Place, problemOf, type RoomWishes, type Sent } from './rooms/place.js';
import type { SessionMemory, SessionParts, SessionSettings } from './session-parts.js';
import { SessionRooms } from './session-rooms.js';
import type { Shared } from './shared.js';
import type { MonitorEvent, MessageEvent as Said } from './state/events.js';
import type { NetworkState } from './state/network-state.js';
import type { OwnView } from './state/views.js';
import { type Charset, outgoingCharset } from './text/encoding.js';
import { Waiters } from './waiters.js';
import { Window } from './window.js';
import { fold } from './wire/casemapping.js';
import { Isupport } from './wire/isupport.js';
import type { IrcMessage } from './wire/message.js';
import type { LineOut } from './wire/serialise.js';

/** How long the server has for what is asked of it, ms; less than a request lives. */
const ASK_MS = 15_000;
/**
 * Failed attempts after which whoever wants to enter is told, rather than to wait for the next one: of a connection that is to
 * come back. Where there was none the first one is enough.
 */
const PATIENCE = 2;

const DEFAULT_WISHES: RoomWishes = { persistent: false, historyOnJoin: 20, record: true, highlights: false, words: [] };
const NO_SUPPORT = new Isupport();
/** What a server would say, were it told such a line: ERR_INPUTTOOLONG. */
const TOO_LONG: IrcMessage = { tags: new Map(), command: '417', params: ['This line is too long'] };

/** One user on one network: the connection, what is known through it, and the rooms that the user's clients are in. */
export class Session implements Place {
  readonly user: string;
  readonly network: string;
  readonly names: Names;
  readonly people: People;
  readonly window: Window;
  readonly rooms: SessionRooms;
  readonly list: ChannelList;
  readonly ignores: Ignores;
  /**
   * Ban lists and the like by `<kind> <folded channel>`; WHOIS by `whois <folded nick>`; CTCP answers by `ctcp <command> <folded
   * nick>`; the answer to a PING of ours by `pong <token>`; that the connection is up by `up`.
   */
  readonly asked: Waiters<unknown>;
  /** Errors that no line of ours has had for its answer go to who waits for them here. */
  readonly errors = new ErrorWatch();
  readonly markers = new ReadMarkers(this);
  readonly #parts: SessionParts;
  readonly #deliveries: Deliveries;
  readonly #connection: IrcConnection;
  readonly #hearing: Hearing;
  readonly #linger: Linger;
  readonly #away: AwayTeller;
  #settings: SessionSettings | undefined;
  #up = false;
  #wantedNick: string | undefined;
  #shown: PresenceState = { available: false };
  /** Attempts to connect that failed since the last one that did not, and what the last one was told as. */
  #failures = 0;
  #told: Failure['reason'] | undefined;
  /** What the user was told of a login that failed. */
  #loginTold: string | undefined;
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
    this.list = new ChannelList(context.clock, (line) => this.send(line));
    this.rooms = new SessionRooms(this, {
      network,
      most: () => this.#settings?.maxRooms,
      ignored: (event) => this.ignored(event),
      left: () => this.#tellAway(),
      forgotten: () => {
        this.changed();
        this.#linger.begin();
      },
    });
    this.#deliveries = new Deliveries(context);
    const deliver = (message: Incoming): void => this.#deliveries.deliver(message);
    this.window = new Window({ context, deliver, contact: names.network, account: parts.account });
    this.people = new People({
      place: this,
      deliver,
      account: parts.account,
      ctcp: shared.ctcp,
      roomOf: (contact) => {
        const room = [...this.rooms].find((one) => one.room.contact === contact)?.room;
        return room === undefined ? undefined : { jid: room.jid, clients: room.audience.jids };
      },
      isIn: (channel, nick) => {
        const user = this.state?.user(nick);
        return user !== undefined && this.rooms.get(channel)?.room.channel?.members.has(user) === true;
      },
      announce: (channel, text) => {
        const found = this.rooms.get(channel);
        found?.room.announce(text);
        return found !== undefined && found.room.audience.size > 0;
      },
    });
    this.#away = new AwayTeller(
      (ref) => this.say(ref),
      (params) => this.send({ command: 'AWAY', params }),
    );
    this.#linger = new Linger({
      clock: context.clock,
      linger: shared.linger,
      idle: () => !this.#ended && this.rooms.size === 0,
      quietFor: () => this.people.quietFor,
      keptFor: () => this.#keptFor,
      changed: () => this.changed(),
      over: () => void this.stop(shared.quitMessage, ''),
    });
    this.#hearing = new Hearing({
      clock: context.clock,
      log: context.log,
      strings: shared.strings,
      isupport: () => this.isupport,
      nick: () => this.#connection.nick,
      inTurn: (run) => shared.turns.run(run),
      tell: (event, answered) => {
        parts.seen(this, event);
        dispatch(this, event, answered);
      },
    });
    this.#connection = new IrcConnection(
      {
        settings: async () => {
          this.#settings = await this.#readSettings();
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
        batch: (batch, answered) => this.#hearing.batch(batch, answered),
        state: (state) => this.#connectionState(state),
        nick: () => parts.changed(this),
      },
    );
  }

  // --- what rooms see of it (Place)

  get own(): OwnView {
    return this.#hearing.own;
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
    return outgoingCharset(this.#settings?.charset, this.isupport.utf8only);
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

  /** False: a line is too long for the server, and nothing was sent. */
  send(line: LineOut | readonly LineOut[], sent?: Sent): boolean {
    const result = this.#sendOrComplain(line, sent);
    if (result === 'too-long') sent?.answered?.({ kind: 'error', message: TOO_LONG });
    else if (result !== 'queued') sent?.answered?.({ kind: 'lost', written: false });
    return result !== 'too-long';
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
    return this.#hearing.state;
  }

  get connection(): Pick<IrcConnection, 'state' | 'nick' | 'tls' | 'account' | 'lagMs' | 'prefix'> {
    return this.#connection;
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
    const rooms = this.rooms.memory;
    const talk = this.#linger.talkMs;
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
    this.#linger.restore(talkUntil);
    this.#wasUp = true;
    for (const { name, key, clients } of rooms) {
      const { room } = this.rooms.of(name);
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
    for (const { room } of this.rooms) room.suspend(text);
    await this.#connection.stop(quitMessage);
    if (!this.#ended) this.start();
  }

  /** Ends the connection without a word to anybody: another process takes it up. */
  async abandon(quitMessage: string): Promise<void> {
    this.#ended = true;
    this.#silence();
    this.#deliveries.stop();
    for (const { room } of this.rooms) room.giveBack();
    await this.#connection.stop(quitMessage);
  }

  pause(): void {
    this.#connection.pause();
  }

  resume(): void {
    this.#connection.resume();
  }

  // --- what users do (see also `user-acts.ts`)

  /** A client is about to enter a room; the first one says what the user wants to be called, where no registration does. */
  expect(nick: string): void {
    this.#linger.cancel();
    if (this.#wantedNick !== undefined) return;
    this.#wantedNick = nick;
    // Connected already, for a private message: the nick was made up.
    if (this.#up && this.#settings?.nickIsFree === true && !this.same(nick, this.own.user.nick)) {
      this.send({ command: 'NICK', params: [nick] });
    }
  }

  /** A client has entered a room. */
  entered(): void {
    this.#tellAway();
    // A network that wants to be left alone for a while is not bothered by every client that enters.
    if (this.#kept) this.rooms.turnAway(this.unavailable());
    else this.start();
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

  // --- what the server is asked

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

  monitored(event: MonitorEvent): void {
    this.#parts.monitored(this, event);
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
    for (const { room, catchUp } of this.rooms) {
      catchUp.stop();
      if (!room.suspend(text) && news) room.announce(text);
    }
    this.#parts.lost(this);
    if (this.hopeless) this.rooms.turnAway(this.unavailable());
    this.changed();
    this.#linger.begin();
  }

  /** The next attempt is far off, by the network's wish. */
  get #kept(): boolean {
    const { state } = this.#connection;
    return state.kind === 'waiting' && backoffClass(state.failure) !== 'lost';
  }

  /** So long the network still wants to be left alone, ms. */
  get #keptFor(): number {
    const { state } = this.#connection;
    return this.#kept && state.kind === 'waiting' ? state.until - this.clock.now() - 1 : 0;
  }

  /** A connection is not to be expected soon. */
  get hopeless(): boolean {
    return this.#connection.state.kind === 'waiting' && (this.#kept || this.#failures > (this.#wasUp ? PATIENCE : 0));
  }

  #ready(): void {
    this.#hearing.begin();
    this.#up = true;
    this.#wasUp = true;
    this.#failures = 0;
    this.#told = undefined;
    this.asked.tell('up', true);
    this.#away.reset();
    this.#tellAway();
    this.#tellLogin();
    this.rooms.settled();
    this.#parts.context.wake();
    this.#parts.turned(this);
    this.changed();
    this.#linger.begin();
  }

  /** A login that is not required has failed: the user is told once, and again after one that did not. */
  #tellLogin(): void {
    const { login } = this.#connection;
    const failed = login !== undefined && login.kind !== 'logged-in' ? login.text : undefined;
    if (failed !== undefined && failed !== this.#loginTold) {
      const said = failed.trim() === '' ? '' : ` (${failed.trim().slice(0, 200)})`;
      this.window.tell({ key: 'irc.login.failed', params: { network: this.network, said } });
    }
    this.#loginTold = failed;
  }

  #down(): void {
    if (this.#up) queueMicrotask(() => this.#parts.turned(this));
    this.#up = false;
    this.#hearing.end();
    this.#silence();
  }

  #silence(): void {
    this.rooms.unanswered();
    this.#hearing.silence();
    this.#linger.cancel();
    this.asked.clear();
    this.list.busy();
  }

  #over(text: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#up = false;
    this.#silence();
    this.rooms.ended(text);
    this.#parts.ended(this);
  }

  #message(message: IrcMessage, answered: boolean): void {
    if (message.command === 'PONG') {
      this.asked.tell(`pong ${message.params.at(-1)}`, true);
      return;
    }
    this.#hearing.message(message, answered);
  }

  #tellAway(): void {
    if (!this.#up) return;
    const choice = this.#settings?.away ?? 'off';
    this.#away.tell({ choice, state: this.#shown, inRoom: this.rooms.attended });
  }

  /** Only what the admin or the user has decided ends the session: a store that is away for a moment must not. */
  async #readSettings(): Promise<SessionSettings> {
    try {
      return await this.#parts.settings(this.#wantedNick);
    } catch (error) {
      if (error instanceof ConnectionFailure) throw error;
      if (error instanceof Refused) throw new ConnectionFailure('settings-unusable', this.say(error.problem.text));
      // Paths and the like are for the admin, not for the user.
      this.log.warn({ error: String(error) }, 'the settings of a connection cannot be read; it is tried again');
      throw new ConnectionFailure('settings-unread');
    }
  }
}
