import type { Incoming, PresenceState, Problem } from '../gateway.js';
import { AwayTeller } from './away.js';
import { ChannelList } from './channel-list.js';
import { type ConnectionState, IrcConnection } from './connection/connection.js';
import { ConnectionFailure, type Failure } from './connection/failure.js';
import { Deliveries } from './deliveries.js';
import { Refused } from './directory.js';
import { dispatch } from './dispatch.js';
import { ErrorWatch } from './error-watch.js';
import { Hearing } from './hearing.js';
import type { Ignores } from './ignores.js';
import { Linger } from './linger.js';
import type { Names } from './names.js';
import { People } from './people.js';
import { ReadMarkers } from './read-markers.js';
import { refusalOf } from './refusals.js';
import type { SessionMemory, SessionParts, SessionSettings } from './session-parts.js';
import { SessionPlace } from './session-place.js';
import { SessionRooms } from './session-rooms.js';
import { Standing } from './standing.js';
import type { MonitorEvent, MessageEvent as Said } from './state/events.js';
import type { NetworkState } from './state/network-state.js';
import { Waiters } from './waiters.js';
import { Window } from './window.js';
import type { IrcMessage } from './wire/message.js';
import type { LineOut } from './wire/serialise.js';

/** How long the server has for what is asked of it, ms; less than a request lives. */
const ASK_MS = 15_000;

/** One user on one network: the connection, what is known through it, and the rooms that the user's clients are in. */
export class Session {
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
  readonly markers: ReadMarkers;
  /** What its rooms and private conversations see of it. */
  readonly place: SessionPlace;
  readonly standing: Standing;
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
  #ended = false;

