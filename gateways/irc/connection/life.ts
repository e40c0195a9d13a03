import type { Clock } from '../../gateway.js';
import { fold } from '../wire/casemapping.js';
import { Isupport } from '../wire/isupport.js';
import type { IrcMessage, IrcSource } from '../wire/message.js';
import type { LineOut } from '../wire/serialise.js';
import { Arrival } from './arrival.js';
import { type Batch, Batches } from './batches.js';
import { Capabilities } from './capabilities.js';
import type { LineCodec } from './codec.js';
import type { Dialled } from './dial.js';
import type { Failure } from './failure.js';
import { Labels } from './labels.js';
import { Link } from './link.js';
import { NickKeeper } from './nick-keeper.js';
import { Registration, type RegistrationOutcome } from './registration.js';
import { Authentication, type LoginOutcome } from './sasl/authentication.js';
import { Self } from './self.js';
import { Sender, type SendHooks, type Sent } from './sender.js';
import type { ConnectionSettings, Timeouts } from './settings.js';

interface LifeEvents {
  /** Any line from the welcome on, but those of the connection itself (PING, CAP, BATCH). `answered`: a hook has had it. */
  message(message: IrcMessage, answered: boolean): void;
  /** Lines that came as one; those of a `labeled-response` come one by one. */
  batch(batch: Batch, answered: boolean): void;
  nick(nick: string): void;
  capabilities(added: readonly string[], removed: readonly string[]): void;
  ready(): void;
  /** Exactly once. `upgrade`: the server wants TLS (STS), the connection is to be made again at once. */
  ended(failed: Failure, upgrade: boolean): void;
}

interface LifeOptions {
  readonly dialled: Dialled;
  readonly settings: ConnectionSettings;
  readonly timeouts: Timeouts;
  readonly clock: Clock;
  readonly random: () => number;
  readonly codec: LineCodec;
  readonly parse: (line: string) => IrcMessage | undefined;
  readonly mayWrite: () => boolean;
  /** The server offers `sts` with this value; true: this connection must end. */
  readonly sts: (value: string) => boolean;
}

/** Errors of NICK: 432, 433, 436 to 438, 447, 435. */
const NICK_REFUSED: ReadonlySet<string> = new Set(['432', '433', '435', '436', '437', '438', '447']);

/** One connection from its socket to its end: registration, arrival, and then whatever comes. */
export class Life {
  readonly isupport = new Isupport();
  readonly self: Self;
  readonly #options: LifeOptions;
  readonly #events: LifeEvents;
  readonly #link: Link;
  readonly #capabilities: Capabilities;
  readonly #labels: Labels;
  readonly #sender: Sender;
  readonly #batches: Batches;
  #registration: Registration | undefined;
  #arrival: Arrival | undefined;
  #keeper: NickKeeper | undefined;
  #login: Authentication | undefined;
  #loginOutcome: LoginOutcome | undefined;
  #paused = false;
  #ready = false;
  #ended = false;
  #upgrade = false;
  /** Why it is being ended from our side. */
  #failure: Failure | undefined;
  /** Nicks that were asked for without an answer yet, and whether the user did. */
  #asked: readonly { readonly nick: string; readonly byUser: boolean }[] = [];
  #askedHost = false;

