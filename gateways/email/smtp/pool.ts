import type { Log, Timer } from '../../gateway.js';
import { AskedAhead } from './ahead.js';
import type { DialOptions } from './dial.js';
import { type Exchange, exchange } from './exchange.js';
import { asFailure, type SmtpFailure } from './failure.js';
import { Pause } from './pause.js';
import type { SmtpReply } from './reply.js';
import { failed, notNow } from './results.js';
import { openSession } from './session.js';
import { IdleSlots, leave, type Slot } from './slots.js';
import { SMTP_TIMEOUTS, type SmtpTimeouts } from './timeouts.js';
import type { SmtpServer, SmtpStage, Transaction, TransactionResult } from './transaction.js';

/** How many connections there are to one server, and how patient they are. */
export interface SmtpPoolOptions extends Pick<DialOptions, 'clock' | 'resolve' | 'addressAllowed'> {
  readonly log: Log;
  /** Most connections at once. Default 10. */
  readonly connections?: number;
  /** Mails over one connection, after which it is closed: some servers count. Default 100. */
  readonly perConnection?: number;
  readonly timeouts?: Partial<SmtpTimeouts>;
  /** After a refused login it is tried again after some minutes: whoever runs the server mends it there. Default: no more. */
  readonly loginAgain?: boolean;
  /** From 0 to 1, without 1. */
  readonly random?: () => number;
  /** `free()` may have grown without an end of a transaction. */
  readonly wake?: () => void;
}

interface Job {
  readonly transaction: Transaction;
  resolve(result: TransactionResult): void;
  ended: boolean;
}

/** A mail was tried; `slot`: the connection, where it can be used again, with `reset` after RSET. */
interface Sent {
  readonly result: TransactionResult;
  readonly slot?: Slot;
  readonly reset?: boolean;
  /** The server was asked for this one over the same connection. */
  readonly next?: Job;
}

const CONNECTIONS = 10;
const PER_CONNECTION = 100;
/** How long fewer connections are made after a server refused one more. */
const FEWER_MS = 300_000;

/**
 * Connections to one server, kept open between mails. Makes as many as mails are under way; while the server cannot be reached it takes
 * nothing, and after it refused to let us in it does not try again by itself, because wrong passwords get accounts locked (unless
 * `loginAgain`).
 */
export class SmtpPool {
  readonly #server: SmtpServer;
  readonly #options: SmtpPoolOptions;
  readonly #timeouts: SmtpTimeouts;
  readonly #idle: IdleSlots;
  /** Takes nothing while it is on. */
  readonly #pause: Pause;
  /** Where the server was when it began. */
  #pausedAt: SmtpStage = 'connect';
  /** Connections with a mail under way. */
  readonly #busy = new Map<Slot, Transaction>();
  #waiting: Job[] = [];
  /** Mails for which a connection is being made. */
  readonly #opening = new Set<Job>();
  /** Transactions that have no end yet. */
  #jobs = 0;
  /** Each sends one mail after another; some may still tidy up behind their last one. */
  #workers = 0;
  #limit: number;
  #fewer: Timer | undefined;
  #parked: SmtpFailure | undefined;
  /** Whether a mail is asked for behind the one before it; a server that loses track is not treated so again. */
  #asksAhead = true;
  #closed = false;

  constructor(server: SmtpServer, options: SmtpPoolOptions) {
    this.#server = server;
    this.#options = options;
    this.#timeouts = { ...SMTP_TIMEOUTS, ...options.timeouts };
    this.#idle = new IdleSlots(options.clock, this.#timeouts.idle);
    this.#pause = new Pause(options.clock, options.random ?? Math.random, () => options.wake?.());
    this.#limit = this.#most;
  }

