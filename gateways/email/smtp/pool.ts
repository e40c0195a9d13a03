import type { Clock, Log, Timer } from '../../gateway.js';
import type { Resolve } from './dial.js';
import { type Exchange, exchange } from './exchange.js';
import { asFailure, type SmtpFailure } from './failure.js';
import type { SmtpReply } from './reply.js';
import { failed, notNow } from './results.js';
import { openSession } from './session.js';
import { IdleSlots, leave, type Slot } from './slots.js';
import { SMTP_TIMEOUTS, type SmtpTimeouts } from './timeouts.js';
import type { SmtpServer, Transaction, TransactionResult } from './transaction.js';

export interface SmtpPoolOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Most connections at once. Default 10. */
  readonly connections?: number;
  /** Mails over one connection, after which it is closed: some servers count. Default 100. */
  readonly perConnection?: number;
  readonly timeouts?: Partial<SmtpTimeouts>;
  readonly resolve?: Resolve;
  /** From 0 to 1, without 1. */
  readonly random?: () => number;
  /** `free()` may have grown without an end of a transaction. */
  readonly wake?: () => void;
}

interface Job {
  readonly transaction: Transaction;
  resolve(result: TransactionResult): void;
}

const CONNECTIONS = 10;
const PER_CONNECTION = 100;
/** After a failed connection; doubles with each, up to the longest. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 300_000;
/** How long fewer connections are made after a server refused one more. */
const FEWER_MS = 300_000;

/**
 * Connections to one server, kept open between mails. Makes as many as mails are under way; while the server cannot be reached it takes
 * nothing, and after it refused to let us in it does not try again by itself, because wrong passwords get accounts locked.
 */
export class SmtpPool {
  readonly #server: SmtpServer;
  readonly #options: SmtpPoolOptions;
  readonly #timeouts: SmtpTimeouts;
  readonly #idle: IdleSlots;
  /** Connections with a mail under way. */
  readonly #busy = new Set<Slot>();
  #waiting: Job[] = [];
  /** Transactions that have no end yet. */
  #jobs = 0;
  /** Each sends one mail after another; some may still tidy up behind their last one. */
  #workers = 0;
  #limit: number;
  #failures = 0;
  /** Takes nothing until it fires. */
  #pause: Timer | undefined;
  #fewer: Timer | undefined;
  #parked: SmtpFailure | undefined;
  #closed = false;

  constructor(server: SmtpServer, options: SmtpPoolOptions) {
    this.#server = server;
    this.#options = options;
    this.#timeouts = { ...SMTP_TIMEOUTS, ...options.timeouts };
    this.#idle = new IdleSlots(options.clock, this.#timeouts.idle);
    this.#limit = this.#most;
  }

