import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { CertificateFiles } from '../certificate.js';
import { freePort } from '../free-port.js';
import { PATIENCE_MS } from '../patience.js';
import { Peer } from './peer.js';

/** An IRC server that says what a test says, line by line. */
export interface ScriptedOptions {
  /** TLS from the first octet, with this certificate; a client's own certificate is asked for and any is taken. */
  readonly certificate?: CertificateFiles;
  /** What is done with each client that connects; default nothing but keeping it for {@link ScriptedIrcd.accept}. */
  readonly onPeer?: (peer: Peer) => void;
}

/**
 * An IRC server that does what a test says, line by line: it knows nothing of the protocol, so that it can break all of it.
 *
 *     const ircd = await startScriptedIrcd();
 *     const peer = await ircd.accept();
 *     await peer.expect('NICK');
 *     peer.send(':irc.test 433 * alice :Nickname is already in use');
 */
export class ScriptedIrcd {
  readonly host = '127.0.0.1';
  readonly port: number;
  /** Everybody who has connected, in order, also those who have gone. */
  readonly peers: Peer[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #fresh: Peer[] = [];
  readonly #waiters = new Set<(peer: Peer) => void>();
  readonly #onPeer: (peer: Peer) => void;

  constructor(server: Server, port: number, onPeer: (peer: Peer) => void) {
    this.#server = server;
    this.port = port;
    this.#onPeer = onPeer;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    });
  }

  /** The next client that nobody has asked for yet. Rejects when none connects within `timeoutMs`. */
  async accept(timeoutMs = PATIENCE_MS): Promise<Peer> {
    const waiting = this.#fresh.shift();
    if (waiting !== undefined) return waiting;
    return await new Promise((resolve, reject) => {
      const waiter = (peer: Peer) => {
        clearTimeout(timer);
        resolve(peer);
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`no client connected within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#waiters.add(waiter);
    });
  }

  /** Cuts all clients and no longer listens. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** A socket that is ready for IRC. */
  admit(socket: Socket): void {
    const peer = new Peer(socket);
    this.peers.push(peer);
    this.#onPeer(peer);
    const [waiter] = this.#waiters;
    if (waiter === undefined) this.#fresh.push(peer);
    else {
      this.#waiters.delete(waiter);
      waiter(peer);
    }
  }
}

/** Listens on a free loopback port. */
export async function startScriptedIrcd(options: ScriptedOptions = {}): Promise<ScriptedIrcd> {
  const { certificate, onPeer = () => {} } = options;
  const port = await freePort();
  const server =
    certificate === undefined
      ? createServer()
      : createTlsServer({
          cert: await readFile(certificate.cert),
          key: await readFile(certificate.key),
          requestCert: true,
          rejectUnauthorized: false,
        });
  const ircd = new ScriptedIrcd(server, port, onPeer);
  if (certificate === undefined) server.on('connection', (socket) => ircd.admit(socket));
  else server.on('secureConnection', (socket: TLSSocket) => ircd.admit(socket));
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, backlog: 4096 }, resolve);
  });
  return ircd;
}
