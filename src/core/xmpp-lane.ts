import type { Envelope } from '../lanes/envelope.js';
import type { LaneHandler, LaneHold, Settled, Tenure } from '../lanes/handler.js';
import type { Outcome } from '../lanes/outcome.js';
import { PendingRequests } from '../xmpp/iq.js';
import { DEFAULT_LIMITS } from '../xmpp/parse.js';
import type { StreamEnd } from '../xmpp/stream-end.js';
import { announcementIn, tellPage } from './announcements.js';
import { Dialogue } from './chat/dialogue.js';
import { CommandTree } from './commands/tree.js';
import { Edge } from './edge.js';
import { problem } from './errors.js';
import { Ingress } from './ingress.js';
import { IqDesk } from './iq/desk.js';
import { PresenceDesk } from './presence.js';
import { Replies } from './replies.js';
import { Roll } from './roll.js';
import type { Site } from './site.js';
import { ComponentConnection } from './stream/connection.js';
import type { ServerAddress } from './stream/socket-transport.js';

/** Stanzas that may be written and not acknowledged by the server, and their octets. */
const WINDOW = 4096;
const WINDOW_OCTETS = 4 * 1024 * 1024;

/** Deaths of the stream, each with an error about what we sent, after which a stanza is sent alone; one more ends it. */
const SUSPECT = 2;

export interface StreamSettings {
  readonly server: ServerAddress;
  readonly secret: string;
  /** The server's own domain, for barrier pings. */
  readonly serverDomain: string;
  /** Octets of the largest stanza that is written, and of the largest that is read. */
  readonly maxStanzaBytes: number;
  readonly readStanzaBytes: number;
}

/** Works an `xmpp.` lane: holds one XEP-0114 stream, answers what comes from it and writes what the lane brings. */
export class XmppLane implements LaneHandler {
  /** The server recognises nothing, but a message twice is the lesser harm than a message lost (at least once). */
  readonly repeatBegun = true;
  readonly #site: Site;
  readonly #settings: StreamSettings;
  /** Answers may come on another stream of the domain than the requests went. */
  readonly #requests: PendingRequests | undefined;

  constructor(site: Site, settings: StreamSettings) {
    this.#site = site;
    this.#settings = settings;
    this.#requests = site.streams === 1 ? undefined : new PendingRequests(site.clock);
  }

  async open(tenure: Tenure): Promise<LaneHold> {
    return new StreamHold(this.#site, this.#settings, tenure, this.#requests);
  }

  async effects(items: readonly Settled[], lane: string): Promise<void> {
    for (const { envelope, outcome } of items) {
      if (outcome.kind === 'accepted') continue;
      this.#site.metrics.count('stanzas_given_up', { gateway: this.#site.gateway.name });
      this.#site.log.error(
        { envelope: envelope.id, lane, outcome: outcome.kind },
        'a stanza was given up, because the XMPP server ends the stream each time it reads it',
      );
    }
  }

  expired(): Outcome {
    return { kind: 'rejected', problem: problem('message-expired') };
  }
}

/** A stanza on its way to the server. */
interface Open {
  /** Of its envelope. */
  readonly id: string;
  readonly settle: (outcome: Outcome) => void;
}

class StreamHold implements LaneHold {
  /** A stream keeps order and refuses no single stanza. */
  readonly depth = Number.POSITIVE_INFINITY;
  readonly #site: Site;
  readonly #tenure: Tenure;
  readonly #connection: ComponentConnection;
  readonly #roll: Roll;
  readonly #deaths = new Map<string, number>();
  /** Stanzas that the server has not acknowledged. Not by their ids: effects that are repeated bring one of them twice. */
  readonly #open = new Set<Open>();
  #lost: Open[] = [];
  #draining = false;
  #emptied: (() => void) | undefined;
  /** Takes back that requests of ours may go over this stream. */
  #unasked: (() => void) | undefined;

