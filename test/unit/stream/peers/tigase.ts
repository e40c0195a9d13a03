import { createHash } from 'node:crypto';
import type { SeenStanza } from '../../../support/stanza-splitter.js';
import { COMPONENT, Peer, type PeerConnection, STREAMS } from './peer.js';

/**
 * Tigase. Several connections; a stanza goes to the connection that lately sent from its receiver, else by a hash of the
 * sender (`SenderBareJidLB`) or of the receiver. Stanzas say their namespace, `jabber:client`. A wrong secret closes the
 * connection without a word; an unknown domain gets no answer to the handshake.
 */
export class TigasePeer extends Peer {
  readonly #by: 'from' | 'to';
  readonly #lately = new Map<string, PeerConnection>();
  readonly #domains = new Map<PeerConnection, string>();

  constructor(by: 'from' | 'to' = 'from') {
    super();
    this.#by = by;
  }

  protected header(connection: PeerConnection, attributes: string): void {
    const to = /\bto="([^"]*)"/.exec(attributes)?.[1] ?? '';
    this.#domains.set(connection, to);
    connection.write(`<stream:stream xmlns='jabber:component:accept' ${STREAMS} from='${to}' id='${connection.id}'>`);
  }

  protected handshake(connection: PeerConnection, digest: string): void {
    if (this.#domains.get(connection) !== COMPONENT) return;
    if (digest !== this.digest(connection)) {
      connection.end('');
      return;
    }
    this.established(connection);
    connection.write('<handshake></handshake>');
  }

  protected override stanza(connection: PeerConnection, stanza: SeenStanza): void {
    this.#lately.set(bare(stanza.attrs.from), connection);
    super.stanza(connection, stanza);
  }

  protected choose({ attrs }: SeenStanza): PeerConnection | undefined {
    const lately = this.#lately.get(bare(attrs.to));
    if (lately !== undefined && this.connections.includes(lately)) return lately;
    const hash = createHash('md5').update(bare(attrs[this.#by])).digest().readUInt32BE(0);
    return this.connections[hash % this.connections.length];
  }

  protected override route(stanza: SeenStanza): void {
    const { name, xml } = stanza;
    const told = xml.replace(`<${name}`, `<${name} xmlns='jabber:client'`);
    this.choose(stanza)?.write(told);
  }
}

function bare(address = ''): string {
  return address.replace(/\/.*$/, '');
}
