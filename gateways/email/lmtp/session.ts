import type { Socket } from 'node:net';
import type { Clock, Log } from '../../gateway.js';
import type { SmtpReply } from '../smtp/reply.js';
import { DataReader } from './data-reader.js';
import type { Flight } from './flight.js';
import { Input } from './input.js';
import { type PathArgument, parsePathArgument } from './path.js';
import { formatReply, REPLIES } from './replies.js';
import type { LmtpEvents } from './types.js';

/** Commands that were wrong, after which a connection ends. */
const MOST_ERRORS = 20;
/** Recipients that are asked for at once. */
const MOST_ASKED = 50;
/** Octets of replies that the other side has not read, above which nothing more is read from it. */
const ENOUGH_UNSENT = 64 * 1024;
/** What a mail server adds to a mail after it has counted it. */
const SLACK = 4096;
/** Octets for a mail whose size nobody told, to begin with. */
const FIRST_ROOM = 16 * 1024;
/** How long the last reply may take to be read, ms. */
const LAST_WORD_MS = 2000;

export interface SessionLimits {
  readonly mail: number;
  readonly recipients: number;
  readonly commandMs: number;
  readonly mailMs: number;
  readonly roomMs: number;
}

export interface SessionParts {
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

/** A mail of which MAIL was accepted. */
interface Transaction {
  readonly from: string;
  readonly utf8: boolean;
  /** Octets, as SIZE says; 0 where it does not. */
  readonly declared: number;
  /** One for each RCPT that was accepted, in their order; the same address may stand there twice. */
  readonly recipients: string[];
}

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
    const path = parsePathArgument(argument, 'FROM');
    if (path === undefined) return REPLIES.badSender;
    const parameters = mailParameters(path);
    if (parameters === undefined) return REPLIES.badParameter;
    if (parameters.declared > this.#parts.limits.mail) return REPLIES.tooLarge;
    if (this.#leaving) return REPLIES.closing;
    this.#transaction = { from: path.address, ...parameters, recipients: [] };
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
      this.#parts.log.warn({ error: String(error) }, 'a recipient of a mail could not be looked up; the mail waits');
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
    const wrong = argument.trim() === '' ? noData(transaction) : REPLIES.badSyntax;
    if (wrong !== undefined || transaction === undefined) this.#say(wrong ?? REPLIES.mailFirst);
    else await this.#receive(transaction);
  }

  async #receive(transaction: Transaction): Promise<void> {
    const { flight, limits, clock } = this.#parts;
    const declared = transaction.declared === 0 ? 0 : Math.min(transaction.declared + SLACK, limits.mail);
    let granted = declared === 0 ? Math.min(FIRST_ROOM, limits.mail) : declared;
    let used = 0;
    if (!(await flight.take(granted, limits.roomMs))) {
      this.#transaction = undefined;
      this.#say(REPLIES.noRoom);
      return;
    }
    const mayGrow = (octets: number): boolean => {
      used += octets;
      if (used <= granted) return true;
      if (!flight.tryGrow(used - granted)) return false;
      granted = used;
      return true;
    };
    try {
      this.#say(REPLIES.go);
      this.#deadline = clock.monotonic() + limits.mailMs;
      const reader = new DataReader({ most: limits.mail, declared, mayGrow });
      const complete = await this.#input.read(reader);
      this.#deadline = undefined;
      if (!complete) this.#over = true;
      if (this.#over) return;
      await this.#handOver(transaction, reader);
    } finally {
      flight.give(granted);
      this.#transaction = undefined;
    }
    if (this.#leaving) this.#say(REPLIES.closing);
  }

  /** One reply for each RCPT that was accepted, in their order (RFC 2033 4.2). */
  async #handOver({ from, utf8, recipients }: Transaction, reader: DataReader): Promise<void> {
    const { events, peer, log } = this.#parts;
    let replies: ReadonlyMap<string, SmtpReply> = new Map();
    let otherwise: SmtpReply = REPLIES.notNow;
    if (reader.end === 'complete') {
      try {
        replies = await events.mail({ from, utf8, recipients: [...new Set(recipients)], octets: reader.octets, peer });
      } catch (error) {
        log.warn({ error: String(error) }, 'a mail could not be taken over; the mail server keeps it');
      }
    } else otherwise = reader.end === 'too-large' ? REPLIES.tooLarge : REPLIES.noRoom;
    for (const recipient of recipients) this.#say(replies.get(recipient) ?? otherwise);
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

/** Why there can be no DATA now. */
function noData(transaction: Transaction | undefined): SmtpReply | undefined {
  if (transaction === undefined) return REPLIES.mailFirst;
  return transaction.recipients.length === 0 ? REPLIES.noRecipients : undefined;
}

/** A command that was wrong in itself, whatever it was about. */
function isMistake({ code }: SmtpReply): boolean {
  return (code >= 500 && code <= 504) || code === 555;
}

/** What MAIL says beside the sender; undefined where a parameter is not known (RFC 5321 4.1.1.11). */
function mailParameters({ parameters }: PathArgument): { declared: number; utf8: boolean } | undefined {
  let declared = 0;
  let utf8 = false;
  for (const [name, value] of parameters) {
    // RFC 1870 3: at most 20 digits.
    if (name === 'SIZE' && /^\d{1,20}$/.test(value)) declared = Number(value);
    else if (name === 'SMTPUTF8' && value === '') utf8 = true;
    else if (!(name === 'BODY' && /^(?:7BIT|8BITMIME)$/i.test(value))) return undefined;
  }
  return { declared, utf8 };
}
