import type { Clock, Log, Timer } from '../../gateway.js';
import type { Isupport } from '../wire/isupport.js';
import type { IrcMessage, IrcSource } from '../wire/message.js';
import { parseLine } from '../wire/parse.js';
import type { LineOut } from '../wire/serialise.js';
import type { Resolve } from './addresses.js';
import { Backoff, type Ladder } from './backoff.js';
import type { Batch } from './batches.js';
import { type LineCodec, utf8OrLatin1 } from './codec.js';
import { type Dialled, dial, type TlsInfo } from './dial.js';
import { backoffClass, ConnectionFailure, type Failure, failure } from './failure.js';
import type { Gate } from './gate.js';
import type { Identd } from './identd.js';
import { Life } from './life.js';
import type { LoginOutcome } from './sasl/authentication.js';
import type { SendHooks, Sent } from './sender.js';
import { type ConnectionSettings, DEFAULT_TIMEOUTS, type IrcHost } from './settings.js';
import { Sts, type StsStore } from './sts.js';

/** How a connection to a network is, over all its attempts. */
export type ConnectionState =
  /** Not started, or stopped. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting'; readonly host: IrcHost }
  | { readonly kind: 'registering'; readonly host: IrcHost }
  /** Channels may be joined. `since`: wall time in milliseconds. */
  | { readonly kind: 'ready'; readonly host: IrcHost; readonly since: number }
  /** Will be tried again by itself. `until`: wall time in milliseconds. */
  | { readonly kind: 'waiting'; readonly until: number; readonly failure: Failure }
  /** Will not be tried again before `start`, for which the settings should change first. */
  | { readonly kind: 'failed'; readonly failure: Failure };

interface ConnectionEvents {
  /** Any line from the welcome on, with PING, CAP and BATCH taken out. `answered`: an `answered` hook has had it already. */
  message(message: IrcMessage, answered: boolean): void;
  /** Lines that came as one (netsplit, netjoin, chathistory, draft/multiline). */
  batch(batch: Batch, answered: boolean): void;
  state(state: ConnectionState): void;
  /** Our nick is another one; told before the line that says so. */
  nick(nick: string): void;
  /** Capabilities were enabled or withdrawn on the running connection. */
  capabilities?(added: readonly string[], removed: readonly string[]): void;
}

/** What a connection is made with, and what it shares with others of the process. */
export interface ConnectionOptions {
  /** Read anew before each attempt. What it throws ends the attempts, but for a `ConnectionFailure`, which counts as what it is. */
  readonly settings: () => Promise<ConnectionSettings>;
  readonly clock: Clock;
  readonly log: Log;
  readonly stsStore: StsStore;
  /** How charsets, to read and to write, become lines; unset: UTF-8, and ISO-8859-1 for what is none. */
  readonly codec?: (charset: string | undefined, charsetOut: string | undefined) => LineCodec;
  /** Takes lines apart, perhaps for several connections at once. */
  readonly parse?: (line: string) => IrcMessage | undefined;
  /** Who asks for the ident of this connection gets this one. */
  readonly ident?: { readonly server: Identd; readonly name: string };
  /** Takes care that not all connections begin at once. */
  readonly gate?: Gate;
  readonly resolve?: Resolve;
  readonly random?: () => number;
  /** False: this process may not write any more. */
  readonly mayWrite?: () => boolean;
}

/** The connection of one user to one network: kept up, made again when it is lost, given up only where nothing else helps. */
export class IrcConnection {
  readonly #options: ConnectionOptions;
  readonly #events: ConnectionEvents;
  readonly #backoff: Backoff;
  readonly #sts: Sts;
  /** Of the last settings. */
  #ladder: Ladder | undefined;
  #state: ConnectionState = { kind: 'idle' };
  #life: Life | undefined;
  #dialled: Dialled | undefined;
  #timer: Timer | undefined;
  /** The attempt that is under way. */
  #attempt: AbortController | undefined;
  /** Where the next attempt begins in the list of hosts. */
  #first = 0;
  #paused = false;
  /** It is to be kept up; otherwise what there is of it is on its way out. */
  #wanted = false;
  /** The present connection was told to end. */
  #stopped = false;

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options;
    this.#events = events;
    this.#backoff = new Backoff(options.random);
    this.#sts = new Sts(options.stsStore, options.clock);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Our nick; empty before there is a connection. */
  get nick(): string {
    return this.#life?.self.nick ?? '';
  }

