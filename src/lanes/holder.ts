import type { Clock, Timer } from '../clock.js';
import type { Log } from '../log.js';
import { Trouble } from '../trouble.js';
import { orderOf } from './begins.js';
import type { Item, Job } from './conversation.js';
import { Effects } from './effects.js';
import type { Envelope } from './envelope.js';
import type { LaneHandler, LaneHold } from './handler.js';
import { Intake } from './intake.js';
import { Journal } from './journal.js';
import { Memory } from './memory.js';
import type { Outcome } from './outcome.js';
import { Parking } from './parking.js';
import type { LaneStore } from './store.js';
import { Submitter, UNSETTLED_MS } from './submitter.js';
import { Backoff, sleep } from './trouble.js';

const SWEEP_MS = 250;
const EXPIRY_MS = 10_000;
/** A conversation with more than this waiting gives its tail up when memory is full and the window is not. */
const SPILL_ABOVE = 64;

interface HolderOptions {
  readonly lane: string;
  readonly handler: LaneHandler;
  readonly store: LaneStore;
  readonly clock: Clock;
  readonly log: Log;
  /** See `Tenure.mayWrite`. */
  readonly mayWrite: () => boolean;
  /** The tenure is over: Redis has seen a newer epoch. */
  readonly lost: () => void;
  /** The lane holds an envelope of another release; nothing is fetched any more, and the lane should be given back. */
  readonly unreadable: (envelope: Envelope) => void;
}

/**
 * Works one lane during one tenure: fetches jobs, keeps conversations side by side and each in order, submits, and lets
 * effects, marks and the end of jobs follow in this order, all in groups.
 */
export class Holder {
  readonly #o: HolderOptions;
  readonly #journal: Journal;
  readonly #trouble: Trouble;
  #hold: LaneHold | undefined;
  readonly #memory = new Memory();
  readonly #intake: Intake;
  readonly #effects: Effects;
  readonly #parking: Parking;
  readonly #submitter: Submitter;
  #seq = 0;
  #stopped = false;
  #over = false;
  #idleWaiters: (() => void)[] = [];
  #sweepTimer: Timer | undefined;
  #nextExpiry = 0;

