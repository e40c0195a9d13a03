import type { Socket } from 'node:net';
import type { Clock, Log } from '../../gateway.js';
import type { SmtpReply } from '../smtp/reply.js';
import { troubleOf } from '../trouble.js';
import type { Flight } from './flight.js';
import { Input } from './input.js';
import { parsePathArgument } from './path.js';
import { receive } from './reception.js';
import { formatReply, REPLIES } from './replies.js';
import { beginTransaction, type Transaction } from './transaction.js';
import type { LmtpEvents } from './types.js';

/** Commands that were wrong, after which a connection ends. */
const MOST_ERRORS = 20;
/** Recipients that are asked for at once. */
const MOST_ASKED = 50;
/** Octets of replies that the other side has not read, above which nothing more is read from it. */
const ENOUGH_UNSENT = 64 * 1024;
/** How long the last reply may take to be read, ms. */
const LAST_WORD_MS = 2000;

/** The limits of one connection; see `LmtpLimits`. */
export interface SessionLimits {
  readonly mail: number;
  readonly recipients: number;
  readonly commandMs: number;
  readonly mailMs: number;
  readonly roomMs: number;
}

interface SessionParts {
  readonly socket: Socket;
  readonly peer: string;
  /** What the server calls itself. */
  readonly name: string;
  readonly limits: SessionLimits;
  readonly flight: Flight;
  readonly events: LmtpEvents;
  readonly clock: Clock;
  readonly log: Log;
}

const REPLIES_TO_NO_LINE = {
  'too-long': REPLIES.tooLong,
  endless: REPLIES.tooLong,
  bare: REPLIES.bareLineEnd,
} as const;

/** What was found out of a recipient. */
interface Verdict {
  readonly reply: SmtpReply;
  readonly address?: string;
}

