import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { XmppAccount } from '../xmpp-server.js';

/** Where clients look for a server whose domain has no SRV record (RFC 6120, 3.2.2). */
const CLIENT_PORT = 5222;

/** A loopback address of its own where a server is at the port at which clients look first; it passes on all that comes there. */
export class FrontDoor {
  readonly address: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(address: string, server: Server, sockets: Set<Socket>) {
    this.address = address;
    this.#server = server;
    this.#sockets = sockets;
  }

  /** Rejects when the address is taken, which is one of 16 million. */
  static async open({ host, port }: Pick<XmppAccount, 'host' | 'port'>): Promise<FrontDoor> {
    const sockets = new Set<Socket>();
    const server = createServer((guest) => {
      const inside = connect({ host, port });
      for (const [from, to] of [
        [guest, inside],
        [inside, guest],
      ] as const) {
        sockets.add(from);
        from.pipe(to);
        from.once('error', () => to.destroy());
        from.once('close', () => {
          sockets.delete(from);
          to.destroy();
        });
      }
    });
    const address = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
    server.listen(CLIENT_PORT, address);
    await once(server, 'listening');
    return new FrontDoor(address, server, sockets);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
