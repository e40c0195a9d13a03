import type { Clock } from '../../clock.js';
import { openSocket, type ServerAddress } from '../../core/stream/socket-transport.js';
import { ComponentStream } from '../../xmpp/component-stream.js';
import type { Element } from '../../xmpp/element.js';
import { errorReply } from '../../xmpp/errors.js';
import { type IqAnswer, PendingRequests } from '../../xmpp/iq.js';
import { privilegeOf } from '../../xmpp/privilege.js';
import type { StreamEnd } from '../../xmpp/stream-end.js';
import { DEFAULT_TIMES } from '../../xmpp/stream-options.js';
import type { Transport } from '../../xmpp/transport.js';

interface VisitOptions {
  readonly server: ServerAddress;
  readonly domain: string;
  readonly secret: string;
  readonly serverDomain: string;
  readonly streams: number;
  /** Octets of the largest stanza that Isthmus would send. */
  readonly maxStanzaBytes: number;
  readonly clock: Clock;
  /** For each of: connecting, the header, the handshake, an answer. ms. */
  readonly patience: number;
}

/**
 * A component that attaches for a moment, to ask its server. Whoever writes to it meanwhile gets an error that says to try again, as
 * from a server whose component is away: nothing is taken that nobody would carry on.
 */
export class Visit {
  readonly #stream: ComponentStream;
  readonly #requests: PendingRequests;
  readonly #patience: number;
  /** Messages that told of privileges. */
  readonly grants: Element[] = [];
  end: StreamEnd | undefined;

  private constructor(transport: Transport, options: VisitOptions, settled: (end?: StreamEnd) => void) {
    const { clock, domain, secret, serverDomain, streams, maxStanzaBytes, patience } = options;
    this.#patience = patience;
    this.#requests = new PendingRequests(clock);
    this.#stream = new ComponentStream(transport, {
      domain,
      secret,
      serverDomain,
      streams,
      clock,
      maxStanzaBytes,
      times: { ...DEFAULT_TIMES, negotiation: patience, probe: patience / 2, close: 500 },
      onReady: () => settled(),
      onStanza: (stanza) => this.#received(stanza),
      onRefused: () => undefined,
      onEnd: (end) => {
        this.end = end;
        this.#requests.failAll('disconnected');
        settled(end);
      },
    });
    this.#stream.start();
  }

  /** Attaches; why not, where it cannot. */
  static async attach(options: VisitOptions): Promise<Visit | StreamEnd> {
    const { server, clock, patience } = options;
    let transport: Transport;
    try {
      transport = await openSocket(server, patience, clock, new AbortController().signal);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return { class: 'ordinary', condition: 'connect-failed', text, established: false };
    }
    return await new Promise((resolve) => {
      const visit: Visit = new Visit(transport, options, (end) => resolve(end ?? visit));
    });
  }

  /** Asks and waits for the answer. */
  async ask(iq: Element): Promise<IqAnswer> {
    const { id, answer } = this.#requests.start(iq.attrs.to ?? '', this.#patience);
    iq.attrs.id = id;
    if (this.#stream.send(iq) !== 'sent') this.#requests.fail(id, 'not-sent');
    return await answer;
  }

  /** Sends a stanza; false where the stream did not survive it. */
  async survives(stanza: Element): Promise<boolean> {
    return await new Promise((resolve) => {
      const sent = this.#stream.sendTracked(stanza, (result) => resolve(result === 'acked'));
      if (sent !== 'sent') resolve(sent !== 'not-ready');
    });
  }

  async close(): Promise<void> {
    await this.#stream.close();
  }

  #received(stanza: Element): void {
    if (this.#requests.settle(stanza)) return;
    if (stanza.name === 'message' && privilegeOf(stanza) !== undefined) {
      this.grants.push(stanza);
      return;
    }
    if (stanza.name === 'presence') return;
    const reply = errorReply(stanza, { condition: 'remote-server-timeout', type: 'wait' });
    if (reply !== undefined) this.#stream.send(reply);
  }
}
