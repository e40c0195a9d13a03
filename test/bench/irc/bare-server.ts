import { createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../../../sandbox/free-port.js';
import { BareIqs } from './bare-iq.js';
import type { Crowd } from './crowd.js';

/**
 * In the place of the XMPP server, what costs nothing: it takes a gateway as a component (XEP-0114), counts what comes and
 * writes what users say; of IQs it does what a server does. A real server takes longer over a stanza than a gateway does, so that only here gateways can be told
 * apart. Other components, which look whether the gateway is up, hear what it says and are passed on to it.
 */
export class BareServer {
  readonly host = '127.0.0.1';
  readonly domain = 'example.org';
  readonly componentPort: number;
  readonly #server: Server;
  readonly #gateway: string;
  readonly #others = new Set<Socket>();
  #socket: Socket | undefined;
  #out: string[] = [];
  #onData: (chunk: Buffer) => void = () => {};

  constructor(server: Server, port: number, gateway: string) {
    this.#server = server;
    this.componentPort = port;
    this.#gateway = gateway;
    server.on('connection', (socket) => this.#admit(socket));
  }

  /** Users `u0`, `u1` and so on of load.localhost. */
  crowd(size: number): Crowd {
    const jid = (n: number) => `u${n}@load.localhost/r`;
    const crowd: Crowd = {
      size,
      jid,
      send: (n, stanza) => this.#send(stanza.replace(' ', ` from='${jid(n)}' `)),
      onData: () => {},
      close: () => {
        this.#onData = () => {};
      },
    };
    this.#onData = (chunk) => crowd.onData(chunk, undefined);
    return crowd;
  }

  async stop(): Promise<void> {
    for (const socket of [this.#socket, ...this.#others]) socket?.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Stanzas of one turn leave together. */
  #send(stanza: string): void {
    this.#out.push(stanza);
    if (this.#out.length > 1) return;
    queueMicrotask(() => {
      const out = this.#out.join('');
      this.#out = [];
      this.#socket?.write(out);
    });
  }

  #admit(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    let text = '';
    const greet = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const to = /<stream:stream[^>]*\sto=['"]([^'"]+)['"]/.exec(text)?.[1];
      if (to === undefined) return;
      const header = `<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' from='${to}' id='bare'>`;
      if (!text.includes('</handshake>')) {
        if (!text.includes('greeted')) socket.write(header);
        text += ' greeted';
        return;
      }
      socket.off('data', greet);
      socket.write('<handshake/>');
      if (to === this.#gateway) this.#serve(socket);
      else this.#listen(socket);
    };
    socket.on('data', greet);
  }

  #serve(socket: Socket): void {
    this.#socket = socket;
    const iqs = new BareIqs(this.#gateway, (stanza) => this.#send(stanza));
    socket.on('data', (chunk: Buffer) => {
      // A stream ends when both sides have said so (RFC 6120 4.4); who says it first waits for the other.
      if (chunk.includes('</stream:stream>')) socket.end('</stream:stream>');
      iqs.push(chunk);
      for (const other of this.#others) other.write(chunk);
      this.#onData(chunk);
    });
  }

  #listen(socket: Socket): void {
    this.#others.add(socket);
    socket.once('close', () => this.#others.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      if (!chunk.includes('</stream:stream>')) this.#socket?.write(chunk);
    });
  }
}

/** Starts it on a free loopback port for one gateway. */
export async function startBareServer(gateway: string): Promise<BareServer> {
  const port = await freePort();
  const server = createServer();
  const bare = new BareServer(server, port, gateway);
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port }, resolve));
  return bare;
}