  /** As others see us, as far as it is known; it is what a server puts before our lines. */
  get prefix(): IrcSource | undefined {
    return this.#life?.prefix;
  }

  /** The services account that we are logged in to. */
  get account(): string | undefined {
    return this.#life?.self.account;
  }

  /** How the last login by SASL on this connection ended; unset where there was none. */
  get login(): LoginOutcome | undefined {
    return this.#life?.login;
  }

  get isupport(): Isupport | undefined {
    return this.#life?.isupport;
  }

  /** Enabled capabilities, with values. */
  get caps(): ReadonlyMap<string, string> {
    return this.#life?.caps ?? NO_CAPS;
  }

  /** Unset: plaintext, or no connection. */
  get tls(): TlsInfo | undefined {
    return this.#dialled?.tls;
  }

  /** How long the server took to answer when it was last asked, ms. */
  get lagMs(): number | undefined {
    return this.#life?.lagMs;
  }

  /** Lines that wait for their turn. */
  get waiting(): number {
    return this.#life?.waiting ?? 0;
  }

  /** Connects, at once also where it was waiting or had given up; nothing where it is at it or ready. */
  start(): void {
    this.#wanted = true;
    // One that still says goodbye is followed by the next.
    if (this.#attempt !== undefined || this.#life !== undefined) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    void this.#connect();
  }

  /** Ends it, until `start`; resolves when the connection is closed, at most 2 s later. */
  async stop(quitMessage = ''): Promise<void> {
    this.#wanted = false;
    this.#stopped = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#attempt?.abort();
    this.#attempt = undefined;
    const life = this.#life;
    this.#be({ kind: 'idle' });
    await life?.quit(quitMessage);
  }

  /** Sends one line, or several that nothing of the same connection comes between. */
  send(lines: LineOut | readonly LineOut[], hooks?: SendHooks): Sent {
    if (!this.#wanted) return 'closed';
    return this.#life?.send('command' in lines ? [lines] : lines, hooks) ?? 'closed';
  }

  /** Calls back when the server has read all that was written so far; never where the connection ends first. */
  onRead(read: () => void): void {
    this.#life?.onRead(read);
  }

  /** No events until `resume`; `PING` is answered all the same, and what the server says is held, within bounds. */
  pause(): void {
    this.#paused = true;
    this.#life?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#life?.resume();
  }

  #be(state: ConnectionState): void {
    this.#state = state;
    this.#events.state(state);
  }

  async #connect(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const { gate } = this.#options;
    const dialAny = () => this.#dialAny(attempt);
    const found = await (gate === undefined ? dialAny() : gate.run(dialAny, attempt.signal));
    if (attempt.signal.aborted) {
      if ('dialled' in found) {
        found.release();
        found.dialled.socket.destroy();
      }
      return;
    }
    this.#attempt = undefined;
    if ('dialled' in found) this.#live(found.settings, found.dialled, found.release);
    else this.#again(found, 0);
  }

