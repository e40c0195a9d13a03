import { setTimeout as delay } from 'node:timers/promises';
import { SmtpClient, type SmtpPeer } from '../../../sandbox/smtp-peer/index.js';
import { MarkCounter, numberAt } from '../../support/raw-component.js';
import { MAIL_DOMAIN } from '../gateway.js';
import type { Crowd } from '../irc/crowd.js';
import { type Latency, percentiles } from '../measure.js';
import { stampUs, TEXT } from '../rivals.js';
import { contactJid } from './world.js';

/** Time between two messages of one direction, ms. */
const EVERY_MS = 20;
/** Contacts that are written to in turn: messages to one of them wait for each other. */
const CONTACTS = 20;

/** Latencies of lone messages in a span of time, in microseconds. */
export interface Lone {
  /** XMPP to SMTP. */
  readonly out: Latency;
  /** LMTP to XMPP. */
  readonly in: Latency;
}

/** Two users exchange lone messages with the world, until it is closed: user 0 writes, user 1 is written to. */
export class LoneMessages {
  readonly #crowd: Crowd;
  readonly #peer: SmtpPeer;
  readonly #lmtp: SmtpClient;
  readonly #bodies = new MarkCounter('<body>~');
  #out: number[] = [];
  #in: number[] = [];
  #seen = 0;
  #n = 0;
  #closed = false;

  private constructor(crowd: Crowd, peer: SmtpPeer, lmtp: SmtpClient) {
    this.#crowd = crowd;
    this.#peer = peer;
    this.#lmtp = lmtp;
    crowd.onData = (chunk) => {
      const now = stampUs();
      this.#bodies.push(chunk, (buffer, behind) => {
        const sent = numberAt(buffer, behind);
        if (sent !== undefined) this.#in.push(now - sent);
      });
    };
  }

  /** `reader`: name before the @ of the address of user 1. */
  static async begin(crowd: Crowd, peer: SmtpPeer, lmtpPort: number, reader: string): Promise<LoneMessages> {
    const lmtp = await SmtpClient.connect(lmtpPort);
    await lmtp.reply();
    await lmtp.say('LHLO bench');
    const messages = new LoneMessages(crowd, peer, lmtp);
    void messages.#watch();
    void messages.#write();
    void messages.#bring(`${reader}@${MAIL_DOMAIN}`);
    return messages;
  }

  /** What came within the next `ms`. */
  async during(ms: number): Promise<Lone> {
    this.#out = [];
    this.#in = [];
    await delay(ms);
    return { out: percentiles(this.#out), in: percentiles(this.#in) };
  }

  close(): void {
    this.#closed = true;
    this.#lmtp.drop();
  }

  async #write(): Promise<void> {
    for (; !this.#closed; this.#n++) {
      this.#crowd.send(
        0,
        `<message to='${contactJid(`lone${this.#n % CONTACTS}@example.net`)}' type='chat' id='l${this.#n}'><body>~${stampUs()} ${TEXT}</body></message>`,
      );
      await delay(EVERY_MS);
    }
  }

  async #watch(): Promise<void> {
    while (!this.#closed) {
      await this.#peer.waitFor(() => this.#closed || this.#peer.mails.length > this.#seen, 'a mail').catch(() => {});
      const now = stampUs();
      for (; this.#seen < this.#peer.mails.length; this.#seen++) {
        const text = Buffer.from(this.#peer.mails[this.#seen]?.octets ?? '').toString('latin1');
        const sent = Number(/^~(\d+) /m.exec(text)?.[1]);
        if (!Number.isNaN(sent)) this.#out.push(now - sent);
      }
    }
  }

  async #bring(to: string): Promise<void> {
    for (let n = 0; !this.#closed; n++) {
      const stamp = stampUs();
      const mail = [
        'From: lone@example.net',
        `To: ${to}`,
        'Subject: Lone',
        `Message-ID: <lone${stamp}.${n}@example.net>`,
        'Date: Mon, 5 Jan 2026 10:00:00 +0000',
        '',
        `~${stamp} ${TEXT}`,
      ];
      try {
        await this.#lmtp.say('MAIL FROM:<lone@example.net>');
        await this.#lmtp.say(`RCPT TO:<${to}>`);
        await this.#lmtp.say('DATA');
        await this.#lmtp.say(`${mail.join('\r\n')}\r\n.`);
      } catch (error) {
        if (!this.#closed) throw error;
      }
      await delay(EVERY_MS);
    }
  }
}
