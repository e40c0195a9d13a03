import type { SeenStanza } from '../../../support/stanza-splitter.js';
import { streamError } from '../scripted-server.js';
import { COMPONENT, Peer, type PeerConnection, SERVER, STREAMS } from './peer.js';

/**
 * Openfire. No check of senders; answers follow their requests by the id alone, all else goes round; asks each new component
 * what it is and lists it only when it has answered; a silent one is closed; a second one is a conflict unless its header
 * says `allowMultiple`.
 */
export class OpenfirePeer extends Peer {
  readonly #idleMs: number;
  readonly #pinned = new Map<string, PeerConnection>();
  readonly #idle = new Map<PeerConnection, NodeJS.Timeout>();
  #turn = 0;
  /** Whether the list of services has the component. */
  listed = false;

  constructor(idleMs = 360_000) {
    super();
    this.#idleMs = idleMs;
  }

  protected override bytes(connection: PeerConnection): void {
    clearTimeout(this.#idle.get(connection));
    const timer = setTimeout(() => connection.end(streamError('connection-timeout')), this.#idleMs);
    this.#idle.set(connection, timer.unref());
  }

  protected override gone(connection: PeerConnection): void {
    clearTimeout(this.#idle.get(connection));
    super.gone(connection);
  }

  protected header(connection: PeerConnection, attributes: string): void {
    const to = /\bto="([^"]*)"/.exec(attributes)?.[1] ?? '';
    const head = `<stream:stream ${STREAMS} xmlns='jabber:component:accept' from='${to}'`;
    if (to !== COMPONENT) connection.end(`${head}>${streamError('host-unknown')}`);
    else if (this.connections.length > 0 && !attributes.includes('allowMultiple')) {
      connection.end(`${head}>${streamError('conflict')}`);
    } else connection.write(`${head} id='${connection.id}'>`);
  }

  protected handshake(connection: PeerConnection, digest: string): void {
    if (digest.toLowerCase() !== this.digest(connection)) {
      connection.end(streamError('not-authorized'));
      return;
    }
    this.established(connection);
    connection.write('<handshake></handshake>');
    const query = '<query xmlns="http://jabber.org/protocol/disco#info"/>';
    connection.write(`<iq type="get" id="729-1" to="${COMPONENT}" from="${SERVER}">${query}</iq>`);
  }

  protected override stanza(connection: PeerConnection, stanza: SeenStanza): void {
    const { id = '', type } = stanza.attrs;
    if (stanza.name === 'iq' && (type === 'get' || type === 'set')) this.#pinned.set(id, connection);
    if (id === '729-1' && type === 'result') this.listed = true;
    super.stanza(connection, stanza);
  }

  protected choose({ name, attrs }: SeenStanza): PeerConnection | undefined {
    const { id = '', type } = attrs;
    if (name === 'iq' && (type === 'result' || type === 'error')) {
      const pinned = this.#pinned.get(id);
      this.#pinned.delete(id);
      if (pinned !== undefined) return pinned;
    }
    this.#turn += 1;
    return this.connections[this.#turn % this.connections.length];
  }
}
