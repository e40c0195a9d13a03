import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { type SeenStanza, StanzaSplitter } from '../../../support/stanza-splitter.js';
import { ScriptedServer } from '../scripted-server.js';

/** The servers that cannot run here, as far as a component notices their differences. What is not theirs is plain. */
export const SERVER = 'server.test';
export const COMPONENT = 'gw.server.test';
export const PEER_SECRET = 's3cret';

export const STREAMS = "xmlns:stream='http://etherx.jabber.org/streams'";
const PING = 'urn:xmpp:ping';
export const STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas';

/** One connection of a component. */
export class PeerConnection {
  readonly #socket: Socket;
  readonly #splitter = new StanzaSplitter();
  readonly id = createHash('md5').update(String(Math.random())).digest('hex');
  #text = '';
  state: 'header' | 'handshake' | 'established' = 'header';
  /** Stanzas of the component, its own pings among them. */
  readonly stanzas: SeenStanza[] = [];

  constructor(socket: Socket, events: PeerEvents) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      events.bytes(this);
      if (this.state === 'established') {
        this.#stanzas(chunk, events);
        return;
      }
      this.#text += chunk.toString('utf8');
      if (this.state === 'header') {
        const header = /<stream:stream\s([^>]*)>/.exec(this.#text);
        if (header === null) return;
        this.#text = this.#text.slice(header.index + header[0].length);
        this.state = 'handshake';
        events.header(this, header[1] ?? '');
      }
      const handshake = /<handshake>([^<]*)<\/handshake>/.exec(this.#text);
      if (this.state === 'handshake' && handshake !== null) events.handshake(this, handshake[1] ?? '');
    });
    socket.on('close', () => events.gone(this));
  }

  #stanzas(chunk: Buffer, events: PeerEvents): void {
    for (const stanza of this.#splitter.push(chunk)) {
      this.stanzas.push(stanza);
      events.stanza(this, stanza);
    }
    if (chunk.includes('</stream:stream>')) this.end('</stream:stream>');
  }

  write(xml: string): void {
    this.#socket.write(xml);
  }

  end(xml: string): void {
    this.#socket.end(xml);
  }
}

interface PeerEvents {
  bytes(connection: PeerConnection): void;
  header(connection: PeerConnection, attributes: string): void;
  handshake(connection: PeerConnection, digest: string): void;
  stanza(connection: PeerConnection, stanza: SeenStanza): void;
  gone(connection: PeerConnection): void;
}

/** What they have in common; each differs as its class says. */
export abstract class Peer {
  #server: ScriptedServer | undefined;
  /** Those that are let in, oldest first. */
  readonly connections: PeerConnection[] = [];

  async listen(): Promise<this> {
    this.#server = await ScriptedServer.start((socket) => {
      const connection = new PeerConnection(socket, {
        bytes: (one) => this.bytes(one),
        header: (one, attributes) => this.header(one, attributes),
        handshake: (one, digest) => this.handshake(one, digest),
        stanza: (one, stanza) => this.stanza(one, stanza),
        gone: (one) => this.gone(one),
      });
      this.accepted(connection);
    });
    return this;
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  /** A stanza of a user goes to the component. */
  deliver(xml: string): void {
    const [stanza] = new StanzaSplitter().push(Buffer.from(xml));
    if (stanza !== undefined) this.route(stanza);
  }

  protected accepted(_: PeerConnection): void {}
  protected bytes(_: PeerConnection): void {}

  protected gone(connection: PeerConnection): void {
    const at = this.connections.indexOf(connection);
    if (at >= 0) this.connections.splice(at, 1);
  }

  protected digest(connection: PeerConnection): string {
    return createHash('sha1').update(`${connection.id}${PEER_SECRET}`).digest('hex');
  }

  protected established(connection: PeerConnection): void {
    connection.state = 'established';
    this.connections.push(connection);
  }

  protected abstract header(connection: PeerConnection, attributes: string): void;
  protected abstract handshake(connection: PeerConnection, digest: string): void;
  /** Which connection a stanza to the component goes to. */
  protected abstract choose(stanza: SeenStanza): PeerConnection | undefined;

  protected stanza(connection: PeerConnection, stanza: SeenStanza): void {
    const { to = '', from = '', id = '', type } = stanza.attrs;
    if (to.endsWith(COMPONENT) || to.includes(`${COMPONENT}/`)) this.route(stanza);
    else if (to === SERVER && stanza.name === 'iq' && type === 'get' && stanza.xml.includes(PING)) {
      this.answer(connection, `<iq type='result' from='${SERVER}' to='${from}' id='${id}'/>`);
    }
  }

  /** The server's own answer to a request of the component. */
  protected answer(_: PeerConnection, xml: string): void {
    this.deliver(xml);
  }

  protected route(stanza: SeenStanza): void {
    this.choose(stanza)?.write(stanza.xml);
  }
}
