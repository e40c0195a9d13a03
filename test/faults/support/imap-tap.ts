import { once } from 'node:events';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** A connection of somebody who signed in. */
export interface TappedConnection {
  /** Empty until a login was seen. */
  user: string;
  /** Machine times, ms: of the login, and of the last octet that the client wrote. */
  signedInAt: number;
  wroteAt: number;
  /** What the client wrote last. */
  last: string;
  open: boolean;
}

/** Stands between mail programs and their IMAP server, and notes who writes when. */
export class ImapTap {
  readonly connections: TappedConnection[] = [];
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Listens on a free loopback port and hands on to `target`. */
  static async start(target: number): Promise<ImapTap> {
    const tap = new ImapTap(target);
    tap.#server.listen(0, LOOPBACK);
    await once(tap.#server, 'listening');
    return tap;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Connections of a user that are open. */
  openOf(user: string): readonly TappedConnection[] {
    return this.connections.filter((one) => one.open && one.user === user);
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #accept(near: Socket): void {
    const far = dial(this.#target, LOOPBACK);
    const connection: TappedConnection = { user: '', signedInAt: 0, wroteAt: 0, last: '', open: true };
    this.connections.push(connection);
    near.on('data', (chunk: Buffer) => this.#wrote(connection, chunk.toString('latin1')));
    near.on('close', () => {
      connection.open = false;
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => from.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroySoon();
      });
      from.pipe(to);
    }
  }

  #wrote(connection: TappedConnection, text: string): void {
    connection.wroteAt = performance.now();
    connection.last = text.trim().slice(-60);
    if (connection.user !== '') return;
    const login = /LOGIN "?([^ "\r\n]+)/i.exec(text)?.[1];
    const plain = /^(?:\S+ AUTHENTICATE PLAIN )?([A-Za-z0-9+/]{8,}=*)\r\n$/i.exec(text)?.[1];
    const user = plain === undefined ? login : Buffer.from(plain, 'base64').toString('latin1').split('\0')[1];
    if (user === undefined || user === '') return;
    connection.user = user;
    connection.signedInAt = performance.now();
  }
}
