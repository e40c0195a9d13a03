import type { Envelope } from '../lanes/envelope.js';
import type { LaneHold, Tenure } from '../lanes/handler.js';
import type { Outcome } from '../lanes/outcome.js';
import type { Tracked } from '../xmpp/barrier.js';
import type { Element } from '../xmpp/element.js';
import type { IqAnswer, PendingRequests } from '../xmpp/iq.js';
import type { SendResult } from '../xmpp/outgoing.js';
import { DEFAULT_LIMITS } from '../xmpp/parse.js';
import type { StreamEnd } from '../xmpp/stream-end.js';
import { tellReached } from './agents.js';
import { isAnnouncement, tellPage } from './announcements.js';
import type { BouncedLetters } from './bounced-letters.js';
import { DeadlyStanzas } from './deadly-stanzas.js';
import { edgeOf } from './edge-of.js';
import { problem } from './errors.js';
import { reachedServer } from './journey-steps.js';
import type { Online } from './online.js';
import type { Ousting } from './ousting.js';
import type { Privileges } from './privileges.js';
import type { Recall } from './recall.js';
import { Roll } from './roll.js';
import { isRosterWish, RosterKeeper } from './roster-keeper.js';
import { unsealed } from './sealed-stanza.js';
import type { Site } from './site.js';
import { ComponentConnection } from './stream/connection.js';
import type { ServerAddress } from './stream/socket-transport.js';
import { loggedTrace } from './telemetry/trace-context.js';

/** Stanzas that may be written and not acknowledged by the server, and their octets. */
const WINDOW = 4096;
const WINDOW_OCTETS = 4 * 1024 * 1024;
/** Share of the rest of a lease in which the stream takes leave: its connection is to be gone when the next one comes. */
const LAST_WORDS = 0.75;

/** Where the XMPP server takes the component of a gateway (XEP-0114), and what may be sent there. */
export interface StreamSettings {
  readonly server: ServerAddress;
  readonly secret: string;
  /** The server's own domain, for barrier pings. */
  readonly serverDomain: string;
  /** Octets of the largest stanza that is written, and of the largest that is read. */
  readonly maxStanzaBytes: number;
  readonly readStanzaBytes: number;
}

/** What the streams of a domain that one process holds have in common: the server decides over which of them it says what. */
export interface SharedByStreams {
  readonly online: Online;
  readonly ousting: Ousting;
  readonly bounced: BouncedLetters;
  readonly privileges: Privileges;
  /** Answers may come on another stream than the requests went. Undefined: there is no other. */
  readonly requests: PendingRequests | undefined;
}

/** An envelope whose stanzas are on their way to the server. */
interface Open extends Pick<Envelope, 'id' | 'account' | 'at' | 'counts' | 'trace'> {
  readonly settle: (outcome: Outcome) => void;
  /** Stanzas of it that the server has not acknowledged. */
  left: number;
  lost: boolean;
  /** Some of its stanzas never went out. */
  cut: boolean;
}

/** One stream while it is held: writes what the lane brings, and settles it when the server has surely read it. */
export class StreamHold implements LaneHold {
  /** A stream keeps order and refuses no single stanza. */
  readonly depth = Number.POSITIVE_INFINITY;
  readonly #site: Site;
  readonly #tenure: Tenure;
  readonly #connection: ComponentConnection;
  readonly #roll: Roll;
  readonly #recall: Recall;
  readonly #privileges: Privileges;
  readonly #keeper: RosterKeeper;
  readonly #ousting: Ousting;
  readonly #bounced: BouncedLetters;
  readonly #deadly = new DeadlyStanzas();
  /** Stanzas that the server has not acknowledged. Not by their ids: effects that are repeated bring one of them twice. */
  readonly #open = new Set<Open>();
  #lost: Open[] = [];
  #losses = 0;
  #draining = false;
  /** The lane is lost, and only what came before is still answered. */
  #takingLeave = false;
  #emptied: (() => void) | undefined;
  /** Takes back that requests of ours may go over this stream. */
  #unasked: (() => void) | undefined;

