import { once } from 'node:events';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

/** Stands between a component and its server, to do to the connection what networks and bugs do. */
export class Tap {
  readonly #server: Server;
  readonly #target: number;
  #pair: { readonly near: Socket; readonly far: Socket } | undefined;
  /** Looks at each piece that goes to the server; false keeps it back. */
  toServer: (bytes: Buffer) => boolean = () => true;
  /** And to the component. */
  toComponent: (bytes: Buffer) => boolean = () => true;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((near) => this.#accept(near));
  }

  static async start(target: number): Promise<Tap> {
    const tap = new Tap(target);
    tap.#server.listen(0, '127.0.0.1');
    await once(tap.#server, 'listening');
    return tap;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Writes to the server what the component never wrote. */
  inject(text: string): void {
    this.#pair?.far.write(text);
  }

  /** Writes to the component what the server never wrote. */
  forge(text: string): void {
    this.#pair?.near.write(text);
  }

  /** Both sides get a reset. */
  reset(): void {
    this.#pair?.near.resetAndDestroy();
    this.#pair?.far.resetAndDestroy();
  }

  async stop(): Promise<void> {
    this.reset();
    this.#server.close();
  }

  #accept(near: Socket): void {
    const far = dial(this.#target, '127.0.0.1');
    this.#pair = { near, far };
    join(near, far, (bytes) => this.toServer(bytes));
    join(far, near, (bytes) => this.toComponent(bytes));
  }
}

function join(from: Socket, to: Socket, pass: (bytes: Buffer) => boolean): void {
  from.setNoDelay(true);
  from.on('data', (bytes: Buffer) => {
    if (pass(bytes) && !to.write(bytes)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('error', () => to.destroy());
  from.on('end', () => to.end());
  from.on('close', () => to.destroySoon());
}
