import type { Clock, Timer } from '../../clock.js';
import type { Log } from '../../log.js';
import type { BarrierForm, Tracked } from '../../xmpp/barrier.js';
import { ComponentStream, type StreamCounters } from '../../xmpp/component-stream.js';
import type { Element } from '../../xmpp/element.js';
import type { CheckedAddressable } from '../../xmpp/fan-out.js';
import { type IqAnswer, PendingRequests } from '../../xmpp/iq.js';
import type { SendRefusal, SendResult } from '../../xmpp/outgoing.js';
import type { LimitName, ParseLimits } from '../../xmpp/parse.js';
import type { StreamEnd } from '../../xmpp/stream-end.js';
import type { StreamTimes } from '../../xmpp/stream-options.js';
import type { Transport } from '../../xmpp/transport.js';
import { adviceFor, spreadAdvice } from './advice.js';
import { Backoff, type BackoffTimes } from './backoff.js';
import { openSocket, type ServerAddress } from './socket-transport.js';

/** What keeps a component connected to its server, over one stream after the other. */
export interface ConnectionOptions {
  readonly server: ServerAddress;
  /** Our domain, normalised. */
  readonly domain: string;
  readonly secret: string;
  /** The server's own domain, for barrier pings. */
  readonly serverDomain?: string;
  /** Streams that serve the domain, this one included. Default 1. */
  readonly streams?: number;
  /**
   * Requests that the connections of a domain in this process have in common: where a server spreads a domain over several
   * streams, the answer may come on another one than the request went. Default: requests of its own.
   */
  readonly requests?: PendingRequests;
  readonly clock: Clock;
  readonly log: Log;
  /** Octets of one stanza that we may send. Default 65,536. */
  readonly maxStanzaBytes?: number;
  readonly limits?: ParseLimits;
  readonly times?: StreamTimes;
  readonly backoff?: BackoffTimes;
  /** In [0, 1); default `Math.random`. */
  readonly random?: () => number;
  /** Milliseconds that opening the TCP (and TLS) connection may take. Default 10,000. */
  readonly connectTimeout?: number;
  /** Every stanza for us but answers to `request` and to the stream's own pings. Must not throw. */
  onStanza(stanza: Element): void;
  /** A stanza over a limit was thrown away; `head` has its name and attributes. Default: a warning in the log. */
  onRefused?(head: Element, limit: LimitName): void;
  onUp?(): void;
  /** A stream that was up has ended, or an attempt has failed; tracked stanzas have been told before. */
  onDown?(end: StreamEnd): void;
  /** There is room again after `writable` was false. */
  onWritable?(): void;
}

type ConnectionState = 'idle' | 'waiting' | 'connecting' | 'up' | 'stopping' | 'stopped';

/** A connection that lasted so long starts the backoff anew, ms. */
const LASTED = 5_000;

const NOTHING_TRACKED = { count: 0, octets: 0 } as const;

/** A component's connection to its server, kept up: opens, negotiates, and comes back after each loss. */
export class ComponentConnection {
  readonly #options: ConnectionOptions;
  readonly #log: Log;
  readonly #backoff: Backoff;
  readonly #requests: PendingRequests;
  readonly #stopping = new AbortController();
  #state: ConnectionState = 'idle';
  #stream: ComponentStream | undefined;
  #timer: Timer | undefined;
  #upSince = 0;
  #paused = false;
  #attempt: Promise<void> = Promise.resolve();
  #lastEnd: StreamEnd | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#log = options.log.child({ domain: options.domain });
    this.#backoff = new Backoff(options.backoff, options.random);
    this.#requests = options.requests ?? new PendingRequests(options.clock);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Why the last stream or attempt ended; undefined before the first. */
  get lastEnd(): StreamEnd | undefined {
    return this.#lastEnd;
  }

  /** Which ping serves as acknowledgement; undefined while down. */
  get barrierForm(): BarrierForm | undefined {
    return this.#stream?.barrierForm;
  }

  /** Tracked stanzas that are not acknowledged, and their octets. */
  get tracked(): { readonly count: number; readonly octets: number } {
    return this.#stream?.tracked ?? NOTHING_TRACKED;
  }

  /** Up, and with room for more. */
  get writable(): boolean {
    return this.#stream?.writable ?? false;
  }

  /** Counts of the present stream. */
  get counters(): Readonly<StreamCounters> | undefined {
    return this.#stream?.counters;
  }

  /** Begins to connect, at a random moment shortly from now. */
  start(): void {
    if (this.#state !== 'idle') return;
    this.#later(this.#backoff.first());
  }

  /** Closes the stream in order and does not come back. Bounded by the stream's own times. */
  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopping';
    this.#timer?.cancel();
    this.#stopping.abort();
    await this.#stream?.close();
    await this.#attempt;
    await this.#stream?.close();
    this.#endRequests();
    this.#state = 'stopped';
  }

