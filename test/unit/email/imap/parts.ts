import { Mailbox } from '../../../../gateways/email/imap/mailbox.js';
import type { MailboxOptions } from '../../../../gateways/email/imap/settings.js';
import type {
  Cursor,
  CursorStore,
  FetchedMail,
  ImapServer,
  MailboxState,
} from '../../../../gateways/email/imap/types.js';
import type { Clock, Problem } from '../../../../gateways/gateway.js';
import { PATIENCE_MS } from '../../../../sandbox/patience.js';
import { systemClock } from '../../../../src/clock.js';
import { silentLog } from '../../../../src/log.js';

/** A cursor in memory, as JSON, and how often it was saved. */
export class MemoryCursor implements CursorStore {
  json: string | undefined;
  saves = 0;
  /** Rejects saves while set. */
  broken = false;

  get cursor(): Cursor | undefined {
    return this.json === undefined ? undefined : JSON.parse(this.json);
  }

  async load(): Promise<Cursor | undefined> {
    return this.cursor;
  }

  async save(cursor: Cursor): Promise<void> {
    if (this.broken) throw new Error('the store is away');
    this.saves += 1;
    this.json = JSON.stringify(cursor);
  }
}

/** A mailbox under test and all that it has told. */
export class Watched {
  readonly mails: FetchedMail[] = [];
  readonly states: { readonly state: MailboxState; readonly reason: Problem | undefined }[] = [];
  readonly flags: { readonly uid: number; readonly flags: readonly string[] }[] = [];
  readonly gone: number[] = [];
  readonly cursor: MemoryCursor;
  readonly mailbox: Mailbox;
  /** What is done with a mail; default it is safe at once. */
  onMail: (mail: FetchedMail) => Promise<void> = async () => {};
  mayWrite = true;

  constructor(server: ImapServer, options: Partial<MailboxOptions> = {}, cursor = new MemoryCursor()) {
    this.cursor = cursor;
    const clock: Clock = systemClock;
    this.mailbox = new Mailbox(server, {
      clock,
      log: silentLog,
      cursor,
      tier: 'idle',
      mayWrite: () => this.mayWrite,
      ladders: {
        lost: { first: 20, most: 100 },
        throttled: { first: 60, most: 200 },
        seldom: { first: 1000, most: 1000 },
      },
      ...options,
      events: {
        mail: async (mail) => {
          await this.onMail(mail);
          this.mails.push(mail);
        },
        state: (state, reason) => {
          this.states.push({ state, reason });
        },
        flags: (uid, flags) => {
          this.flags.push({ uid, flags });
        },
        gone: (uid) => {
          this.gone.push(uid);
        },
      },
    });
    this.mailbox.start();
  }

  get uids(): readonly number[] {
    return this.mails.map(({ uid }) => uid);
  }

  get subjects(): readonly string[] {
    return this.mails.map(({ octets, header }) => {
      const text = Buffer.from(octets === 'too-large' ? (header ?? '') : octets).toString('latin1');
      return /^Subject: (.*?)\r?$/m.exec(text)?.[1] ?? '';
    });
  }

  async up(): Promise<void> {
    await until(() => this.mailbox.state === 'up', 'the mailbox is up');
  }

  async mailCount(count: number): Promise<void> {
    await until(() => this.mails.length >= count, `${count} mails came`);
  }
}

/** Waits until something holds, which is looked at each 5 ms. */
export async function until(holds: () => boolean, what: string, timeoutMs = PATIENCE_MS): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** A server at a loopback port with the password that all have. */
export function serverAt(port: number, user: string, changes: Partial<ImapServer> = {}): ImapServer {
  return {
    host: '127.0.0.1',
    port,
    security: 'none',
    auth: { user, password: 'secret' },
    allowPrivate: true,
    ...changes,
  };
}

/** A small mail. */
export function mailOf(subject: string, changes: { readonly id?: string; readonly body?: string } = {}): string {
  const { id = `${subject.replaceAll(' ', '-')}@example.org`, body = `This is ${subject}.` } = changes;
  const head = [
    'From: Juliet <juliet@example.org>',
    'To: romeo@example.com',
    `Subject: ${subject}`,
    'Date: Thu, 26 Nov 2026 06:00:00 +0000',
    ...(id === '' ? [] : [`Message-ID: <${id}>`]),
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}\r\n`;
}
