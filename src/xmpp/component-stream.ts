import { createHash, randomBytes } from 'node:crypto';
import type { Timer } from '../clock.js';
import { type BarrierForm, type BarrierRoute, Barriers, isOwnPing, type Tracked } from './barrier.js';
import { BarrierTrial } from './barrier-trial.js';
import type { Element } from './element.js';
import { type CheckedAddressable, checkAddressable, checkedTo } from './fan-out.js';
import { NS } from './namespaces.js';
import { checkOutgoing, type SendRefusal, type SendResult } from './outgoing.js';
import { DEFAULT_LIMITS, type LimitName, StanzaParser } from './parse.js';
import { escapeAttribute } from './serialise.js';
import { classOf, readStreamError, type StreamEnd } from './stream-end.js';
import { type ComponentStreamOptions, DEFAULT_TIMES, type StreamTimes } from './stream-options.js';
import type { Transport } from './transport.js';

type StreamState = 'negotiating' | 'probing' | 'ready' | 'closing' | 'ended';

/** Counts since the stream began. */
export interface StreamCounters {
  sent: number;
  refused: number;
  received: number;
  octetsOut: number;
  octetsIn: number;
}

/** The hash that proves a component's secret (XEP-0114 3): hex SHA-1 over the UTF-8 of stream id and secret. */
export function handshakeDigest(streamId: string, secret: string): string {
  return createHash('sha1')
    .update(streamId + secret, 'utf8')
    .digest('hex');
}

/**
 * Our side of one XEP-0114 stream over an open transport. What is sent in one turn of the event loop leaves in one write.
 * Knows nothing of reconnecting: a stream that has ended stays so.
 */
export class ComponentStream {
  readonly #options: ComponentStreamOptions;
  readonly #transport: Transport;
  readonly #times: StreamTimes;
  readonly #maxStanzaBytes: number;
  readonly #schedule: (run: () => void) => void;
  readonly #parser: StanzaParser;
  readonly #barriers: Barriers;
  readonly #flush = () => this.#flushNow();
  readonly counters: StreamCounters = { sent: 0, refused: 0, received: 0, octetsOut: 0, octetsIn: 0 };
  #state: StreamState = 'negotiating';
  #authenticated = false;
  #barrierForm: BarrierForm | undefined;
  #trial: BarrierTrial | undefined;
  #out = '';
  #flushing = false;
  #ackRead = false;
  #ackPutOff = false;
  #roomy = true;
  #paused = false;
  #lastRead: number;
  #resumedAt = Number.NEGATIVE_INFINITY;
  #phaseTimer: Timer | undefined;
  #watch: Timer | undefined;
  #closeStep: 'none' | 'draining' | 'tag-sent' = 'none';
  /** The ping whose answer is waited for before the stream is closed. */
  #farewell: string | undefined;
  #onClosed: (() => void)[] = [];