  constructor(parts: SessionParts) {
    const { user, network, names, shared, context, ignores } = parts;
    this.#parts = parts;
    this.ignores = ignores;
    this.user = user;
    this.network = network;
    this.names = names;
    this.asked = new Waiters(context.clock, ASK_MS);
    this.#hearing = new Hearing({
      clock: context.clock,
      log: context.log,
      strings: shared.strings,
      isupport: () => this.place.isupport,
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
    this.place = new SessionPlace({
      session: parts,
      connection: this.#connection,
      hearing: this.#hearing,
      asked: this.asked,
      settings: () => this.#settings,
      up: () => this.#up,
      changed: () => this.changed(),
    });
    const { place } = this;
    this.standing = new Standing({
      network,
      clock: context.clock,
      connection: this.#connection,
      say: (ref) => place.say(ref),
    });
    this.list = new ChannelList(context.clock, (line) => place.send(line));
    this.rooms = new SessionRooms(place, {
      network,
      most: () => this.#settings?.maxRooms,
      ignored: (event) => this.ignored(event),
      left: () => this.#tellAway(),
      forgotten: () => {
        this.changed();
        this.#linger.begin();
      },
    });
    this.#deliveries = new Deliveries(context, shared.leftovers.of(parts.user, network));
    const deliver = (message: Incoming): void => this.#deliveries.deliver(message);
    this.window = new Window({ context, deliver, contact: names.network, account: parts.account });
    this.people = new People({
      place,
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
    this.markers = new ReadMarkers(place, { rooms: this.rooms, people: this.people });
    this.#away = new AwayTeller(
      (ref) => place.say(ref),
      (params) => place.send({ command: 'AWAY', params }),
    );
    this.#linger = new Linger({
      clock: context.clock,
      linger: shared.linger,
      idle: () => !this.#ended && this.rooms.size === 0,
      quietFor: () => this.people.quietFor,
      keptFor: () => this.standing.keptFor,
      changed: () => this.changed(),
      over: () => void this.stop(shared.quitMessage, ''),
    });
  }

  // --- for whoever looks at it

  /** Whether the connection can be written to now. */
  get up(): boolean {
    return this.#up;
  }

  get state(): NetworkState | undefined {
    return this.#hearing.state;
  }

  get connection(): Pick<IrcConnection, 'state' | 'nick' | 'tls' | 'account' | 'lagMs' | 'prefix' | 'waiting'> {
    return this.#connection;
  }

  get settings(): SessionSettings | undefined {
    return this.#settings;
  }

  /** What is to be remembered; undefined where nothing is. */
  get memory(): SessionMemory | undefined {
    const rooms = this.rooms.memory;
    const talk = this.#linger.talkMs;
    if (rooms.length === 0 && talk <= 0) return undefined;
    const { nick } = this.place.own.user;
    return {
      account: this.#parts.account(),
      ...(nick === '' ? {} : { nick }),
      ...(this.#wantedNick === undefined ? {} : { wantedNick: this.#wantedNick }),
      ...(talk <= 0 ? {} : { talkUntil: this.place.clock.now() + talk }),
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
    this.standing.wasUp();
    for (const { name, key, clients } of rooms) {
      const { room } = this.rooms.of(name);
      room.restore(clients, { nicks: occupants(room.contact), own: nick }, key);
    }
    this.start();
  }

  /** What is to be remembered of it, and whether somebody is there, may be something else now. */
  changed(): void {
    this.#parts.changed(this);
    // With the first client that comes the user is here, and with the last one that goes away.
    this.#tellAway();
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
    this.#leave();
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
    if (this.#up && this.#settings?.nickIsFree === true && !this.place.same(nick, this.place.own.user.nick)) {
      this.place.send({ command: 'NICK', params: [nick] });
    }
  }

  /** A client has entered a room. */
  entered(): void {
    this.#tellAway();
    // A network that wants to be left alone for a while is not bothered by every client that enters.
    if (this.standing.kept) this.rooms.turnAway(this.standing.unavailable());
    else this.start();
  }

  /** The user shows itself in another way. */
  show(state: PresenceState): void {
    this.#shown = state;
    this.#tellAway();
  }

  /** Whether it is by somebody whom the user does not want to hear. */
  ignored({ from, own }: Pick<Said, 'from' | 'own'>): boolean {
    return this.ignores.any && !own && this.ignores.meets(from, (name) => this.place.fold(name));
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
      if (this.asked.wait(key, resolve)) this.place.send(line);
    });
  }

  /** Whether a message was the answer to a CTCP query of ours. */
  tookCtcp({ form, ctcp, from, text }: Said): boolean {
    return form === 'ctcp-reply' && this.tellAsked(`ctcp ${ctcp ?? ''} ${this.place.fold(from.nick)}`, text);
  }

  monitored(event: MonitorEvent): void {
    this.#parts.monitored(this, event);
  }

  // --- the connection

  #connectionState(state: ConnectionState): void {
    this.standing.turned(state);
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
        const { text } = this.standing.unavailable();
        this.window.tell(text);
        this.#over(this.place.say(text));
        return;
      }
      default:
        return;
    }
  }

  /** The connection is lost, or could not be had: clients are told once, and again only where the reason is another. */
  #lost(failure: Failure): void {
    const { text, news } = this.standing.lost(failure);
    for (const { room, catchUp } of this.rooms) {
      catchUp.stop();
      if (!room.suspend(text) && news) room.announce(text);
    }
    this.#parts.lost(this);
    if (this.standing.hopeless) this.rooms.turnAway(this.standing.unavailable());
    this.changed();
    this.#linger.begin();
  }

  #ready(): void {
    this.#hearing.begin();
    this.#up = true;
    this.standing.wasUp();
    this.asked.tell('up', true);
    this.#away.reset();
    this.#tellAway();
    const login = this.standing.loginNews();
    if (login !== undefined) this.window.tell(login);
    this.rooms.settled();
    this.#parts.context.wake();
    this.#parts.turned(this);
    this.changed();
    this.#linger.begin();
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
    this.#leave();
    this.#parts.ended(this);
  }

  /** What was said is still told, before anything that another session of the user is told. */
  #leave(): void {
    const { shared, user, network } = this.#parts;
    shared.leftovers.leave(user, network, this.#deliveries.handed);
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
      if (error instanceof Refused)
        throw new ConnectionFailure('settings-unusable', this.place.say(error.problem.text));
      // Paths and the like are for the admin, not for the user.
      this.place.log.warn({ error: String(error) }, 'the settings of a connection cannot be read; it is tried again');
      throw new ConnectionFailure('settings-unread');
    }
  }
}
