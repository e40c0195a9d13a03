import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

const LOOPBACK = '127.0.0.1';

/**
 * The network card of a Redis, as it were: everybody reaches it through here. What it sends to its replicas takes a while longer, as it
 * does over a network. When the machine dies, what is on its way is gone, which a process that is killed does not show: the system still
 * sends what that has written.
 */
export class LaggingLink {
  readonly #server: Server;
  readonly #target: number;
  readonly #lagMs: number;
  readonly #sockets = new Set<Socket>();
  #dead = false;

  private constructor(target: number, lagMs: number) {
    this.#target = target;
    this.#lagMs = lagMs;
    this.#server = createServer({ noDelay: true }, (near) => this.#pass(near));
  }

  /** Listens on a free loopback port and hands on to `target`; what comes from there to a replica does so `lagMs` later. */
  static async start(target: number, lagMs: number): Promise<LaggingLink> {
    const link = new LaggingLink(target, lagMs);
    link.#server.listen(0, LOOPBACK);
    await once(link.#server, 'listening');
    return link;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Nothing passes any more, also not what is on its way. */
  die(): void {
    this.#dead = true;
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #pass(near: Socket): void {
    const far = connect({ host: LOOPBACK, port: this.#target, noDelay: true });
    let isReplica = false;
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#later(isReplica, () => other.destroy());
      });
    }
    near.on('data', (octets: Buffer) => {
      isReplica ||= octets.includes('PSYNC');
      if (!this.#dead) far.write(octets);
    });
    far.on('data', (octets: Buffer) => this.#later(isReplica, () => near.write(octets)));
  }

  #later(isReplica: boolean, act: () => void): void {
    if (!isReplica || this.#lagMs === 0) {
      if (!this.#dead) act();
      return;
    }
    setTimeout(() => {
      if (!this.#dead) act();
    }, this.#lagMs);
  }
}