  constructor(site: Site, settings: StreamSettings, tenure: Tenure, requests: PendingRequests | undefined) {
    this.#site = site;
    this.#tenure = tenure;
    const send = (stanza: Parameters<ComponentConnection['send']>[0]): boolean =>
      tenure.mayWrite() && this.#connection.send(stanza) !== 'not-ready';
    const replies = new Replies(site, send);
    // Read only while nobody has too much.
    const full = new Set<'ingress' | 'edge'>();
    const reading = (who: 'ingress' | 'edge') => (go: boolean) => {
      if (go) full.delete(who);
      else full.add(who);
      if (full.size === 0) this.#connection.resumeReading();
      else this.#connection.pauseReading();
    };
    const ingress = new Ingress(site, replies, reading('ingress'));
    const presence = new PresenceDesk(site, send);
    const iqs = new IqDesk(site, send);
    const dialogue = new Dialogue(site, new CommandTree(site), send);
    const edge = new Edge(site, { ingress, iqs, presence, dialogue, reading: reading('edge') });
    this.#roll = new Roll(site, tenure.lane, send);
    this.#connection = new ComponentConnection({
      server: settings.server,
      domain: site.gateway.domain,
      secret: settings.secret,
      serverDomain: settings.serverDomain,
      streams: site.streams,
      ...(requests === undefined ? {} : { requests }),
      maxStanzaBytes: settings.maxStanzaBytes,
      limits: { ...DEFAULT_LIMITS, bytes: settings.readStanzaBytes },
      clock: site.clock,
      log: site.log,
      onStanza: (stanza) => {
        this.#roll.note(stanza);
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
    if (this.#suspects()) return this.#open.size === 0 ? 1 : 0;
    return Math.max(0, WINDOW - count);
  }

  submit(envelope: Envelope, settle: (outcome: Outcome) => void): void {
    const stanza = envelope.stanza;
    const announcement = announcementIn(envelope);
    if (announcement !== undefined) {
      void tellPage(this.#site, envelope, announcement).then(settle);
      return;
    }
    if (stanza === undefined) {
      settle({ kind: 'rejected', problem: problem('message-internal') });
      return;
    }
    if (!this.#tenure.mayWrite()) {
      settle(again('no tenure'));
      return;
    }
    const open: Open = { id: envelope.id, settle };
    this.#open.add(open);
    const result = this.#connection.sendTracked(stanza, (end) => this.#ended(open, end === 'acked'));
    if (result === 'sent') return;
    this.#open.delete(open);
    if (result === 'not-ready') settle(again('stream down'));
    else settle({ kind: 'rejected', problem: problem('message-internal') });
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
    if (this.#tenure.mayWrite()) await this.#connection.stop();
    else {
      this.#connection.drop();
      await this.#connection.stop();
    }
  }

  #up(): void {
    this.#state('up');
    this.#unasked = this.#site.requests.opened(async (iq, timeout) =>
      this.#tenure.mayWrite() ? this.#connection.request(iq, timeout) : { ok: false, failure: 'not-sent' },
    );
    this.#roll.call();
    this.#tenure.wake();
  }

  #down(end: StreamEnd): void {
    this.#state('down', end.condition);
    this.#unasked?.();
    const lost = this.#lost;
    this.#lost = [];
    if (end.class === 'our-bug') {
      for (const { id } of lost) this.#deaths.set(id, (this.#deaths.get(id) ?? 0) + 1);
    }
    for (const open of lost) {
      const { id, settle } = open;
      this.#open.delete(open);
      if ((this.#deaths.get(id) ?? 0) > SUSPECT) {
        this.#deaths.delete(id);
        settle({ kind: 'rejected', problem: problem('message-internal') });
      } else {
        settle(again(end.condition));
      }
    }
    if (end.established) this.#roll.lost();
  }

  #state(state: 'up' | 'down', reason?: string): void {
    const { states, metrics, gateway } = this.#site;
    states.set(this.#tenure.lane, state);
    const stream = this.#tenure.lane.slice(this.#tenure.lane.lastIndexOf('.') + 1);
    metrics.gauge('stream_up', state === 'up' ? 1 : 0, { domain: gateway.domain, stream });
    this.#tenure.state(state, reason);
  }

  #ended(open: Open, acked: boolean): void {
    if (!acked) {
      this.#lost.push(open);
      return;
    }
    this.#open.delete(open);
    this.#deaths.delete(open.id);
    open.settle({ kind: 'accepted', parts: [] });
    if (this.#open.size === 0) this.#emptied?.();
  }

  #suspects(): boolean {
    for (const deaths of this.#deaths.values()) if (deaths >= SUSPECT) return true;
    return false;
  }
}

function again(reason: string): Outcome {
  return { kind: 'retry', after: 0, reason, scope: 'lane' };
}
