import { createServer, type Server } from 'node:net';
import { Child } from './child.js';
import { freePort } from './free-port.js';

const COMMAND = '/usr/lib/kannel/test/drive_smpp';
/** Where it looks for an smsbox once a peer has bound; it gives up where nobody listens there. */
const SMSBOX_PORT = 13_001;

/**
 * Kannel's own test carrier for SMPP. It knows transmitters and receivers only, sends a burst of deliver_sm from 456 to 123
 * as soon as a receiver is bound, and gives no ids to what it is sent.
 */
export class DriveSmpp {
  readonly port: number;
  readonly #child: Child;
  readonly #smsbox: Server | undefined;

  private constructor(port: number, child: Child, smsbox: Server | undefined) {
    this.port = port;
    this.#child = child;
    this.#smsbox = smsbox;
  }

  /** Starts it with `messages` to send. */
  static async start(messages: number): Promise<DriveSmpp> {
    const smsbox = await listen();
    const port = await freePort();
    const args = ['-p', String(port), '-m', String(messages), '-v', '0'];
    return new DriveSmpp(port, await Child.start({ name: 'drive_smpp', command: COMMAND, args }), smsbox);
  }

  /** Resolves when its log has `pattern` so many times. */
  async waitForLog(pattern: string, times = 1): Promise<void> {
    await this.#child.waitForLog(new RegExp(`(?:${pattern}[^]*?){${times}}`));
  }

  /** How many times its log has `pattern`. */
  count(pattern: string): number {
    return this.#child.logs().split(pattern).length - 1;
  }

  async stop(): Promise<void> {
    await this.#child.kill();
    this.#smsbox?.close();
  }
}

/** Somebody who listens where it looks; undefined where somebody does already. */
function listen(): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.resume();
  });
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen({ host: '127.0.0.1', port: SMSBOX_PORT }, () => resolve(server));
  });
}
