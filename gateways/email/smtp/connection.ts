import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../gateway.js';
import { SmtpFailure } from './failure.js';
import type { SmtpReply } from './reply.js';
import { ReplyParser } from './reply-parser.js';
import type { SmtpStage } from './transaction.js';

interface Wait {
  readonly count: number;
  readonly stage: SmtpStage;
  readonly timer: Timer;
  resolve(replies: readonly SmtpReply[]): void;
  reject(failure: SmtpFailure): void;
}

const QUIT_MS = 5000;

/**
 * Commands and replies over one socket. One side waits for the other: whoever writes waits for the replies before it writes again. What
 * a server says unasked ends the connection, but for the 421 with which it says goodbye.
 */
export class SmtpConnection {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #parser = new ReplyParser();
  #wait: Wait | undefined;
  #end: SmtpFailure | undefined;
  #stirred: (() => void) | undefined;
  #detach: () => void;

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    const heard = (chunk: Buffer): void => this.#heard(chunk);
    const lost = (): void => this.end('closed');
    const failed = (error: Error): void => this.end('closed', error.message.slice(0, 200));
    socket.on('data', heard).on('end', lost).on('close', lost).on('error', failed);
    this.#detach = () => {
      socket.off('data', heard).off('end', lost).off('close', lost).off('error', failed);
    };
    if (socket.destroyed) this.end('closed');
  }

  get open(): boolean {
    return this.#end === undefined;
  }

  /** Whether there is something to read that nobody has waited for. */
  get quiet(): boolean {
    return this.#parser.empty;
  }

  /** Called when it ends, and when something is said that nobody waits for. */
  set onStir(stirred: (() => void) | undefined) {
    this.#stirred = stirred;
  }

  /**
   * Writes. `flushed` is called when the system has taken all of it: as long as it was not, the other side surely has not
   * got the last octet.
   */
  write(octets: string | Uint8Array, flushed?: () => void): void {
    if (this.#end !== undefined) return;
    this.#socket.write(octets, (error) => {
      if (error === null || error === undefined) flushed?.();
    });
  }

  /** The next replies, in order; throws `SmtpFailure` where they do not come in time. */
  replies(count: number, timeoutMs: number, stage: SmtpStage): Promise<readonly SmtpReply[]> {
    if (this.#parser.waiting >= count) return Promise.resolve(this.#parser.take(count));
    const ended = this.failure(stage);
    if (ended !== undefined) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(timeoutMs, () => this.end('timeout'));
      this.#wait = { count, stage, timer, resolve, reject };
    });
  }

  /** The next one reply. */
  async reply(timeoutMs: number, stage: SmtpStage): Promise<SmtpReply> {
    const [reply] = await this.replies(1, timeoutMs, stage);
    if (reply === undefined) throw new SmtpFailure('closed', stage);
    return reply;
  }

  /** Writes one command and waits for its reply. */
  command(line: string, timeoutMs: number, stage: SmtpStage): Promise<SmtpReply> {
    this.noneUnasked();
    this.write(`${line}\r\n`);
    return this.reply(timeoutMs, stage);
  }

  /** Replies that are here already: where some of those that were waited for came before the end. */
  rest(): readonly SmtpReply[] {
    return this.#parser.take(this.#parser.waiting);
  }

  /** Why it ended, as of something that is done at `stage`; undefined while it is open. */
  failure(stage: SmtpStage): SmtpFailure | undefined {
    return this.#end === undefined
      ? undefined
      : new SmtpFailure(this.#end.reason, stage, this.#end.text, this.#end.reply);
  }

  /** What was said before a question is no answer to it. To be called before one; ends the connection where something was. */
  noneUnasked(): void {
    if (this.#end === undefined && !this.#parser.empty) this.end('garbage', 'a reply to nothing');
  }

  /** The bare socket, for TLS on it; nothing is read from it here any more. */
  release(): Socket {
    this.#detach();
    this.#end = new SmtpFailure('shut', 'tls');
    return this.#socket;
  }

  /** Says goodbye and does not wait for the answer. `patienceMs`: how long the server may take to close its side. */
  quit(patienceMs = QUIT_MS): void {
    if (this.#end !== undefined) return;
    this.write('QUIT\r\n');
    this.#socket.end();
    this.#finish(new SmtpFailure('shut', 'end'));
    const late = this.#clock.after(patienceMs, () => this.#socket.destroy());
    this.#socket.once('close', () => late.cancel());
  }

  /** Closes at once. */
  end(reason: SmtpFailure['reason'], text = ''): void {
    if (this.#end !== undefined) return;
    this.#finish(new SmtpFailure(reason, this.#wait?.stage ?? 'mail', text));
    this.#socket.destroy();
  }

  #finish(failure: SmtpFailure): void {
    this.#end = failure;
    const wait = this.#wait;
    this.#wait = undefined;
    wait?.timer.cancel();
    wait?.reject(failure);
    this.#stirred?.();
  }

  #heard(chunk: Buffer): void {
    if (this.#end !== undefined) return;
    this.#parser.push(chunk);
    const wait = this.#wait;
    if (wait !== undefined && this.#parser.waiting >= wait.count) {
      this.#wait = undefined;
      wait.timer.cancel();
      wait.resolve(this.#parser.take(wait.count));
    }
    if (this.#parser.failed !== undefined) this.end('garbage', this.#parser.failed);
    else if (wait === undefined) this.#stirred?.();
  }
}
