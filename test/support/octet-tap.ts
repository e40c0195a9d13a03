import { once } from 'node:events';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** Stands before a server and keeps what its clients write, octet for octet. */
export class OctetTap {
  readonly #server: Server;
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  readonly #connections: Buffer[][] = [];

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((near) => this.#accept(near));
  }

  /** Listens on a free loopback port and hands on to `target`. */
  static async start(target: number): Promise<OctetTap> {
    const tap = new OctetTap(target);
    tap.#server.listen(0, LOOPBACK);
    await once(tap.#server, 'listening');
    return tap;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** What was written on each connection so far. */
  get connections(): readonly Buffer[] {
    return this.#connections.map((chunks) => Buffer.concat(chunks));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #accept(near: Socket): void {
    const far = dial(this.#target, LOOPBACK);
    const written: Buffer[] = [];
    this.#connections.push(written);
    near.on('data', (octets: Buffer) => void written.push(octets));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }
}