  constructor(transport: Transport, options: ComponentStreamOptions) {
    this.#options = options;
    this.#transport = transport;
    this.#times = options.times ?? DEFAULT_TIMES;
    this.#maxStanzaBytes = options.maxStanzaBytes ?? 65_536;
    this.#schedule = options.schedule ?? setImmediate;
    this.#barriers = new Barriers(options.domain, `b${randomBytes(9).toString('base64url')}.`);
    this.#lastRead = options.clock.monotonic();
    this.#parser = new StanzaParser(
      {
        header: (header) => this.#onHeader(header),
        stanza: (stanza) => this.#onElement(stanza),
        refused: (head, limit) => this.#onRefused(head, limit),
        end: () => this.#onStreamClosed(),
      },
      options.limits ?? DEFAULT_LIMITS,
    );
  }

  /** Begins the negotiation. */
  start(): void {
    this.#transport.attach({
      data: (bytes) => this.#onData(bytes),
      closed: (error) =>
        this.#finish(
          this.#closeStep === 'tag-sent' ? 'stopped' : error === undefined ? 'closed' : 'connection-lost',
          error?.message,
        ),
      drained: () => {
        this.#roomy = true;
        if (this.#state === 'ready') this.#options.onWritable?.();
      },
    });
    this.#wait(this.#times.negotiation, 'negotiation-timeout');
    this.#watch = this.#options.clock.after(this.#times.idle / 4, () => this.#watchOver());
    const to = escapeAttribute(this.#options.domain);
    this.#queue(`<?xml version='1.0'?><stream:stream xmlns='${NS.component}' xmlns:stream='${NS.streams}' to="${to}">`);
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Which pings serve as barriers; undefined before the stream is ready. */
  get barrierForm(): BarrierForm | undefined {
    return this.#barrierForm;
  }

  /** Tracked stanzas that are not acknowledged, and their octets: for the sender's window. */
  get tracked(): { readonly count: number; readonly octets: number } {
    return this.#barriers.tracked;
  }

  /** False while more is buffered than should be: whoever can should wait for `onWritable`. */
  get writable(): boolean {
    return this.#roomy && this.#state === 'ready';
  }

  /** Sends a stanza of which nobody needs to know whether it arrived. */
  send(stanza: Element | string): SendResult {
    const checked = this.#check(stanza);
    if (typeof checked === 'string') return checked;
    this.#queue(checked.xml);
    return 'sent';
  }

  /**
   * Sends a stanza and tells once what became of it: `acked` when the server has read it, `lost` when the stream ended
   * first. A refused stanza is told by the result only. `done` is never called before this returns.
   */
  sendTracked(stanza: Element | string, done: Tracked): SendResult {
    if (this.#state !== 'ready') return 'not-ready';
    return this.#track(this.#check(stanza), done);
  }

  /** Looks once at a stanza without a receiver, for `sendTrackedTo`. */
  prepare(stanza: string): CheckedAddressable | SendRefusal {
    return checkAddressable(stanza, this.#options.domain, this.#maxStanzaBytes);
  }

  /** As `sendTracked`, for a stanza that goes to many. */
  sendTrackedTo(stanza: CheckedAddressable, to: string, done: Tracked): SendResult {
    if (this.#state !== 'ready') return 'not-ready';
    return this.#track(this.#counted(checkedTo(stanza, to)), done);
  }

  #track(checked: { readonly xml: string } | SendRefusal, done: Tracked): SendResult {
    if (typeof checked === 'string') return checked;
    const { xml } = checked;
    this.#queue(xml);
    if (this.#barriers.track(Buffer.byteLength(xml), done)) this.#ping();
    return 'sent';
  }

  #check(stanza: Element | string): { readonly xml: string } | SendRefusal {
    if (!this.#authenticated || this.#state === 'ended' || this.#closeStep === 'tag-sent') return 'not-ready';
    return this.#counted(checkOutgoing(stanza, this.#options.domain, this.#maxStanzaBytes));
  }

  #counted(checked: { readonly xml: string } | SendRefusal): { readonly xml: string } | SendRefusal {
    if (typeof checked === 'string') this.counters.refused++;
    else this.counters.sent++;
    return checked;
  }

  /** Stops reading from the server; what has been read already is still reported. */
  pauseReading(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#transport.pause();
  }

  resumeReading(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#lastRead = this.#options.clock.monotonic();
    this.#resumedAt = this.#lastRead;
    this.#transport.resume();
  }

  /**
   * Closes in order: waits for acknowledgements, closes the stream, waits for the server to close its own, closes the
   * connection. Each wait is bounded. Resolves after `onEnd`.
   */
  close(): Promise<void> {
    return this.#close(this.tracked.count > 0);
  }

  /**
   * As `close`, within `ms` at most. Until the server has answered once more what comes is still told, and may be answered by
   * `send`: what the server had written before would be lost with the stream, without a word to whoever sent it.
   */
  closeWithin(ms: number): Promise<void> {
    if (this.#state === 'ready') this.#farewell = this.#ping();
    const late = this.#options.clock.after(ms, () => this.#finish('closing-timeout'));
    return this.#close(true).finally(() => late.cancel());
  }

  #close(draining: boolean): Promise<void> {
    if (this.#state === 'ended') return Promise.resolve();
    const closed = new Promise<void>((resolve) => this.#onClosed.push(resolve));
    if (!this.#authenticated) {
      this.#finish('stopped');
    } else if (this.#closeStep === 'none') {
      const established = this.#state === 'ready';
      this.#state = 'closing';
      this.#closeStep = 'draining';
      // Acknowledgements cannot arrive while nothing is read.
      this.resumeReading();
      this.#phaseTimer?.cancel();
      if (!established || !draining) {
        this.#sendClosingTag();
      } else {
        this.#phaseTimer = this.#options.clock.after(this.#times.close, () => this.#sendClosingTag());
      }
    }
    return closed;
  }

  /** Ends at once; tracked stanzas are lost. */
  abort(condition = 'stopped'): void {
    this.#finish(condition);
  }

  #sendClosingTag(): void {
    if (this.#closeStep === 'tag-sent' || this.#state === 'ended') return;
    this.#closeStep = 'tag-sent';
    this.#trial?.stop();
    this.#queue('</stream:stream>');
    this.#flushNow();
    this.#phaseTimer?.cancel();
    this.#phaseTimer = this.#options.clock.after(this.#times.close, () => this.#finish('stopped'));
  }

  #queue(text: string): void {
    this.#out += text;
    this.#scheduleFlush();
  }

  #scheduleFlush(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    this.#schedule(this.#flush);
  }

  #flushNow(): void {
    if (this.#state === 'ended') return;
    if (this.#barriers.due && this.#closeStep !== 'tag-sent') this.#ping();
    if (this.#out === '') {
      if (!this.#ackRead || this.#closeStep === 'tag-sent') {
        this.#flushing = false;
        return;
      }
      // What was read is under way first: its own writes of this turn are what somebody waits for.
      if (!this.#ackPutOff) {
        this.#ackPutOff = true;
        this.#schedule(this.#flush);
        return;
      }
      // Carries the TCP acknowledgement that a server with Nagle's algorithm waits for before it writes on.
      this.#out = ' ';
    }
    this.#ackPutOff = false;
    this.#ackRead = false;
    const text = this.#out;
    this.#out = '';
    this.counters.octetsOut += text.length;
    this.#roomy = this.#transport.write(text) && this.#roomy;
    this.#flushing = false;
  }

  #ping(): string {
    const { id, xml } = this.#barriers.ping(this.#options.clock.monotonic());
    this.#out += xml;
    this.#scheduleFlush();
    return id;
  }

  #onData(bytes: Uint8Array): void {
    if (this.#state === 'ended') return;
    this.counters.octetsIn += bytes.byteLength;
    this.#lastRead = this.#options.clock.monotonic();
    const problem = this.#parser.write(bytes);
    if (this.#isEnded()) return;
    if (problem !== undefined) {
      this.#fail(problem.condition, problem.detail);
    } else if (bytes.byteLength > 1 && this.#authenticated) {
      // A lone keepalive is not answered: two ends that both did so would never stop.
      this.#ackRead = true;
      // A server that writes on waits for nothing yet.
      this.#ackPutOff = false;
      this.#scheduleFlush();
    }
  }

  /** Callbacks change the state behind the compiler's back. */
  #isEnded(): boolean {
    return this.#state === 'ended';
  }

  /** The server broke the stream's rules: say so and end. */
  #fail(condition: string, detail: string): void {
    this.#out += `<stream:error><${condition} xmlns='${NS.streamErrors}'/></stream:error></stream:stream>`;
    this.#flushNow();
    this.#end({ class: 'ordinary', condition, text: `from the server: ${detail}`, established: this.#authenticated });
  }

  #onHeader(header: Element): void {
    if (header.name !== 'stream' || header.ns !== NS.streams) {
      this.#fail('invalid-namespace', 'no stream header');
      return;
    }
    this.#wait(this.#times.negotiation, 'negotiation-timeout');
    this.#queue(`<handshake>${handshakeDigest(header.attrs.id ?? '', this.#options.secret)}</handshake>`);
  }

  #onElement(element: Element): void {
    if (this.#state === 'ended') return;
    if (element.ns === NS.streams && element.name === 'error') {
      const { condition, text } = readStreamError(element);
      const established = this.#authenticated;
      const kind = this.#closeStep === 'tag-sent' ? 'stopped' : classOf(condition);
      this.#end({ class: kind, condition, ...(text === undefined ? {} : { text }), established });
      return;
    }
    if (!this.#authenticated) {
      if (element.name === 'handshake') this.#probe();
      else this.#end({ class: 'config', condition: 'handshake-refused', established: false });
      return;
    }
    this.counters.received++;
    const ping = this.#barriers.take(element);
    if (ping === undefined) {
      if (!isOwnPing(element, this.#options.domain)) this.#options.onStanza(element);
      return;
    }
    this.#trial?.answered(ping, element.attrs.type === 'error');
    if (this.#barriers.due) this.#scheduleFlush();
    if (this.#closeStep !== 'draining') return;
    if (this.#farewell === undefined) {
      if (this.tracked.count === 0) this.#sendClosingTag();
    } else if (ping === this.#farewell) {
      // Behind the answers to what came before it.
      this.#schedule(() => this.#sendClosingTag());
    }
  }

  #onRefused(head: Element, limit: LimitName): void {
    if (this.#state === 'ended') return;
    if (!this.#authenticated) this.#fail('policy-violation', `${limit} over the limit`);
    else this.#options.onRefused(head, limit);
  }

  #onStreamClosed(): void {
    this.#finish(this.#closeStep === 'tag-sent' ? 'stopped' : 'closed');
  }

  #probe(): void {
    this.#authenticated = true;
    if (this.#state === 'closing') return;
    this.#state = 'probing';
    this.#phaseTimer?.cancel();
    this.#phaseTimer = undefined;
    this.#try(this.#times.negotiation);
  }

  /** Finds out which ping comes back on this stream. `patience`: ms after which it fails. */
  #try(patience: number): void {
    const { domain, serverDomain, streams = 1, clock, onSpread } = this.#options;
    this.#trial = new BarrierTrial({
      domain,
      ...(serverDomain === undefined ? {} : { serverDomain }),
      streams,
      clock,
      times: { probe: this.#times.probe, patience },
      ping: (route) => {
        const { id, xml } = this.#barriers.ping(clock.monotonic(), route);
        this.#queue(xml);
        return id;
      },
      chosen: (route) => this.#chosen(route),
      failed: () => {
        if (this.#state === 'probing') this.#finish('no-barrier');
      },
      spread: (found) => onSpread?.(found),
    });
    this.#trial.begin();
  }

  #chosen(route: BarrierRoute): void {
    this.#barrierForm = route.form;
    this.#barriers.use(route);
    if (this.#barriers.due) this.#scheduleFlush();
    if (this.#state !== 'probing') return;
    this.#state = 'ready';
    this.#options.onReady();
  }

  #wait(ms: number, condition: string): void {
    this.#phaseTimer?.cancel();
    this.#phaseTimer = this.#options.clock.after(ms, () => this.#finish(condition));
  }

  #watchOver(): void {
    if (this.#state === 'ended') return;
    const now = this.#options.clock.monotonic();
    const quiet = now - this.#lastRead;
    if (!this.#paused && this.#authenticated) {
      // Counted from the last pause, because an answer may wait behind what was not read meanwhile.
      const oldest = Math.max(this.#barriers.oldest ?? now, this.#resumedAt);
      if (quiet >= this.#times.dead) {
        this.#finish('dead-peer');
        return;
      }
      if (this.#state === 'ready' && now - oldest >= this.#times.barrier && quiet < this.#times.idle) {
        this.#finish('barrier-timeout');
        return;
      }
      const stuck = this.#barrierForm === 'name' && this.#state === 'ready' && now - oldest >= this.#times.retry;
      // Goes on until a name is found, or the time of the barrier is over.
      if (stuck && this.#trial?.settled === true) this.#try(Number.POSITIVE_INFINITY);
      else if (quiet >= this.#times.idle && this.#closeStep === 'none' && this.#state === 'ready') this.#ping();
    }
    this.#watch = this.#options.clock.after(this.#times.idle / 4, () => this.#watchOver());
  }

  #finish(condition: string, text?: string): void {
    const kind = condition === 'stopped' ? 'stopped' : 'ordinary';
    this.#end({ class: kind, condition, ...(text === undefined ? {} : { text }), established: this.#authenticated });
  }

  #end(end: StreamEnd): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#phaseTimer?.cancel();
    this.#watch?.cancel();
    this.#trial?.stop();
    this.#out = '';
    if (end.class === 'stopped') this.#transport.end();
    else this.#transport.destroy();
    this.#barriers.lose(end);
    this.#options.onEnd(end);
    for (const resolve of this.#onClosed) resolve();
  }
}