  /** The first host that can be connected to; a failure where there is none. */
  async #dialAny({ signal }: AbortController): Promise<Found | Failure> {
    if (signal.aborted) return failure('lost');
    let settings: ConnectionSettings;
    try {
      settings = await this.#options.settings();
    } catch (error) {
      if (error instanceof ConnectionFailure) return error.failure;
      return failure('settings-unusable', error instanceof Error ? error.message : '');
    }
    const { hosts, reconnect } = settings;
    this.#ladder = reconnect;
    let worst = failure('settings-unusable', 'there is no host to connect to');
    for (let index = 0; index < hosts.length && !signal.aborted; index += 1) {
      const host = hosts[(this.#first + index) % hosts.length];
      if (host === undefined) continue;
      try {
        const found = await this.#dial(host, settings, signal);
        this.#first = (this.#first + index) % hosts.length;
        return found;
      } catch (error) {
        const failed = error instanceof ConnectionFailure ? error.failure : failure('lost', String(error));
        // What needs a person says more than that another host does not answer.
        if (index === 0 || backoffClass(worst) === 'lost') worst = failed;
      }
    }
    return worst;
  }

  async #dial(configured: IrcHost, settings: ConnectionSettings, signal: AbortSignal): Promise<Found> {
    const { clock, ident, resolve } = this.#options;
    const { host, strict } = await this.#sts.target(configured);
    if (!signal.aborted) this.#be({ kind: 'connecting', host });
    let release = (): void => undefined;
    try {
      const dialled = await dial({
        host,
        strict,
        settings,
        clock,
        signal,
        timeoutMs: settings.timeouts?.connect ?? DEFAULT_TIMEOUTS.connect,
        ...(resolve === undefined ? {} : { resolve }),
        opened: (socket) => {
          release();
          // A proxy has an ident of its own.
          if (settings.proxy === undefined) release = ident?.server.register(socket, ident.name) ?? release;
        },
      });
      if (signal.aborted) {
        dialled.socket.destroy();
        throw new ConnectionFailure('lost');
      }
      return { dialled, settings, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #live(settings: ConnectionSettings, dialled: Dialled, release: () => void): void {
    const { clock, codec, parse = parseLine, mayWrite = () => true, random = Math.random } = this.#options;
    const { host } = dialled;
    let readyAt: number | undefined;
    this.#stopped = false;
    this.#dialled = dialled;
    this.#be({ kind: 'registering', host });
    const life = new Life(
      {
        dialled,
        settings,
        timeouts: { ...DEFAULT_TIMEOUTS, ...settings.timeouts },
        clock,
        random,
        codec: codec?.(settings.charset, settings.charsetOut) ?? utf8OrLatin1,
        parse,
        mayWrite,
        sts: (value) => this.#sts.advertised(host, value),
      },
      {
        message: (message, answered) => this.#events.message(message, answered),
        batch: (batch, answered) => this.#events.batch(batch, answered),
        nick: (nick) => this.#events.nick(nick),
        capabilities: (added, removed) => this.#events.capabilities?.(added, removed),
        ready: () => {
          readyAt = clock.monotonic();
          this.#first = 0;
          this.#be({ kind: 'ready', host, since: clock.now() });
        },
        ended: (failed, upgrade) => {
          release();
          this.#sts.ended();
          this.#life = undefined;
          this.#dialled = undefined;
          this.#options.log.debug({ reason: failed.reason }, 'a connection to IRC ended');
          if (!this.#wanted) return;
          if (upgrade || this.#stopped) {
            void this.#connect();
            return;
          }
          // A server that let us in is tried first again; one that did not is tried last.
          if (readyAt === undefined) this.#first += 1;
          this.#again(failed, readyAt === undefined ? 0 : clock.monotonic() - readyAt);
        },
      },
    );
    this.#life = life;
    if (this.#paused) life.pause();
  }

  #again(failed: Failure, readyMs: number): void {
    const ms = this.#backoff.after(failed, readyMs, this.#ladder);
    if (ms === undefined) {
      this.#be({ kind: 'failed', failure: failed });
      return;
    }
    this.#timer = this.#options.clock.after(ms, () => void this.#connect());
    this.#be({ kind: 'waiting', until: this.#options.clock.now() + ms, failure: failed });
  }
}

interface Found {
  readonly dialled: Dialled;
  readonly settings: ConnectionSettings;
  readonly release: () => void;
}

const NO_CAPS: ReadonlyMap<string, string> = new Map();