  constructor(options: LifeOptions, events: LifeEvents) {
    this.#options = options;
    this.#events = events;
    const { clock, settings, timeouts, dialled } = options;
    this.self = new Self(settings.nick, (a, b) => this.#same(a, b));
    this.#labels = new Labels({
      clock,
      timeoutMs: timeouts.answer,
      // Whoever says nothing at all for so long has been given up before.
      readMs: timeouts.silence + timeouts.pong,
      onRead: (read) => this.#link.onRead(read),
      isMe: (nick) => this.self.isMe(nick),
      fold: (name) => this.#fold(name),
    });
    this.#batches = new Batches(clock, (batch) => this.#batch(batch));
    this.#capabilities = new Capabilities((name) => this.#wants(name), {
      send: (params) => this.#link.send({ command: 'CAP', params }),
      listed: () => this.#listed(),
      settled: () => this.#registration?.negotiated(),
      changed: (added, removed) => this.#capabilitiesChanged(added, removed),
    });
    this.#link = new Link(
      {
        socket: dialled.socket,
        clock,
        codec: { decode: options.codec.decode, encode: (lines) => this.#encode(lines) },
        parse: options.parse,
        throttle: settings.throttle,
        timeouts,
        mayWrite: options.mayWrite,
      },
      { message: (message) => this.#message(message), ended: (failed) => this.#end(failed) },
    );
    this.#sender = new Sender({
      queue: this.#link.queue,
      labels: this.#labels,
      caps: () => this.caps,
      lineOctets: () => this.isupport.linelen,
      octets: (line) => this.#encode(line).length,
    });
    this.#registration = new Registration({
      settings,
      timeouts,
      clock,
      random: options.random,
      capabilities: this.#capabilities,
      hasCertificate: dialled.tls !== undefined && settings.tls.clientCertificate !== undefined,
      send: (line) => this.#link.send(line),
      done: (outcome) => this.#registered(outcome),
    });
    this.#registration.start();
  }

  get ready(): boolean {
    return this.#ready && this.#link.open;
  }

  get caps(): ReadonlyMap<string, string> {
    return this.#capabilities.enabled;
  }

  /** How the last login by SASL ended; unset where there was none. */
  get login(): LoginOutcome | undefined {
    return this.#loginOutcome;
  }

  get lagMs(): number | undefined {
    return this.#link.lagMs;
  }

  /** Lines that wait for their turn. */
  get waiting(): number {
    return this.#link.queue.size;
  }

  /** As others see us, as far as it is known. */
  get prefix(): IrcSource {
    const { nick, user, host } = this.self;
    return { nick, ...(user === undefined ? {} : { user }), ...(host === undefined ? {} : { host }) };
  }

  /** Holds back what comes from the welcome on; the registration goes on. */
  pause(): void {
    this.#paused = true;
    if (this.#registration === undefined) this.#link.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#link.resume();
  }

  /** Queues lines that go out together, in order. */
  send(lines: readonly LineOut[], hooks: SendHooks = {}): Sent {
    if (!this.ready) return 'closed';
    return this.#queue(lines, hooks);
  }

  /** Calls back when the server has read all that was written so far; never where the connection ends first. */
  onRead(read: () => void): void {
    this.#link.onRead(read);
  }

  /** Says goodbye; resolves when the connection is closed. */
  quit(message: string): Promise<void> {
    return this.#link.quit(message);
  }

  #queue(lines: readonly LineOut[], hooks: SendHooks = {}, byUser = true): Sent {
    if (!this.#link.open) return 'closed';
    const nick = lines.find(({ command }) => command === 'NICK')?.params[0];
    if (nick === undefined) return this.#sender.send(lines, hooks);
    const written = (): void => {
      this.#asked = [...this.#asked.slice(-7), { nick, byUser }];
      hooks.written?.();
    };
    return this.#sender.send(lines, { ...hooks, written });
  }

  #encode(lines: string): Buffer {
    return this.isupport.utf8only ? Buffer.from(lines, 'utf8') : this.#options.codec.encode(lines);
  }

  #fold(name: string): string {
    return fold(name, this.isupport.casemapping);
  }

  #same(a: string, b: string): boolean {
    return a === b || this.#fold(a) === this.#fold(b);
  }

  #wants(name: string): boolean {
    const { settings } = this.#options;
    return name === 'sasl' ? settings.sasl !== undefined : name !== 'sts' && settings.capabilities.includes(name);
  }

  #listed(): boolean {
    const sts = this.#capabilities.offered.get('sts');
    if (sts === undefined || !this.#options.sts(sts)) {
      this.#registration?.listed();
      return true;
    }
    this.#upgrade = true;
    this.#registration?.stop();
    this.#link.end({ reason: 'closed', text: 'the server wants TLS' });
    return false;
  }

  #capabilitiesChanged(added: readonly string[], removed: readonly string[]): void {
    if (this.#registration !== undefined) return;
    if (added.includes('sasl')) this.#logIn();
    this.#events.capabilities(added, removed);
  }

  /** Services are back: logs in on the running connection (IRCv3 SASL 3.2). */
  #logIn(): void {
    const { settings, dialled, clock, timeouts } = this.#options;
    if (settings.sasl === undefined || this.self.account !== undefined || this.#login !== undefined) return;
    const hasCertificate = dialled.tls !== undefined && settings.tls.clientCertificate !== undefined;
    this.#login = new Authentication({
      credentials: { sasl: settings.sasl, nick: settings.nick, hasCertificate },
      offered: this.caps.get('sasl') ?? '',
      clock,
      timeoutMs: timeouts.step,
      send: (parameter) => this.#link.send({ command: 'AUTHENTICATE', params: [parameter] }),
      done: (outcome) => {
        this.#login = undefined;
        this.#loginOutcome = outcome;
      },
    });
    this.#login.start();
  }

  #message(line: IrcMessage): void {
    const message = this.#asWeWere(line);
    if (this.self.receive(message)) this.#nickChanged(message);
    const { command } = message;
    if (command === 'CAP') {
      this.#capabilities.receive(message);
      return;
    }
    this.#registration?.receive(message);
    if (this.#registration !== undefined || this.#ended || this.#failure !== undefined) return;
    if (command === '005') {
      this.isupport.apply(message.params);
      this.#link.lineOctets = this.isupport.linelen;
    }
    this.#login?.receive(message);
    this.#arrival?.receive(message);
    const ours = this.#keeper?.receive(message) === true || this.#answersUs(message);
    if (ours || command === 'AUTHENTICATE') return;
    if (command === 'ACK') {
      this.#labels.take(message);
      return;
    }
    if (!this.#batches.take(message)) this.#events.message(message, this.#labels.take(message));
  }

  /** Whether a line answers what nobody but us has asked: the user would wonder at it. */
  #answersUs({ command, params }: IrcMessage): boolean {
    if (command === '302' && this.#askedHost) {
      this.#askedHost = false;
      return true;
    }
    const asked = NICK_REFUSED.has(command) ? this.#asked.find(({ nick }) => params.includes(nick)) : undefined;
    if (asked === undefined) return false;
    this.#asked = this.#asked.filter((other) => other !== asked);
    if (command === '432' && !asked.byUser) this.#keeper?.resign();
    return !asked.byUser;
  }

  /** COMPAT InspIRCd 3: the labelled answer to a `NICK` comes from the new nick already, as if somebody else had it before. */
  #asWeWere(message: IrcMessage): IrcMessage {
    const { command, params, source } = message;
    if (command !== 'NICK' || source === undefined || source.nick !== params[0]) return message;
    if (!this.#asked.some(({ nick }) => nick === params[0]) || this.self.isMe(source.nick)) return message;
    return { ...message, source: { ...source, nick: this.self.nick } };
  }

  #batch(batch: Batch): void {
    const answered = this.#labels.takeBatch(batch);
    if (batch.type !== 'labeled-response') this.#events.batch(batch, answered);
    else this.#unpack(batch, answered);
  }

  /** What answers one line is for everybody: a `JOIN` in it is a join. */
  #unpack(batch: Batch, answered: boolean): void {
    for (const item of batch.items) {
      if ('command' in item) this.#events.message(item, answered);
      else if (item.type === 'labeled-response') this.#unpack(item, answered);
      else this.#events.batch(item, answered);
    }
  }

  #nickChanged({ command }: IrcMessage): void {
    const nick = this.self.nick;
    // A server may have cut what we asked for.
    const mine = (one: string): boolean => this.#same(one.slice(0, nick.length), nick);
    const asked = command === 'NICK' ? this.#asked.find((one) => mine(one.nick)) : undefined;
    this.#asked = this.#asked.filter((other) => other !== asked);
    this.#events.nick(nick);
    if (asked?.byUser === true) this.#keeper?.want(nick);
    else this.#keeper?.changed(asked !== undefined);
  }

  #registered(outcome: RegistrationOutcome): void {
    this.#registration = undefined;
    if (outcome.kind === 'failed') {
      this.#failure = outcome.failure;
      void this.#link.quit('');
      return;
    }
    this.#loginOutcome = outcome.login;
    if (this.#paused) this.#link.pause();
    const { settings, timeouts, clock } = this.#options;
    this.#arrival = new Arrival({
      settings,
      timeouts,
      clock,
      identify: outcome.login?.kind !== 'logged-in' && outcome.login?.kind !== 'distrusted',
      isMe: (nick) => this.self.isMe(nick),
      send: (lines, written) => {
        const sent = this.#queue(
          lines.filter((line) => this.#sender.fits(line)),
          { written },
        );
        if (sent === 'full' || (sent === 'closed' && this.#link.open)) written();
      },
      ready: () => this.#arrived(),
    });
    this.#arrival.start();
  }

  #arrived(): void {
    this.#arrival = undefined;
    this.#ready = true;
    const { clock, settings } = this.#options;
    this.#keeper = new NickKeeper({
      clock,
      wanted: settings.nick.slice(0, this.isupport.nicklen),
      monitor: this.isupport.monitor !== undefined,
      current: () => this.self.nick,
      same: (a, b) => this.#same(a, b),
      send: (line) => void this.#queue([line], {}, false),
    });
    this.#keeper.start();
    if (this.self.host === undefined) {
      this.#askedHost = true;
      this.#queue([{ command: 'USERHOST', params: [this.self.nick] }]);
    }
    this.#events.ready();
  }

  #end(failed: Failure): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#registration?.stop();
    this.#arrival?.stop();
    this.#keeper?.stop();
    this.#login?.stop();
    this.#batches.clear();
    this.#labels.clear();
    this.#events.ended(this.#failure ?? failed, this.#upgrade);
  }
}
