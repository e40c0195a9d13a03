import { connect, createServer, type Server, type Socket } from 'node:net';

/** How Kannel's `0: Accepted for delivery` ends. */
const DELIVERY = Buffer.from('delivery');

/**
 * HTTP/1.1 with keep-alive as cheap as it gets: a fixed number of connections, one request at a time on each. Knows just
 * enough of HTTP for Kannel's answers.
 */
export class HttpLoad {
  readonly #port: number;
  readonly #idle: Socket[] = [];
  readonly #sockets: Socket[] = [];
  /** Answers of 2xx and others. */
  accepted = 0;
  refused = 0;
  /** Called when a connection is free again. */
  onFree: () => void = () => {};

  constructor(port: number) {
    this.#port = port;
  }

  get free(): number {
    return this.#idle.length;
  }

  async open(connections: number): Promise<void> {
    await Promise.all(Array.from({ length: connections }, () => this.#connect()));
  }

  /** Sends one request; there must be a free connection. */
  get(path: string): void {
    const socket = this.#idle.pop();
    if (socket === undefined) throw new Error('no free connection');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.#port, '127.0.0.1');
      socket.setNoDelay(true);
      let text = '';
      socket.once('error', reject);
      socket.once('connect', () => {
        this.#sockets.push(socket);
        this.#idle.push(socket);
        resolve();
      });
      const free = () => {
        this.#idle.push(socket);
        this.onFree();
      };
      socket.on('data', (chunk) => {
        // The usual answer comes whole, and this is all that need be seen of it.
        if (text === '' && chunk[9] === 0x32 && chunk.subarray(-8).equals(DELIVERY)) {
          this.accepted++;
          free();
          return;
        }
        text += chunk.toString('latin1');
        const head = text.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
        if (text.length < head + 4 + length) return;
        if (text.charAt(9) === '2') this.accepted++;
        else this.refused++;
        text = '';
        free();
      });
    });
  }
}

const OK = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: text/plain\r\n\r\n');

/** Answers each GET with an empty 200 and tells its request line; keeps connections open. */
export async function startHttpSink(onRequest: (line: string) => void): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        onRequest(text.slice(0, text.indexOf('\r\n')));
        text = text.slice(end + 4);
        socket.write(OK);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, server };
}