  constructor(options: HolderOptions) {
    this.#o = options;
    this.#trouble = new Trouble(options.clock, options.log);
    this.#journal = new Journal((notes) => this.#writeJournal(notes));
    const { lane, handler, clock, mayWrite, store, lost } = options;
    this.#intake = new Intake({
      lane,
      store,
      memory: this.#memory,
      ending: this.#journal.ending,
      clock,
      trouble: this.#trouble,
      mayWrite,
      marksLone: () => this.#memory.held === 0 && !handler.repeatBegun && (this.#hold?.free() ?? 0) > 0,
      marksOf: (envelopes) => this.#submitter.marksOf(envelopes),
      spill: () => this.#spill(),
      take: (job, envelopes, marks, begunNow) => this.#takeIn(job, envelopes, marks, begunNow),
      done: (jobId) => this.#journal.done(jobId),
      wake: () => {
        this.wake();
        this.#settleIdle();
      },
      lost,
      unreadable: (envelope) => {
        this.#stopped = true;
        options.unreadable(envelope);
      },
    });
    this.#effects = new Effects({
      lane,
      handler,
      clock,
      mayWrite,
      trouble: this.#trouble,
      done: (items) => this.#endGroup(items),
      idle: () => this.#settleIdle(),
    });
    this.#parking = new Parking({
      memory: this.#memory,
      journal: this.#journal,
      clock,
      room: () => !this.#stopped && !this.#memory.full && (this.#hold?.free() ?? 0) > 0,
      read: (key, most) => this.#insist('read parked', () => store.parkedChunk(key, most)),
      unreadable: (envelope) => this.#intake.refuse(envelope),
      arrive: (envelope, raw, begun) => {
        this.#arrive(envelope, { raw }, begun, begun);
        this.wake();
      },
      isExpired: (envelope) => this.#isExpired(envelope),
      isWithdrawn: (whose) => handler.withdrawn?.(whose) !== undefined,
    });
    this.#submitter = new Submitter({
      lane,
      handler,
      clock,
      mayWrite,
      trouble: this.#trouble,
      memory: this.#memory,
      journal: this.#journal,
      hold: () => (this.#stopped ? undefined : this.#hold),
      over: () => this.#over,
      room: () => this.#parking.release(),
      park: (conversation, after) => this.#parking.park(conversation, after),
      settled: (item, outcome) => this.#effects.add(item, outcome),
      isExpired: (envelope) => this.#isExpired(envelope),
      idle: () => this.#settleIdle(),
    });
  }

  /** Begins to work; what a former holder had begun is put right first. */
  async start(hold: LaneHold): Promise<void> {
    this.#hold = hold;
    if ((await this.#insist('take lane', () => this.#o.store.recover())) === undefined) return;
    const parked = await this.#insist('read parked', () => this.#o.store.parked());
    for (const [key, at] of parked ?? []) this.#parking.resume(this.#memory.conversation(key), at);
    this.#intake.start();
    this.#nextExpiry = this.#o.clock.monotonic() + EXPIRY_MS;
    this.#sweep();
  }

  /** Adds a job of this process on the short way: see `Intake.direct`. */
  direct(id: string, envelopes: readonly Envelope[]): Promise<boolean> | undefined {
    return this.#intake.direct(id, envelopes);
  }

  /** `free()` may have grown. */
  wake(): void {
    this.#submitter.wake();
  }

  /** Writes what the holder says of its connections. */
  state(json: string): void {
    this.#journal.state(json);
  }

  /**
   * Stops submitting, waits until all that is outside is settled and its effects are done or `signal` aborts, closes the
   * hold and puts the rest back into the lane in order.
   */
  async drain(signal: AbortSignal): Promise<void> {
    this.#stopped = true;
    this.#intake.stop();
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([Promise.all([this.#hold?.drain(signal), this.#idle()]), aborted]);
    await this.#hold?.close();
    // Closing settles what was open; those effects still count, but not for long.
    const last = sleep(this.#o.clock, 1000);
    await Promise.race([this.#idle().then(() => this.#journal.flush()), last]);
    const recovered = this.#intake.quiet().then(() => this.#o.store.recover());
    await Promise.race([recovered.catch(() => undefined), last]);
    this.end();
  }

  /** Forgets everything at once; nothing is written any more. The hold is closed by the caller. */
  end(): void {
    this.#over = true;
    this.#stopped = true;
    this.#intake.stop();
    this.#journal.end();
    this.#sweepTimer?.cancel();
    this.#parking.end();
    this.#memory.release();
    this.#settleIdle();
  }

  // --- taking

  /** Takes a job into memory. `begunNow`: the marks that it got when it was taken. */
  #takeIn(job: Job, envelopes: readonly Envelope[], marks: string, begunNow: string): void {
    if (this.#over) return;
    this.#memory.addJob(job);
    envelopes.forEach((envelope, offset) => {
      const mark = marks[offset];
      const begunBefore = mark === 'b';
      if (mark !== 'e') this.#arrive(envelope, { job, offset }, begunBefore || begunNow[offset] === 'b', begunBefore);
      else if (this.#memory.leaveJob(job)) this.#journal.done(job.id);
    });
  }

  #arrive(envelope: Envelope, place: Item['place'], begun: boolean, begunBefore: boolean): void {
    const conversation = this.#memory.conversation(orderOf(envelope));
    const item: Item = { envelope, conversation, seq: this.#seq++, place, begun, since: this.#o.clock.monotonic() };
    this.#memory.add(item);
    // Of what comes fresh the handler knows when it is submitted.
    const over = this.#isExpired(envelope) || 'raw' in place ? this.#endOf(envelope) : undefined;
    if (begunBefore && !this.#o.handler.repeatBegun) {
      this.#effects.add(item, { kind: 'unknown', maybeSent: true, reason: 'the process that sent it ended' });
    } else if (over !== undefined) {
      this.#effects.add(item, over);
    } else if (conversation.parked !== undefined && 'job' in place) {
      if (!begunBefore) this.#submitter.unbegin(item);
      this.#parking.append(item);
    } else {
      this.#submitter.add(item, begun && !begunBefore);
    }
  }

  // --- marks and the end of jobs, after the effects

  #endGroup(items: readonly Item[]): void {
    const inJobs: { job: Job; offset: number }[] = [];
    for (const item of items) {
      const { place, conversation, envelope } = item;
      if ('job' in place) {
        inJobs.push(place);
        this.#memory.leaveJob(place.job);
      } else {
        this.#journal.parkedEnded(conversation.key, envelope, place.raw);
      }
      this.#forget(item);
    }
    for (const { job, offset } of inJobs) if (job.left > 0) this.#journal.mark(job.id, offset, 'e');
    for (const job of new Set(inJobs.map((place) => place.job))) if (job.left === 0) this.#journal.done(job.id);
  }

  /** The last one in memory of a parked conversation brings the next from its list. */
  #forget(item: Item): void {
    const { conversation } = item;
    this.#memory.drop(item);
    if (conversation.members.size > 0) return;
    if (conversation.parked === undefined) this.#memory.conversations.delete(conversation.key);
    else this.#parking.look(conversation);
  }

  /** Memory is full while the window is not: long conversations give their tails up, so that others come in. */
  #spill(): void {
    if ((this.#hold?.free() ?? 0) <= 0) return;
    for (const conversation of this.#memory.conversations.values()) {
      if (conversation.waiting.length <= SPILL_ABOVE || conversation.parked !== undefined) continue;
      if (conversation.outside < (this.#hold?.depth ?? 1)) continue;
      this.#parking.park(conversation, 0);
    }
  }

  // --- time

  #sweep(): void {
    if (this.#over) return;
    const now = this.#o.clock.monotonic();
    for (const conversation of this.#submitter.unsettled(now)) this.#parking.park(conversation, 0);
    this.#parkBraked(now);
    if (now >= this.#nextExpiry) {
      this.#nextExpiry = now + EXPIRY_MS;
      this.#expireWaiting();
      this.#parking.expire();
    }
    if (this.#memory.full) this.#spill();
    this.wake();
    this.#sweepTimer = this.#o.clock.after(SWEEP_MS, () => this.#sweep());
  }

  /**
   * Nothing may go out: what waits for more than 2 s is parked, so that it is known by conversation (for whoever asks
   * whether another lane may take its next message) and by account, and the memory stays free.
   */
  #parkBraked(now: number): void {
    if (this.#submitter.outside > 0 || (this.#hold?.free() ?? 0) > 0) return;
    for (const conversation of this.#memory.conversations.values()) {
      const first = conversation.waiting[0];
      if (first === undefined || conversation.parked !== undefined || conversation.returning > 0) continue;
      if (now - first.since >= UNSETTLED_MS) this.#parking.park(conversation, 0);
    }
  }

  #expireWaiting(): void {
    for (const { waiting } of this.#memory.conversations.values()) {
      for (let i = waiting.length - 1; i >= 0; i--) {
        const item = waiting[i];
        if (item === undefined) continue;
        const outcome = this.#endOf(item.envelope);
        if (outcome === undefined) continue;
        waiting.splice(i, 1);
        this.#effects.add(item, outcome);
      }
    }
  }

  /** What to say of an envelope that is not to be submitted any more. */
  #endOf(envelope: Envelope): Outcome | undefined {
    const { handler } = this.#o;
    return this.#isExpired(envelope) ? handler.expired(envelope) : handler.withdrawn?.(envelope);
  }

  #isExpired(envelope: Envelope): boolean {
    return envelope.expires !== undefined && envelope.expires <= this.#o.clock.now();
  }

  // --- small things

  /** Resolves when nothing is outside and no effects are under way. */
  #idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
      this.#settleIdle();
    });
  }

  #settleIdle(): void {
    const busy = this.#submitter.busy || this.#effects.running || this.#intake.busy;
    if (busy && !this.#over) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  async #writeJournal(notes: readonly (string | number)[]): Promise<boolean> {
    const written = await this.#insist('journal', () => this.#o.store.journal(notes));
    if (written === undefined || this.#over) return false;
    if (!written) this.#o.lost();
    return written;
  }

  /** Repeats until Redis has answered; undefined when the tenure ended meanwhile. */
  async #insist<T>(what: string, run: () => Promise<T>): Promise<T | undefined> {
    const backoff = new Backoff();
    while (!this.#over) {
      try {
        return await run();
      } catch (error) {
        if (this.#over) return undefined;
        this.#trouble.tell(`${what} failed`, error, { lane: this.#o.lane });
        await sleep(this.#o.clock, backoff.next());
      }
    }
    return undefined;
  }
}