  /** How many transactions can start now. 0 while the server is not reached, after it refused the login, and when closed. */
  free(): number {
    if (this.#closed || this.#pause.isOn || this.#parked !== undefined) return 0;
    return Math.max(0, this.#limit - this.#jobs);
  }

  /** Whether no transaction is under way. */
  get isIdle(): boolean {
    return this.#jobs === 0;
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
    if (this.#pause.isOn) return Promise.resolve(notNow('the server was not reached a moment ago', this.#pausedAt));
    return new Promise((resolve) => {
      this.#jobs += 1;
      this.#waiting.push({ transaction, resolve, ended: false });
      this.#hire();
    });
  }

  /** Ends at once: what waits and what has not got to its final dot was surely not taken, all else is unknown. */
  close(): void {
    this.#closed = true;
    this.#pause.cancel();
    this.#fewer?.cancel();
    for (const job of [...this.#opening, ...this.#waiting.splice(0)]) this.#settle(job, notNow('shut', 'connect'));
    this.#idle.clear();
    for (const { session } of this.#busy.keys()) session.connection.end('shut');
  }

  /** Ends what may not be written any more, in the same way; all else goes on. */
  sweep(): void {
    const isOver = ({ transaction }: Job): boolean => !transaction.mayWrite();
    const over = [...this.#opening, ...this.#waiting].filter(isOver);
    this.#waiting = this.#waiting.filter((job) => !isOver(job));
    for (const job of over) this.#settle(job, notNow('not-held', 'connect'));
    for (const [{ session }, transaction] of this.#busy)
      if (!transaction.mayWrite()) session.connection.end('not-held');
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
    let asked = false;
    while (job !== undefined) {
      const sent = await this.#one(job, slot, asked);
      slot = sent?.slot;
      asked = sent?.next !== undefined;
      // Before the end is told, so that who hears of it finds this connection idle and does not need another.
      const next =
        sent?.next ?? (sent?.reset === true || this.#workers > this.#limit ? undefined : this.#waiting.shift());
      if (next === undefined && sent?.reset !== true) this.#rests(slot);
      if (sent !== undefined) this.#settle(job, sent.result);
      if (sent?.reset === true) {
        slot = await this.#wasReset(slot);
        job = this.#workers > this.#limit ? undefined : this.#waiting.shift();
        if (job === undefined) this.#rests(slot);
      } else job = next;
    }
    this.#hire();
  }

  /** A worker has nothing to do; what it worked with waits for the next mail. */
  #rests(slot: Slot | undefined): void {
    if (slot !== undefined) this.#idle.put(slot);
    this.#workers -= 1;
  }

  #settle(job: Job, result: TransactionResult): void {
    if (job.ended) return;
    job.ended = true;
    // First, so that who hears of the end finds the place free.
    this.#jobs -= 1;
    job.resolve(result);
  }

  /**
   * Sends one mail, over `kept` where there is one; undefined where it could not be tried, and has its end or waits again. `asked`: the
   * server was asked for it over `kept`.
   */
  async #one(job: Job, kept: Slot | undefined, asked: boolean): Promise<Sent | undefined> {
    if (asked && this.#closed) {
      kept?.session.connection.end('shut');
      this.#settle(job, notNow('shut', 'connect'));
      return undefined;
    }
    let slot = kept ?? this.#idle.take();
    for (let isAsked = asked; ; isAsked = false) {
      slot ??= await this.#opened(job);
      if (slot === undefined) return undefined;
      const reused = slot.used > 0;
      slot.used += 1;
      this.#busy.set(slot, job.transaction);
      const { clock } = this.#options;
      const ahead = this.#aheadOver(slot);
      const how = { clock, timeouts: this.#timeouts, reused, asked: isAsked, ahead };
      const done = await exchange(slot.session, job.transaction, how);
      this.#busy.delete(slot);
      if (done.stale !== true || !reused || this.#closed) return this.#sent(slot, done, ahead.job);
      // Servers close connections that nothing went over for a while, sometimes in the moment in which we write.
      if (isAsked && slot.session.connection.failure('mail')?.reason !== 'closed') this.#asksAhead = false;
      slot = undefined;
    }
  }

  /** For the mail that may go behind the next one over a connection. */
  #aheadOver(slot: Slot): AskedAhead<Job> {
    const take = (): Job | undefined => {
      const takes =
        this.#asksAhead && !this.#closed && this.#workers <= this.#limit && slot.used < this.#mostOver(slot);
      return takes ? this.#waiting.shift() : undefined;
    };
    return new AskedAhead(slot.session.can, take, (job) => {
      this.#waitAgain(job);
      this.#hire();
    });
  }

  /** It was bound to a connection, and nothing of the mail itself went over that. */
  #waitAgain(job: Job): void {
    if (this.#closed) this.#settle(job, notNow('shut', 'connect'));
    else this.#waiting.unshift(job);
  }

  /** Mails after which a connection is left. */
  #mostOver({ session }: Slot): number {
    return Math.min(this.#options.perConnection ?? PER_CONNECTION, session.can.mailMax ?? Number.POSITIVE_INFINITY);
  }

  #sent(slot: Slot, { result, connection }: Exchange, next: Job | undefined): Sent {
    const { session, used } = slot;
    const open = connection !== 'closed' && session.connection.open;
    if (next !== undefined && !open) this.#waitAgain(next);
    // A server that wants to be left alone is, by all mails.
    if (result.kind === 'not-now' && result.scope === 'server' && result.reply !== undefined) {
      this.#rest(result.stage);
      this.#turnAway(result);
    }
    if (!open) return { result };
    if (next !== undefined) return { result, slot, next };
    if (!this.#closed && used < this.#mostOver(slot)) return { result, slot, reset: connection === 'reset' };
    leave(slot);
    return { result };
  }

  /** A new connection; undefined where there is none, and the job has its end or waits again then. */
  async #opened(job: Job): Promise<Slot | undefined> {
    if (!job.transaction.mayWrite()) {
      this.#settle(job, notNow('not-held', 'connect'));
      return undefined;
    }
    this.#opening.add(job);
    try {
      const session = await openSession(this.#server, { ...this.#options, timeouts: this.#timeouts });
      if (!this.#closed) {
        this.#pause.forget();
        return { session, used: 0, idleSince: 0 };
      }
      session.connection.quit();
      this.#settle(job, notNow('shut', 'connect'));
    } catch (error) {
      this.#notOpened(job, asFailure(error, 'connect'));
    } finally {
      this.#opening.delete(job);
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
    const noLogin = failure.reason === 'auth-refused' || failure.reason === 'no-mechanism';
    if (noLogin && this.#options.loginAgain !== true) this.#parked = failure;
    else this.#rest(failure.stage, noLogin);
    this.#settle(job, result);
    this.#turnAway(result);
  }

  #more(): void {
    this.#fewer = undefined;
    this.#limit = this.#most;
    this.#hire();
    this.#options.wake?.();
  }

  #rest(stage: SmtpStage, long = false): void {
    if (this.#closed || this.#pause.isOn) return;
    this.#pausedAt = stage;
    this.#pause.begin(long);
  }

  #turnAway(result: TransactionResult): void {
    for (const job of this.#waiting.splice(0)) this.#settle(job, result);
  }

  /** RSET (RFC 5321 4.1.1.5), so that nothing of a mail that failed is left; undefined where the connection is of no use. */
  async #wasReset(slot: Slot | undefined): Promise<Slot | undefined> {
    if (slot === undefined) return undefined;
    const { connection } = slot.session;
    try {
      const reply = await connection.command('RSET', this.#timeouts.reused, 'mail');
      if (reply.code === 250) return slot;
    } catch {
      // It has ended, and the next mail finds another.
    }
    connection.end('closed');
    return undefined;
  }
}
