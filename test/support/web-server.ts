import { createServer, type RequestListener, type Server } from 'node:http';

/** A web server on loopback that answers as the test says. */
export class WebServer {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(listener: RequestListener): Promise<WebServer> {
    const server = createServer(listener);
    return await WebServer.of(server);
  }

  /** Of a server that is not listening yet. */
  static async of(server: Server): Promise<WebServer> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return new WebServer(server, typeof address === 'object' && address !== null ? address.port : 0);
  }

  get port(): string {
    return new URL(this.url).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
