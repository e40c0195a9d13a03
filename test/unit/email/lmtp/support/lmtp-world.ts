import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LmtpServer, type LmtpServerParts } from '../../../../../gateways/email/lmtp/server.js';
import type { IncomingMail, LmtpEvents, LmtpLimits } from '../../../../../gateways/email/lmtp/types.js';
import type { SmtpReply } from '../../../../../gateways/email/smtp/reply.js';
import { PATIENCE_MS } from '../../../../../sandbox/patience.js';
import { SmtpClient } from '../../../../../sandbox/smtp-peer/index.js';
import { systemClock } from '../../../../../src/clock.js';
import { silentLog } from '../../../../../src/log.js';

export const TAKEN: SmtpReply = { code: 250, status: { class: 2, subject: 0, detail: 0 }, text: 'Taken' };
export const FULL: SmtpReply = { code: 452, status: { class: 4, subject: 2, detail: 2 }, text: 'Full' };
export const NOBODY: SmtpReply = { code: 550, status: { class: 5, subject: 1, detail: 1 }, text: 'Nobody' };

export interface WorldOptions extends Partial<LmtpEvents> {
  readonly limits?: Partial<LmtpLimits>;
  readonly parts?: Partial<LmtpServerParts>;
}

/** A server on a free port, whose mails are kept, and the clients that talk to it. */
export class LmtpWorld {
  readonly server: LmtpServer;
  readonly mails: IncomingMail[] = [];
  readonly #clients: SmtpClient[] = [];

  private constructor({ limits, parts, recipient, mail }: WorldOptions) {
    this.server = new LmtpServer({
      listen: { host: '127.0.0.1', port: 0 },
      limits: { mail: 1024 * 1024, inFlight: 16 * 1024 * 1024, ...limits },
      events: {
        recipient: async (address) => (recipient === undefined ? 'ok' : await recipient(address)),
        mail: async (mailIn) => {
          this.mails.push(mailIn);
          if (mail !== undefined) return await mail(mailIn);
          return new Map(mailIn.recipients.map((address) => [address, TAKEN]));
        },
      },
      clock: systemClock,
      log: silentLog,
      ...parts,
    });
  }

  static async start(options: WorldOptions = {}): Promise<LmtpWorld> {
    const world = new LmtpWorld(options);
    await world.server.listen();
    return world;
  }

  get port(): number {
    const { port } = this.server;
    if (port === undefined) throw new Error('the server does not listen');
    return port;
  }

  /** Connects and reads the greeting. */
  async connect(): Promise<SmtpClient> {
    const client = await SmtpClient.connect(this.port);
    this.#clients.push(client);
    await client.reply();
    return client;
  }

  /** Connects and says LHLO. */
  async greeted(): Promise<SmtpClient> {
    const client = await this.connect();
    await client.say('LHLO mx.example.net');
    return client;
  }

  /** Goes as far as the 354 of DATA; `size` is declared. */
  async inData(recipients: readonly string[] = ['romeo@mail.example.org'], size?: number): Promise<SmtpClient> {
    const client = await this.greeted();
    const declared = size === undefined ? '' : ` SIZE=${size}`;
    const commands = [`MAIL FROM:<a@example.net>${declared}`, ...recipients.map((to) => `RCPT TO:<${to}>`), 'DATA'];
    client.write(commands.map((command) => `${command}\r\n`).join(''));
    const replies = await client.replies(commands.length);
    if (!replies.at(-1)?.startsWith('354')) throw new Error(`no 354: ${replies.join(', ')}`);
    return client;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.drop();
    await this.server.close();
  }
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Memory that is really in use: the heap and buffers, octets. */
export function heldOctets(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The text of a mail that came in. */
export function textOf(mail: IncomingMail | undefined): string {
  return mail === undefined ? '(no mail)' : Buffer.from(mail.octets).toString('latin1');
}

/** Waits until something is so. */
export async function until(isSo: () => boolean, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('it did not become so');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
