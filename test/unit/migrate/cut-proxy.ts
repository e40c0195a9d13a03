import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to Redis that ends at one of the scripts: it still arrives there, and whoever sent it hears nothing any more. */
export class CutProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #left = Number.POSITIVE_INFINITY;
  #cut: () => void = () => {};

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(port: number): Promise<CutProxy> {
    const server = createServer();
    const proxy = new CutProxy(server);
    server.on('connection', (near) => {
      const far = connect(port, '127.0.0.1');
      let over = false;
      for (const socket of [near, far]) {
        proxy.#sockets.add(socket);
        socket.on('error', () => undefined);
      }
      near.on('data', (data) => {
        if (over) return;
        far.write(data);
        proxy.#left -= data.toString('latin1').match(/\r\neval(sha)?\r\n/gi)?.length ?? 0;
        if (proxy.#left > 0) return;
        over = true;
        proxy.#cut();
      });
      far.on('data', (data) => {
        if (!over) near.write(data);
      });
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `redis://127.0.0.1:${address.port}`;
  }

  /** Calls once so many scripts more have passed. */
  cutAfter(scripts: number, cut: () => void): void {
    this.#left = scripts;
    this.#cut = cut;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