  /**
   * Closes the stream within `ms` and does not come back. Until the server has read all that was sent, what comes is still
   * told, and `send` still answers it; see `ComponentStream.closeWithin`. `stop` has to follow.
   */
  async leave(ms: number): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopping';
    this.#timer?.cancel();
    this.#stopping.abort();
    await this.#stream?.closeWithin(ms);
  }

  /** Ends the connection at once and comes back as after any loss; tracked stanzas are lost. */
  drop(): void {
    this.#stream?.abort('dropped');
  }

  send(stanza: Element | string): SendResult {
    return this.#stream?.send(stanza) ?? 'not-ready';
  }

  /** See `ComponentStream.sendTracked`. */
  sendTracked(stanza: Element | string, done: Tracked): SendResult {
    return this.#stream?.sendTracked(stanza, done) ?? 'not-ready';
  }

  /** See `ComponentStream.prepare`. */
  prepare(stanza: string): CheckedAddressable | SendRefusal {
    return this.#stream?.prepare(stanza) ?? 'not-ready';
  }

  /** See `ComponentStream.sendTrackedTo`. */
  sendTrackedTo(stanza: CheckedAddressable, to: string, done: Tracked): SendResult {
    return this.#stream?.sendTrackedTo(stanza, to, done) ?? 'not-ready';
  }

  /**
   * Sends an IQ of type get or set under an id of its own and waits for the answer, at most `timeout` ms. Not to our own
   * domain. With several streams the server gives the answer to the stream of whoever was asked: a user's comes on the
   * stream that the user's stanzas come on; a service's may come to another process of ours, and then this ends as
   * `timeout`.
   */
  request(iq: Element, timeout: number): Promise<IqAnswer> {
    const { id, answer } = this.#requests.start(iq.attrs.to ?? '', timeout);
    iq.attrs.id = id;
    if (this.send(iq) !== 'sent') this.#requests.fail(id, 'not-sent');
    return answer;
  }

  /** Stops reading from the server until `resumeReading`, over reconnects too. */
  pauseReading(): void {
    this.#paused = true;
    if (this.#state === 'up') this.#stream?.pauseReading();
  }

  resumeReading(): void {
    this.#paused = false;
    this.#stream?.resumeReading();
  }

  #later(ms: number): void {
    this.#state = 'waiting';
    this.#timer = this.#options.clock.after(ms, () => {
      this.#attempt = this.#connect();
    });
  }

  async #connect(): Promise<void> {
    this.#state = 'connecting';
    const { server, clock, connectTimeout = 10_000 } = this.#options;
    let transport: Transport;
    try {
      transport = await openSocket(server, connectTimeout, clock, this.#stopping.signal);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#down({ class: 'ordinary', condition: 'connect-failed', text, established: false });
      return;
    }
    if (this.#stopping.signal.aborted) {
      transport.destroy();
      return;
    }
    const { domain, secret, serverDomain, streams = 1, maxStanzaBytes, limits, times } = this.#options;
    const stream = new ComponentStream(transport, {
      domain,
      secret,
      streams,
      clock,
      ...(serverDomain === undefined ? {} : { serverDomain }),
      ...(maxStanzaBytes === undefined ? {} : { maxStanzaBytes }),
      ...(limits === undefined ? {} : { limits }),
      ...(times === undefined ? {} : { times }),
      onReady: () => this.#up(stream),
      onStanza: (stanza) => this.#received(stanza),
      onRefused: (head, limit) => this.#refused(head, limit),
      onEnd: (end) => this.#down(end),
      onSpread: (found) => this.#log.error({ found }, spreadAdvice(found, domain, streams)),
      onWritable: () => this.#options.onWritable?.(),
    });
    this.#stream = stream;
    stream.start();
  }

  #up(stream: ComponentStream): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'up';
    this.#upSince = this.#options.clock.monotonic();
    this.#log.info({ barrier: stream.barrierForm }, 'stream is up');
    if (this.#paused) stream.pauseReading();
    this.#options.onUp?.();
  }

  #received(stanza: Element): void {
    if (stanza.name === 'iq' && this.#requests.settle(stanza)) return;
    this.#options.onStanza(stanza);
  }

  #refused(head: Element, limit: LimitName): void {
    if (this.#options.onRefused !== undefined) this.#options.onRefused(head, limit);
    else this.#log.warn({ stanza: head.name, limit }, 'a stanza over a limit was thrown away');
  }

  #down(end: StreamEnd): void {
    const wasUp = this.#state === 'up';
    this.#stream = undefined;
    this.#lastEnd = end;
    this.#endRequests();
    if (wasUp && this.#options.clock.monotonic() - this.#upSince >= LASTED) this.#backoff.reset();
    if (this.#state === 'stopping' || this.#state === 'stopped') {
      this.#options.onDown?.(end);
      return;
    }
    const wait = this.#backoff.next(end.class);
    this.#report(end, wait);
    this.#later(wait);
    this.#options.onDown?.(end);
  }

  /** Those in common may be answered on another stream yet. */
  #endRequests(): void {
    if (this.#options.requests === undefined) this.#requests.failAll('disconnected');
  }

  #report(end: StreamEnd, wait: number): void {
    const advice = adviceFor(end, this.#options.domain, this.#options.streams);
    const fields = {
      condition: end.condition,
      class: end.class,
      ...(end.text === undefined ? {} : { text: end.text }),
      ...(advice === undefined ? {} : { advice }),
      retryInMs: Math.round(wait),
    };
    if (end.class === 'config') this.#log.error(fields, advice ?? 'the server does not let us in');
    else if (end.class === 'our-bug') this.#log.error(fields, 'the server ended the stream for something that we sent');
    else this.#log.warn(fields, end.established ? 'stream lost' : 'no stream');
  }
}