  constructor(site: Site, settings: StreamSettings, tenure: Tenure, shared: SharedByStreams) {
    this.#site = site;
    this.#tenure = tenure;
    const send = (stanza: Parameters<ComponentConnection['send']>[0]): boolean =>
      this.#mayAnswer && this.#connection.send(stanza) !== 'not-ready';
    const { online, privileges } = shared;
    this.#keeper = new RosterKeeper(site, { privileges, send, request: (...asked) => this.#request(...asked) });
    this.#roll = new Roll(site, {
      lane: tenure.lane,
      send,
      online,
      review: (account) => this.#keeper.review(account),
    });
    const { edge, iqs, recall } = edgeOf(site, {
      send,
      reading: (go) => (go ? this.#connection.resumeReading() : this.#connection.pauseReading()),
      stream: () => (this.#mayAnswer ? this.#losses : undefined),
      online,
      privileges,
    });
    this.#recall = recall;
    this.#privileges = privileges;
    this.#ousting = shared.ousting;
    this.#bounced = shared.bounced;
    this.#connection = new ComponentConnection({
      server: settings.server,
      domain: site.gateway.domain,
      secret: settings.secret,
      serverDomain: settings.serverDomain,
      streams: site.streams,
      ...(shared.requests === undefined ? {} : { requests: shared.requests }),
      maxStanzaBytes: settings.maxStanzaBytes,
      limits: { ...DEFAULT_LIMITS, bytes: settings.readStanzaBytes },
      clock: site.clock,
      log: site.log,
      onStanza: (stanza) => {
        this.#roll.note(stanza);
        if (stanza.name === 'message' && stanza.attrs.type === 'error') this.#bounced.came(stanza);
        edge.receive(stanza);
      },
      onRefused: (head, limit) => iqs.refuseOversized(head, limit),
      onUp: () => this.#up(),
      onDown: (end) => this.#down(end),
      onWritable: () => tenure.wake(),
    });
    this.#state('down', 'connecting');
    this.#connection.start();
  }

  free(): number {
    const { count, octets } = this.#connection.tracked;
    if (this.#draining || !this.#connection.writable || octets >= WINDOW_OCTETS) return 0;
    if (this.#deadly.suspected) return this.#open.size === 0 ? 1 : 0;
    return Math.max(0, WINDOW - count);
  }

  submit(envelope: Envelope, settle: (outcome: Outcome) => void): void {
    const done = this.#perform(envelope);
    if (done !== undefined) {
      void done.then(settle);
      return;
    }
    if (!this.#tenure.mayWrite()) {
      settle(again('no tenure'));
      return;
    }
    const readable = unsealed(this.#site, envelope);
    if (readable === undefined) {
      settle({ kind: 'rejected', problem: problem('message-internal') });
      return;
    }
    const { id, account, at, counts, trace } = envelope;
    this.#site.tracer?.left(envelope, this.#tenure.lane);
    const open: Open = {
      id,
      account,
      at,
      ...(counts === undefined ? {} : { counts }),
      ...(trace === undefined ? {} : { trace }),
      settle,
      left: 0,
      lost: false,
      cut: false,
    };
    this.#open.add(open);
    const ended: Tracked = (end) => this.#ended(open, end === 'acked');
    this.#bounced.wrote(envelope, this.#tenure.lane);
    let result: SendResult = 'sent';
    for (const send of sendsOf(readable, this.#connection)) {
      open.left += 1;
      result = send(ended);
      if (result !== 'sent') open.left -= 1;
      if (result === 'not-ready') {
        open.cut = true;
        break;
      }
      // What is wrong with one of several must not keep the others back.
      if (result !== 'sent') this.#unfit(envelope, result);
    }
    if (open.left > 0) return;
    this.#open.delete(open);
    if (open.cut) settle(again('stream down'));
    else if (result === 'sent') settle({ kind: 'accepted', parts: [] });
    else settle({ kind: 'rejected', problem: problem('message-internal') });
  }

  #unfit({ id, to }: Envelope, why: SendResult): void {
    if (to !== undefined) this.#site.log.error({ envelope: id, why }, 'a stanza of a room cannot be sent');
  }

  /** Does what an envelope asks of the holder of the stream; undefined where it only has a stanza to be written. */
  #perform(envelope: Envelope): Promise<Outcome> | undefined {
    const { account, event } = envelope;
    if (isAnnouncement(event)) return tellPage(this.#site, envelope, event);
    if (!isRosterWish(event)) return undefined;
    return this.#keeper.perform(account, event).then(
      (): Outcome => ({ kind: 'accepted', parts: [] }),
      () => again('stream down'),
    );
  }

  async drain(signal: AbortSignal): Promise<void> {
    this.#draining = true;
    if (this.#open.size > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#emptied = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    await this.#roll.goodbye(signal);
  }

  async close(): Promise<void> {
    this.#unasked?.();
    this.#roll.stop();
    this.#recall.clear();
    this.#privileges.clear();
    if (!this.#tenure.mayWrite()) await this.#takeLeave();
    await this.#connection.stop();
  }

  /**
   * The lane is lost, and with it the stream. Where that is so because Redis is away, nobody else has it yet, and whoever wrote
   * in the last moment is told that it did not go out.
   */
  async #takeLeave(): Promise<void> {
    const ms = this.#tenure.alone() * LAST_WORDS;
    this.#takingLeave = ms > 0;
    if (this.#takingLeave) await this.#connection.leave(ms);
    else this.#connection.drop();
    this.#takingLeave = false;
  }

  get #mayAnswer(): boolean {
    return this.#tenure.mayWrite() || (this.#takingLeave && this.#tenure.alone() > 0);
  }

  /** With several streams the answer may have come over another one; where none came, the loss of this one is the reason. */
  async #request(iq: Element, timeout: number): Promise<IqAnswer> {
    if (!this.#tenure.mayWrite()) return { ok: false, failure: 'not-sent' };
    const losses = this.#losses;
    const answer = await this.#connection.request(iq, timeout);
    return answer.ok || losses === this.#losses ? answer : { ok: false, failure: 'disconnected' };
  }

  #up(): void {
    this.#state('up');
    this.#unasked = this.#site.requests.opened((iq, timeout) => this.#request(iq, timeout));
    this.#roll.call();
    this.#ousting.review();
    tellReached(this.#site).catch((error: unknown) => {
      this.#site.log.warn({ error: String(error) }, 'agents were not told that the XMPP server is there');
    });
    this.#tenure.wake();
  }

  #down(end: StreamEnd): void {
    this.#state('down', end.condition);
    this.#unasked?.();
    this.#losses += 1;
    const lost = this.#lost;
    this.#lost = [];
    if (end.class === 'our-bug') {
      for (const { id } of lost) this.#deadly.wasThere(id);
    }
    for (const open of lost) {
      const { id, settle } = open;
      this.#open.delete(open);
      if (this.#deadly.convict(id)) {
        settle({ kind: 'rejected', problem: problem('message-internal') });
      } else {
        settle(again(end.condition));
      }
    }
    if (this.#open.size === 0) this.#emptied?.();
    this.#privileges.clear();
    this.#recall.clear();
    if (end.established) this.#roll.lost();
  }

  #state(state: 'up' | 'down', reason?: string): void {
    const { states, metrics, gateway } = this.#site;
    states.set(this.#tenure.lane, state);
    const stream = this.#tenure.lane.slice(this.#tenure.lane.lastIndexOf('.') + 1);
    if (state === 'up' && this.#losses > 0) metrics.count('reconnects', { network: 'xmpp' });
    metrics.gauge('xmpp_stream_up', state === 'up' ? 1 : 0, { domain: gateway.domain, stream });
    this.#tenure.state(state, reason);
  }

  #ended(open: Open, acked: boolean): void {
    if (!acked) {
      if (!open.lost) this.#lost.push(open);
      open.lost = true;
      return;
    }
    open.left -= 1;
    if (open.left > 0) return;
    this.#open.delete(open);
    this.#deadly.cleared(open.id);
    if (open.cut) {
      open.settle(again('stream down'));
    } else {
      this.#site.tracer?.settled(open, { name: 'submit xmpp', outcome: 'delivered' });
      if (open.counts !== undefined) this.#delivered(open, open.counts);
      open.settle({ kind: 'accepted', parts: [] });
    }
    if (this.#open.size === 0) this.#emptied?.();
  }

  #delivered({ id, account, at, trace }: Open, kind: 'chat' | 'room'): void {
    const { gateway, clock, traffic, log } = this.#site;
    if (log.wantsDebug?.() !== false) {
      log.debug({ envelope: id, ...loggedTrace(trace), lane: this.#tenure.lane }, 'read by the XMPP server');
    }
    traffic.ended({ gateway: gateway.name, direction: 'in', kind, outcome: 'delivered', ms: clock.now() - at });
    // What is said in a room is no journey of one user.
    if (kind === 'chat') reachedServer(this.#site, account, id);
  }
}

type Way = Pick<ComponentConnection, 'sendTracked' | 'prepare' | 'sendTrackedTo'>;

/** What is to be sent of an envelope: its stanza, or each of several to each recipient. */
function* sendsOf({ stanza, stanzas = [], to = [] }: Envelope, way: Way): Iterable<(ended: Tracked) => SendResult> {
  if (stanza !== undefined) yield (ended) => way.sendTracked(stanza, ended);
  for (const text of stanzas) {
    // Looked at once, however many get it.
    const prepared = way.prepare(text);
    for (const jid of to) {
      yield (ended) => (typeof prepared === 'string' ? prepared : way.sendTrackedTo(prepared, jid, ended));
    }
  }
}

function again(reason: string): Outcome {
  return { kind: 'retry', after: 0, reason, scope: 'lane' };
}
