import { connect, createServer, type Server, type Socket } from 'node:net';
import { stampUs } from '../rivals.js';

/**
 * Stands between the gateway and an IMAP server and sees when the server tells of new mail. (Another connection to the same
 * mailbox would tell it too, but Dovecot tells its connections at different times, and one that looks makes the others wait.)
 */
export class ImapTap {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: ReadonlySet<Socket>;
  /** Microseconds at which the server said EXISTS (RFC 9051 7.4.1), in order. */
  readonly told: readonly number[];

  private constructor(server: Server, port: number, sockets: ReadonlySet<Socket>, told: readonly number[]) {
    this.#server = server;
    this.port = port;
    this.#sockets = sockets;
    this.told = told;
  }

  /** Listens on a free loopback port. */
  static async open(imapPort: number): Promise<ImapTap> {
    const sockets = new Set<Socket>();
    const told: number[] = [];
    const server = createServer({ noDelay: true }, (near) => {
      const far = connect({ host: '127.0.0.1', port: imapPort, noDelay: true });
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
      near.on('data', (chunk: Buffer) => far.write(chunk));
      far.on('data', (chunk: Buffer) => {
        near.write(chunk);
        const now = stampUs();
        for (const _ of chunk.toString('latin1').matchAll(/^\* \d+ EXISTS/gm)) told.push(now);
      });
    });
    await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return new ImapTap(server, port, sockets, told);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
