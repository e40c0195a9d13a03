import { once } from 'node:events';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { type SeenStanza, StanzaSplitter } from './stanza-splitter.js';

const LOOPBACK = '127.0.0.1';

/**
 * Stands between a component and its server and reads along. It proves from outside what the server has read: a ping of the
 * component came back answered, so everything that the component wrote before it on that connection was read.
 */
export class Wire {
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Of the connections that are up. */
  readonly #readings = new Set<Reading>();
  #open = true;
  /** Stanzas written by the component, proved or not. */
  written = 0;
  /** Told of each stanza that the server has read for sure, once for each time that it was written. */
  onRead: (stanza: SeenStanza) => void = () => {};
  /** Told of each stanza that the component wrote, at once. */
  onWritten: (stanza: SeenStanza) => void = () => {};
  /** Told of each message that the server wrote to the component. */
  onGiven: (stanza: SeenStanza) => void = () => {};
  /** A connection of the component has ended. */
  onEnd: () => void = () => {};

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Listens on a free loopback port and hands on to `target`. */
  static async start(target: number): Promise<Wire> {
    const wire = new Wire(target);
    wire.#server.listen(0, LOOPBACK);
    await once(wire.#server, 'listening');
    return wire;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Cuts what is connected and refuses what comes, until {@link open}. */
  shut(): void {
    this.#open = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  open(): void {
    this.#open = true;
  }

  /** Whether the component was given a request, by who sent it and its id, on a connection that is up, and has not answered it. */
  isOpen(from: string, id: string): boolean {
    return [...this.#readings].some((reading) => reading.isOpen(from, id));
  }

  /** What of the connections that are up is not proved, for the report of a failure. */
  get unproved(): readonly string[] {
    return [...this.#readings].filter(({ behind }) => behind > 0).map((reading) => reading.describe());
  }

  async stop(): Promise<void> {
    this.shut();
    this.#server.close();
  }

  #accept(near: Socket): void {
    if (!this.#open) {
      near.destroy();
      return;
    }
    const far = dial(this.#target, LOOPBACK);
    const reading = new Reading(this);
    this.#readings.add(reading);
    near.on('close', () => {
      this.#readings.delete(reading);
      this.onEnd();
    });
    this.#join(near, far, (chunk) => reading.fromComponent(chunk));
    this.#join(far, near, (chunk) => reading.fromServer(chunk));
  }

  #join(from: Socket, to: Socket, read: (chunk: Buffer) => void): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (chunk: Buffer) => {
      read(chunk);
      if (!to.write(chunk)) from.pause();
    });
    to.on('drain', () => from.resume());
    from.on('error', () => from.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.end();
      to.destroySoon();
    });
  }
}

/** One connection: what was written, and up to where it was read. */
class Reading {
  readonly #wire: Wire;
  readonly #out = new StanzaSplitter();
  readonly #in = new StanzaSplitter();
  #unproved: SeenStanza[] = [];
  #proved = 0;
  /** Open pings and how many stanzas were written before each. */
  readonly #pings = new Map<string, number>();
  /** Requests to the component that it has not answered. */
  readonly #asked = new Set<string>();

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  isOpen(from: string, id: string): boolean {
    return this.#asked.has(requestKey(from, id));
  }

  /** Stanzas that were written and are not proved to be read. */
  get behind(): number {
    return this.#unproved.length;
  }

  describe(): string {
    const [first] = this.#unproved;
    const pings = [...this.#pings].slice(0, 3).map(([id, upTo]) => `${id} up to ${upTo}`);
    return [
      `${this.#proved} proved, ${this.behind} not, from ${first?.attrs.from ?? ''}`,
      `${this.#pings.size} pings open: ${pings.join(', ')}`,
      `cut: written ${JSON.stringify(this.#out.rest.slice(0, 300))}, read ${JSON.stringify(this.#in.rest.slice(0, 300))}`,
    ].join('; ');
  }

  fromComponent(chunk: Buffer): void {
    for (const stanza of this.#out.push(chunk)) {
      const { name, attrs } = stanza;
      if (isAnswer(stanza)) this.#asked.delete(requestKey(attrs.to, attrs.id));
      if (name === 'iq' && attrs.type === 'get' && attrs.id !== undefined) {
        this.#pings.set(attrs.id, this.#proved + this.#unproved.length);
        continue;
      }
      this.#wire.written++;
      this.#unproved.push(stanza);
      this.#wire.onWritten(stanza);
    }
  }

  fromServer(chunk: Buffer): void {
    for (const stanza of this.#in.push(chunk)) {
      const { name, attrs } = stanza;
      if (name === 'message') this.#wire.onGiven(stanza);
      if (name !== 'iq') continue;
      const { id = '' } = attrs;
      // A ping of the component to itself comes back as the request that it was.
      const toItself = attrs.from !== undefined && attrs.to?.startsWith(attrs.from) === true;
      const returned = attrs.type === 'get' && toItself && this.#pings.has(id);
      if (!isAnswer(stanza) && !returned) {
        this.#asked.add(requestKey(attrs.from, attrs.id));
        continue;
      }
      const upTo = this.#pings.get(id);
      if (upTo === undefined) continue;
      this.#pings.delete(id);
      for (const stanza of this.#unproved.splice(0, Math.max(0, upTo - this.#proved))) {
        this.#proved++;
        this.#wire.onRead(stanza);
      }
    }
  }
}

function isAnswer({ name, attrs: { type } }: SeenStanza): boolean {
  return name === 'iq' && (type === 'result' || type === 'error');
}

/** Ids of requests are unique for each who sends them. */
function requestKey(peer = '', id = ''): string {
  return `${peer} ${id}`;
}