  /** How many transactions can start now. 0 while the server is not reached, after it refused the login, and when closed. */
  free(): number {
    if (this.#closed || this.#pause !== undefined || this.#parked !== undefined) return 0;
    return Math.max(0, this.#limit - this.#jobs);
  }

  /** What the server said when it refused the login; undefined while it did not. */
  get parked(): SmtpReply | undefined {
    return this.#parked?.reply;
  }

  /** Tries again to log in: the credentials may be right now. */
  unpark(): void {
    this.#parked = undefined;
    this.#options.wake?.();
  }

  /** Hands one mail over; resolves exactly once, and never rejects. More than `free()` wait for their turn. */
  send(transaction: Transaction): Promise<TransactionResult> {
    if (this.#closed) return Promise.resolve(notNow('shut', 'connect'));
    if (this.#parked !== undefined) return Promise.resolve(failed(this.#parked));
    if (this.#pause !== undefined) return Promise.resolve(notNow('the server was not reached a moment ago', 'connect'));
    return new Promise((resolve) => {
      this.#jobs += 1;
      this.#waiting.push({ transaction, resolve });
      this.#hire();
    });
  }

  /** Ends at once: what waits and what has not got to its final dot was surely not taken, all else is unknown. */
  close(): void {
    this.#closed = true;
    this.#pause?.cancel();
    this.#fewer?.cancel();
    this.#turnAway(notNow('shut', 'connect'));
    this.#idle.clear();
    for (const { session } of this.#busy) session.connection.end('shut');
  }

  get #most(): number {
    return this.#options.connections ?? CONNECTIONS;
  }

  #hire(): void {
    while (this.#workers < this.#limit) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      this.#workers += 1;
      void this.#work(job);
    }
  }

  /** Sends one mail after another, over one connection as long as that holds. */
  async #work(first: Job): Promise<void> {
    let slot: Slot | undefined;
    let job: Job | undefined = first;
    while (job !== undefined) {
      slot = await this.#one(job, slot);
      job = this.#workers > this.#limit ? undefined : this.#waiting.shift();
    }
    if (slot !== undefined) this.#idle.put(slot);
    this.#workers -= 1;
    this.#hire();
  }

  #settle({ resolve }: Job, result: TransactionResult): void {
    // First, so that who hears of the end finds the place free.
    this.#jobs -= 1;
    resolve(result);
  }

  /** Sends one mail, over `kept` where there is one; the connection for the next one, where there is one. */
  async #one(job: Job, kept: Slot | undefined): Promise<Slot | undefined> {
    let slot = kept ?? this.#idle.take();
    for (;;) {
      slot ??= await this.#opened(job);
      if (slot === undefined) return undefined;
      const reused = slot.used > 0;
      slot.used += 1;
      this.#busy.add(slot);
      const done = await exchange(slot.session, job.transaction, {
        clock: this.#options.clock,
        timeouts: this.#timeouts,
      });
      this.#busy.delete(slot);
      // Servers close connections that nothing went over for a while, sometimes in the moment in which we write.
      if (done.stale === true && reused && !this.#closed) {
        slot = undefined;
        continue;
      }
      this.#learn(done.result);
      this.#settle(job, done.result);
      return this.#usable(slot, done);
    }
  }

  /** A new connection; undefined where there is none, and the job has its end or waits again then. */
  async #opened(job: Job): Promise<Slot | undefined> {
    if (!job.transaction.mayWrite()) {
      this.#settle(job, notNow('not-held', 'connect'));
      return undefined;
    }
    try {
      const { clock, resolve } = this.#options;
      const how = { clock, timeouts: this.#timeouts, ...(resolve === undefined ? {} : { resolve }) };
      const session = await openSession(this.#server, how);
      if (!this.#closed) {
        this.#failures = 0;
        return { session, used: 0, idleSince: 0 };
      }
      session.connection.quit();
      this.#settle(job, notNow('shut', 'connect'));
    } catch (error) {
      this.#notOpened(job, asFailure(error, 'connect'));
    }
    return undefined;
  }

  #notOpened(job: Job, failure: SmtpFailure): void {
    this.#options.log.debug(
      { reason: failure.reason, stage: failure.stage, code: failure.reply?.code },
      'smtp: no connection',
    );
    // Where others are open the server is there, and this was one too many: the mail goes over one of them.
    const tooMany = failure.reason === 'refused' && failure.reply !== undefined && failure.reply.code < 500;
    if (tooMany && this.#busy.size > 0 && !this.#closed) {
      this.#limit = this.#busy.size;
      this.#fewer?.cancel();
      this.#fewer = this.#options.clock.after(FEWER_MS, () => this.#more());
      this.#waiting.unshift(job);
      return;
    }
    const result = failed(failure);
    if (failure.reason === 'auth-refused' || failure.reason === 'no-mechanism') this.#parked = failure;
    else this.#rest();
    this.#settle(job, result);
    this.#turnAway(result);
  }

  #more(): void {
    this.#fewer = undefined;
    this.#limit = this.#most;
    this.#hire();
    this.#options.wake?.();
  }

  /** A server that wants to be left alone is, by all mails. */
  #learn(result: TransactionResult): void {
    if (result.kind === 'not-now' && result.scope === 'server' && result.reply !== undefined) this.#rest();
  }

  #rest(): void {
    if (this.#pause !== undefined || this.#closed) return;
    const { clock, random = Math.random } = this.#options;
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 20);
    this.#pause = clock.after(longest * (0.5 + random() / 2), () => {
      this.#pause = undefined;
      this.#options.wake?.();
    });
  }

  #turnAway(result: TransactionResult): void {
    for (const job of this.#waiting.splice(0)) this.#settle(job, result);
  }

  async #usable(slot: Slot, done: Exchange): Promise<Slot | undefined> {
    const { connection, can } = slot.session;
    if (done.connection === 'closed' || !connection.open) return undefined;
    const most = Math.min(this.#options.perConnection ?? PER_CONNECTION, can.mailMax ?? Number.POSITIVE_INFINITY);
    if (this.#closed || slot.used >= most) {
      leave(slot);
      return undefined;
    }
    return done.connection === 'ready' || (await this.#wasReset(slot)) ? slot : undefined;
  }

  /** RSET (RFC 5321 4.1.1.5), so that nothing of a mail that failed is left. */
  async #wasReset({ session }: Slot): Promise<boolean> {
    try {
      const reply = await session.connection.command('RSET', this.#timeouts.command, 'mail');
      if (reply.code === 250) return true;
    } catch {
      // It has ended, and the next mail finds another.
    }
    session.connection.end('closed');
    return false;
  }
}
