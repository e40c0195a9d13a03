import { createHmac } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../gateway.js';

/** Base 32 without letters that look like digits. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const IDENT_LENGTH = 10;

/**
 * The ident of a user: the same for ever, so that a network can ban one user and not the gateway, and telling nobody who does
 * not have `key` who it is. Begins with a letter; ten characters, because servers cut longer ones.
 */
export function identOf(bareJid: string, key: string): string {
  const hash = createHmac('sha256', key).update(bareJid.toLowerCase()).digest();
  const rest = [...hash.subarray(0, IDENT_LENGTH - 1)].map((octet) => LETTERS[octet % LETTERS.length] ?? 'a');
  return `u${rest.join('')}`;
}

/** Both ends of a connection, as a socket has them. */
export type Ends = Pick<Socket, 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort'>;

interface Entry {
  readonly local: string;
  readonly remote: string;
  readonly ident: string;
}

const MOST_CLIENTS = 128;
/** `65535 , 65535` with some spaces; RFC 1413 allows 1,000 characters, nobody needs them. */
const MOST_OCTETS = 128;
const PATIENCE_MS = 15_000;

/**
 * Answers who a connection of this process belongs to (RFC 1413). Servers ask it while a connection is being made, so that
 * an ident is registered as soon as the ports are known.
 */
export class Identd {
  readonly #clock: Clock;
  /** By `local,remote` port: connections from several addresses of ours, or to several servers, may have the same. */
  readonly #entries = new Map<string, Entry[]>();
  readonly #clients = new Set<Socket>();
  #server: Server | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Connections that have an ident. */
  get size(): number {
    return [...this.#entries.values()].reduce((sum, entries) => sum + entries.length, 0);
  }

  /** Listens; rejects where it cannot. Resolves to the port, which matters where `port` was 0. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const server = createServer((socket) => this.#serve(socket));
      server.maxConnections = MOST_CLIENTS;
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        server.on('error', () => undefined);
        this.#server = server;
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /** The ident of a connection that has just been opened, until the function that is returned is called. */
  register(connection: Ends, ident: string): () => void {
    const key = `${connection.localPort},${connection.remotePort}`;
    const entry: Entry = {
      local: plainAddress(connection.localAddress),
      remote: plainAddress(connection.remoteAddress),
      ident,
    };
    const entries = this.#entries.get(key) ?? [];
    this.#entries.set(key, [...entries, entry]);
    return () => {
      const left = (this.#entries.get(key) ?? []).filter((other) => other !== entry);
      if (left.length === 0) this.#entries.delete(key);
      else this.#entries.set(key, left);
    };
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    this.#clients.add(socket);
    const timer = this.#clock.after(PATIENCE_MS, () => socket.destroy());
    let text = '';
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    socket.on('close', () => {
      timer.cancel();
      this.#clients.delete(socket);
    });
    socket.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end === -1 && text.length <= MOST_OCTETS) return;
      const answer = this.#answer(text.slice(0, end === -1 ? 0 : end), socket);
      socket.removeAllListeners('data');
      socket.resume();
      if (answer === undefined) socket.destroy();
      else socket.end(answer);
    });
  }

  #answer(query: string, asker: Ends): string | undefined {
    const [, local = '', remote = ''] = /^\s*(\d{1,5})\s*,\s*(\d{1,5})\s*$/.exec(query) ?? [];
    if (local === '') return undefined;
    const valid = [local, remote].every((port) => Number(port) >= 1 && Number(port) <= 65_535);
    const ident = this.#find(`${Number(local)},${Number(remote)}`, asker);
    const ports = `${local} , ${remote}`;
    if (!valid) return `${ports} : ERROR : INVALID-PORT\r\n`;
    return ident === undefined ? `${ports} : ERROR : NO-USER\r\n` : `${ports} : USERID : OTHER : ${ident}\r\n`;
  }

  /** The server asks from the address that we are connected to; where it has others, one that is alone is meant. */
  #find(key: string, { localAddress, remoteAddress }: Ends): string | undefined {
    const entries = this.#entries.get(key) ?? [];
    const [local, remote] = [plainAddress(localAddress), plainAddress(remoteAddress)];
    const exact = entries.find((entry) => entry.local === local && entry.remote === remote);
    const [only, second] = entries;
    return (exact ?? (second === undefined ? only : undefined))?.ident;
  }
}

/** An address of version 4 that came over a socket of version 6 is one of version 4. */
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
}