/** One connection (RFC 2033): reads commands in their order, and answers each exactly once. */
export class Session {
  readonly #parts: SessionParts;
  readonly #input: Input;
  #out = '';
  #greeted = false;
  #transaction: Transaction | undefined;
  /** Recipients that are being asked for; their replies are still to be written. */
  #verdicts: Promise<Verdict>[] = [];
  #errors = 0;
  #over = false;
  #leaving = false;
  /** Monotonic time by which the other side must have said what it is to say next; undefined while it waits for us. */
  #deadline: number | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#input = new Input(parts.socket, () => this.#flush());
  }

  /** Talks until one side ends it; never rejects. The socket is closed then. */
  async run(): Promise<void> {
    const { socket, name } = this.#parts;
    this.#out += `220 ${name} LMTP\r\n`;
    while (!this.#over) await this.#command();
    await this.#flush();
    if (socket.destroyed) return;
    socket.end();
    const late = this.#parts.clock.after(LAST_WORD_MS, () => socket.destroy());
    // What is still coming is read and thrown away: closing over it would take the last reply away from the other side.
    this.#input.close();
    socket.resume();
    await new Promise<void>((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())));
    late.cancel();
  }

  /** Ends the connection between two mails, with a reply that makes the other side come again. */
  leave(): void {
    this.#leaving = true;
    // Only where it waits for a command; else the mail that is coming in is answered first.
    if (this.#deadline !== undefined && this.#transaction === undefined) this.#input.close();
  }

  /** Ends the connection where the other side is too slow. */
  tick(now: number): void {
    if (this.#deadline === undefined || now < this.#deadline || this.#over) return;
    this.#say(REPLIES.tooSlow);
    this.#input.close();
    const { socket } = this.#parts;
    if (socket.writableLength > 0) socket.destroy();
  }

  async #command(): Promise<void> {
    const { clock, limits } = this.#parts;
    // The time of one command: octets that trickle in do not make it longer.
    this.#deadline = clock.monotonic() + limits.commandMs;
    const line = await this.#input.line();
    this.#deadline = undefined;
    if (this.#over) return;
    if (line.kind === 'line') await this.#perform(line.text);
    else {
      await this.#answerRecipients();
      if (line.kind !== 'closed') this.#say(REPLIES_TO_NO_LINE[line.kind]);
      else if (this.#leaving) this.#say(REPLIES.closing);
      // Where the other side sees lines that are not ours, nothing that it sends can be told apart any more.
      if (line.kind !== 'too-long') this.#over = true;
    }
  }

  async #perform(line: string): Promise<void> {
    const [, verb = '', argument = ''] = /^([A-Za-z]{4}) ?(.*)$/.exec(line) ?? [];
    const command = verb.toUpperCase();
    if (command === 'RCPT') {
      this.#verdicts.push(this.#recipient(argument));
      if (this.#verdicts.length >= MOST_ASKED || !this.#input.hasLine) await this.#answerRecipients();
      return;
    }
    await this.#answerRecipients();
    if (command === 'DATA') await this.#data(argument);
    else this.#say(this.#replyTo(command, argument));
  }

  #replyTo(command: string, argument: string): SmtpReply {
    switch (command) {
      case 'LHLO':
        return this.#hello(argument);
      case 'HELO':
      case 'EHLO':
        return REPLIES.notSmtp;
      case 'MAIL':
        return this.#mail(argument);
      case 'RSET':
        this.#transaction = undefined;
        return REPLIES.ok;
      case 'NOOP':
        return REPLIES.ok;
      case 'VRFY':
        return REPLIES.maybe;
      case 'HELP':
        return REPLIES.help;
      case 'QUIT':
        return REPLIES.bye;
      default:
        return REPLIES.unknown;
    }
  }

  #hello(argument: string): SmtpReply {
    if (argument.trim() === '') return REPLIES.badSyntax;
    const { name, limits } = this.#parts;
    this.#greeted = true;
    this.#transaction = undefined;
    const lines = [name, 'PIPELINING', 'ENHANCEDSTATUSCODES', '8BITMIME', 'SMTPUTF8', `SIZE ${limits.mail}`];
    return { code: 250, text: lines.join('\n') };
  }

  #mail(argument: string): SmtpReply {
    if (!this.#greeted) return REPLIES.greetFirst;
    if (this.#transaction !== undefined) return REPLIES.mailTwice;
    if (this.#leaving) return REPLIES.closing;
    const begun = beginTransaction(argument, this.#parts.limits.mail);
    if ('code' in begun) return begun;
    this.#transaction = begun;
    return REPLIES.senderOk;
  }

  /** What is to be answered to one RCPT. Never rejects. */
  async #recipient(argument: string): Promise<Verdict> {
    const transaction = this.#transaction;
    if (transaction === undefined) return { reply: REPLIES.mailFirst };
    if (transaction.recipients.length + this.#verdicts.length >= this.#parts.limits.recipients) {
      return { reply: REPLIES.enough };
    }
    const path = parsePathArgument(argument, 'TO');
    if (path === undefined || path.address === '') return { reply: REPLIES.badRecipient };
    // No extension that is announced has one for RCPT.
    if (path.parameters.length > 0) return { reply: REPLIES.badParameter };
    try {
      const answer = await this.#parts.events.recipient(path.address);
      return answer === 'ok' ? { reply: REPLIES.recipientOk, address: path.address } : { reply: answer };
    } catch (error) {
      this.#parts.log.warn(troubleOf(error), 'a recipient of a mail could not be looked up; the mail waits');
      return { reply: REPLIES.notNow };
    }
  }

  async #answerRecipients(): Promise<void> {
    if (this.#verdicts.length === 0) return;
    const verdicts = await Promise.all(this.#verdicts);
    this.#verdicts = [];
    for (const { reply, address } of verdicts) {
      if (address !== undefined) this.#transaction?.recipients.push(address);
      this.#say(reply);
    }
  }

  async #data(argument: string): Promise<void> {
    const transaction = this.#transaction;
    if (argument.trim() !== '') this.#say(REPLIES.badSyntax);
    else if (transaction === undefined) this.#say(REPLIES.mailFirst);
    else if (transaction.recipients.length === 0) this.#say(REPLIES.noRecipients);
    else await this.#receive(transaction);
  }

  async #receive(transaction: Transaction): Promise<void> {
    const { limits, clock } = this.#parts;
    const replies = await receive(transaction, this.#parts, async (reader) => {
      this.#say(REPLIES.go);
      this.#deadline = clock.monotonic() + limits.mailMs;
      const complete = await this.#input.read(reader);
      this.#deadline = undefined;
      return complete && !this.#over;
    });
    this.#transaction = undefined;
    if (replies === undefined) this.#over = true;
    else for (const reply of replies) this.#say(reply);
    if (this.#leaving) this.#say(REPLIES.closing);
  }

  /** Who is told goodbye, or was wrong too often, is not listened to any more. */
  #say(reply: SmtpReply): void {
    if (this.#over) return;
    this.#out += formatReply(reply);
    if (isMistake(reply)) this.#errors += 1;
    if (this.#errors > MOST_ERRORS) this.#out += formatReply(REPLIES.tooWrong);
    this.#over = this.#errors > MOST_ERRORS || reply.code === 221 || reply.code === 421;
  }

  /** Writes what there is to say; returns a promise where the other side has to read first. */
  #flush(): Promise<void> | undefined {
    const { socket } = this.#parts;
    const out = this.#out;
    this.#out = '';
    if (out !== '' && !socket.destroyed) socket.write(out, 'latin1');
    if (socket.writableLength <= ENOUGH_UNSENT) return undefined;
    return new Promise((resolve) => {
      const done = () => {
        socket.off('drain', done);
        socket.off('close', done);
        resolve();
      };
      socket.on('drain', done);
      socket.on('close', done);
    });
  }
}

/** A command that was wrong in itself, whatever it was about. */
function isMistake({ code }: SmtpReply): boolean {
  return (code >= 500 && code <= 504) || code === 555;
}
