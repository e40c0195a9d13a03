import { connect, type Socket } from 'node:net';
import { MAIL_DOMAIN } from '../gateway.js';

export interface LmtpLoadOptions {
  /** Where mail is taken in; connections go to these in turn. */
  readonly ports: readonly number[];
  /** Mails go to `1u`, `2u` ... in turn, and then from the first on again. */
  readonly users: number;
  /** Octets of the text of each. */
  readonly size: number;
  /** Connections in all. */
  readonly connections: number;
  /** Waited for before each mail; by default nothing is. */
  readonly pace?: () => Promise<void>;
}

/**
 * Hands mails over by LMTP (RFC 2033) as Postfix does: a number of connections that stay, on each one mail after the other, its
 * commands in one piece (RFC 2920).
 */
export class LmtpLoad {
  readonly #options: LmtpLoadOptions;
  readonly #text: string;
  readonly #run = `${process.pid}.${performance.now()}`;
  #next = 0;
  #taken = 0;
  #ended = false;

  constructor(options: LmtpLoadOptions) {
    this.#options = options;
    this.#text = `${`${'x'.repeat(78)}\r\n`.repeat(Math.ceil(options.size / 80))}.\r\n`;
  }

  /** Mails that were answered as taken so far. */
  get taken(): number {
    return this.#taken;
  }

  /** Goes on until `end`; rejects where a mail is not taken. */
  async run(): Promise<void> {
    const { ports, connections } = this.#options;
    await Promise.all(Array.from({ length: connections }, (_, n) => this.#connection(ports[n % ports.length] ?? 0)));
  }

  /** `run` resolves when what has been begun is answered. */
  end(): void {
    this.#ended = true;
  }

  async #connection(port: number): Promise<void> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const replies = readReplies(socket);
    try {
      await expect(replies, '220');
      socket.write('LHLO bench.localhost\r\n');
      await expect(replies, '250');
      while (!this.#ended) {
        await this.#options.pace?.();
        await this.#mail(socket, replies);
      }
    } finally {
      socket.destroy();
    }
  }

  async #mail(socket: Socket, replies: AsyncIterator<string>): Promise<void> {
    const number = this.#next;
    this.#next += 1;
    const to = `${(number % this.#options.users) + 1}u@${MAIL_DOMAIN}`;
    socket.write(`MAIL FROM:<c@example.net>\r\nRCPT TO:<${to}>\r\nDATA\r\n`);
    for (const code of ['250', '250', '354']) await expect(replies, code);
    const head = [
      'Received: from mx.example.net by mail.example.org; Thu, 26 Nov 2026 10:00:00 +0000',
      'From: <c@example.net>',
      `To: <${to}>`,
      'Date: Thu, 26 Nov 2026 10:00:00 +0000',
      `Message-Id: <${number}.${this.#run}@example.net>`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${this.#text}`);
    await expect(replies, '250');
    this.#taken += 1;
  }
}

async function expect(replies: AsyncIterator<string>, code: string): Promise<void> {
  const { value } = await replies.next();
  if (typeof value !== 'string' || !value.startsWith(code)) throw new Error(`${value} in the place of ${code}`);
}

/** The last line of each reply. */
async function* readReplies(socket: Socket): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    for (let end = text.indexOf('\r\n'); end !== -1; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      if (line[3] !== '-') yield line;
    }
  }
}
