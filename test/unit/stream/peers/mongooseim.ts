import type { SeenStanza } from '../../../support/stanza-splitter.js';
import { streamError } from '../scripted-server.js';
import { COMPONENT, Peer, type PeerConnection, STANZAS, STREAMS } from './peer.js';

interface MongooseOptions {
  readonly kickOld?: boolean;
  /** For each step of the negotiation. */
  readonly stateMs?: number;
  /** Whether mod_ping is there to answer for the server; default true. */
  readonly pings?: boolean;
  /** Never gets as far as a header, as under heavy load. */
  readonly mute?: boolean;
}

/**
 * MongooseIM. Any domain may come; the hash must be in lower case; a stanza of a foreign sender comes back as an error and
 * the stream stays; 5 s for each step; a second connection is a conflict, told in place of the handshake, or replaces the
 * first (`kick_old`).
 */
export class MongoosePeer extends Peer {
  readonly #o: MongooseOptions;
  readonly #timers = new Map<PeerConnection, NodeJS.Timeout>();

  constructor(options: MongooseOptions = {}) {
    super();
    this.#o = options;
  }

  protected override accepted(connection: PeerConnection): void {
    const timeout = () => connection.end(streamError('connection-timeout'));
    this.#timers.set(connection, setTimeout(timeout, this.#o.stateMs ?? 5000).unref());
  }

  protected override gone(connection: PeerConnection): void {
    clearTimeout(this.#timers.get(connection));
    super.gone(connection);
  }

  protected header(connection: PeerConnection): void {
    if (this.#o.mute === true) return;
    connection.write(
      `<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' ${STREAMS} id='${connection.id}' from='${COMPONENT}'>`,
    );
  }

  protected handshake(connection: PeerConnection, digest: string): void {
    clearTimeout(this.#timers.get(connection));
    if (digest !== this.digest(connection)) {
      connection.end(streamError('not-authorized'));
      return;
    }
    const [old] = this.connections;
    if (old !== undefined && this.#o.kickOld !== true) {
      connection.end(streamError('conflict').replace('</stream:stream>', ''));
      return;
    }
    if (old !== undefined) {
      this.gone(old);
      old.end(streamError('conflict'));
    }
    this.established(connection);
    connection.write('<handshake/>');
  }

  protected override stanza(connection: PeerConnection, stanza: SeenStanza): void {
    const { from = '', to = '', id = '' } = stanza.attrs;
    if (
      !from
        .replace(/^[^@/]*@/, '')
        .replace(/\/.*$/, '')
        .endsWith(COMPONENT)
    ) {
      const error = `<error code='400' type='modify'><bad-request xmlns='${STANZAS}'/></error>`;
      connection.write(`<${stanza.name} type='error' from='${to}' to='${from}' id='${id}'>${error}</${stanza.name}>`);
      return;
    }
    super.stanza(connection, stanza);
  }

  protected override answer(connection: PeerConnection, xml: string): void {
    if (this.#o.pings !== false) {
      super.answer(connection, xml);
      return;
    }
    const error = `<error type='cancel'><service-unavailable xmlns='${STANZAS}'/></error>`;
    this.deliver(xml.replace("type='result'", "type='error'").replace('/>', `>${error}</iq>`));
  }

  protected choose(): PeerConnection | undefined {
    return this.connections[0];
  }
}
