import { connect, createServer, type Server, type Socket } from 'node:net';

/** A SOCKS 5 proxy (RFC 1928, RFC 1929) on the loopback interface that connects to where it is told. */
export class SocksProxyServer {
  /** `host:port` as clients have asked. */
  readonly asked: string[] = [];
  /** `user:password` as clients have given. */
  readonly logins: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Answers every request with this (RFC 1928 6); 0 is success. */
  reply = 0;

  constructor() {
    this.#server = createServer((socket) => void this.#serve(socket));
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
  }

  async #serve(socket: Socket): Promise<void> {
    this.#keep(socket);
    const octets = socket[Symbol.asyncIterator]();
    const read = async (): Promise<Buffer> => Buffer.from((await octets.next()).value ?? Buffer.alloc(0));
    const methods = await read();
    const withLogin = methods.subarray(2).includes(2);
    socket.write(Buffer.from([5, withLogin ? 2 : 0]));
    if (withLogin) {
      const login = await read();
      const userLength = login[1] ?? 0;
      const user = login.subarray(2, 2 + userLength).toString();
      this.logins.push(`${user}:${login.subarray(3 + userLength).toString()}`);
      socket.write(Buffer.from([1, 0]));
    }
    const request = await read();
    const port = request.readUInt16BE(request.length - 2);
    const host =
      request[3] === 3
        ? request.subarray(5, 5 + (request[4] ?? 0)).toString()
        : [...request.subarray(4, request.length - 2)].join('.');
    this.asked.push(`${host}:${port}`);
    const answer = Buffer.from([5, this.reply, 0, 1, 127, 0, 0, 1, 0, 0]);
    if (this.reply !== 0) {
      socket.end(answer);
      return;
    }
    const inner = connect(port, '127.0.0.1', () => {
      socket.write(answer);
      inner.pipe(socket);
      inner.on('close', () => socket.destroy());
      void (async () => {
        for (;;) {
          const { value, done } = await octets.next();
          if (done === true) break;
          inner.write(value);
        }
        inner.end();
      })();
    });
    this.#keep(inner);
  }
}
