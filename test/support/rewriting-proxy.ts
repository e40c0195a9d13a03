import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a real server and changes what the server says, or keeps it back for a while. */
export class RewritingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly port: number;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** `change` gets each piece that the server has written; `delay` in ms. */
  static async start(
    target: number,
    { change = (octets) => octets, delay = 0 }: { change?: (octets: Buffer) => Buffer; delay?: number },
  ): Promise<RewritingProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const proxy = new RewritingProxy(server, address.port);
    server.on('connection', (near) => {
      const far = connect(target, '127.0.0.1');
      for (const socket of [near, far]) {
        proxy.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          near.destroy();
          far.destroy();
        });
      }
      near.on('data', (octets: Buffer) => far.write(octets));
      far.on('data', (octets: Buffer) => setTimeout(() => near.write(change(octets)), delay));
    });
    return proxy;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Puts another text of the same length in the place of one, wherever it stands in a piece. */
export function replacing(old: RegExp, by: (found: string) => string): (octets: Buffer) => Buffer {
  return (octets) =>
    Buffer.from(
      octets.toString('latin1').replace(old, (found) => by(found).padEnd(found.length).slice(0, found.length)),
      'latin1',
    );
}
