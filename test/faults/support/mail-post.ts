import { setTimeout as delay } from 'node:timers/promises';
import { SmtpClient } from '../../../sandbox/smtp-peer/index.js';

const ANSWER_MS = 30_000;

/** One mail on its way to one recipient. */
export interface Letter {
  readonly from: string;
  readonly to: string;
  readonly octets: string;
}

/** What takes mails for delivery: resolves to the code of the answer, rejects where there was none. */
export type Post = (letter: Letter) => Promise<number>;

/** Hands letters to an SMTP or LMTP server at a port, over one connection as long as that lasts. */
export class MailPost {
  readonly #port: number;
  readonly #hello: 'LHLO' | 'EHLO';
  #client: SmtpClient | undefined;

  constructor(port: number, hello: 'LHLO' | 'EHLO') {
    this.#port = port;
    this.#hello = hello;
  }

  readonly send: Post = async (letter) => {
    try {
      const client = await this.#connected();
      const refusal = await this.#write(client, letter);
      return refusal ?? (await client.reply(ANSWER_MS)).code;
    } catch (error) {
      this.close();
      throw error;
    }
  };

  /** Hands a letter over to its final dot, waits so many ms, and is gone, whatever the answer may be. Rejects. */
  async cutOff(letter: Letter, ms: number): Promise<never> {
    try {
      await this.#write(await this.#connected(), letter);
      await delay(ms);
    } finally {
      this.close();
    }
    throw new Error('nobody waited for the answer');
  }

  close(): void {
    this.#client?.drop();
    this.#client = undefined;
  }

  /** All up to the final dot; the code where it does not come to that. */
  async #write(client: SmtpClient, { from, to, octets }: Letter): Promise<number | undefined> {
    for (const command of [`MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA']) {
      const { code } = await client.say(command);
      if (code < 400) continue;
      this.close();
      return code;
    }
    client.write(`${octets}\r\n.\r\n`);
    return undefined;
  }

  async #connected(): Promise<SmtpClient> {
    if (this.#client !== undefined && !this.#client.ended) return this.#client;
    const client = await SmtpClient.connect(this.#port);
    this.#client = client;
    const { code } = await client.reply();
    if (code !== 220) throw new Error(`greeted with ${code}`);
    await client.say(`${this.#hello} sandbox.example.net`);
    return client;
  }
}
