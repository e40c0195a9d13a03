import type { Clock } from '../clock.js';
import type { Trouble } from '../trouble.js';
import type { Job } from './conversation.js';
import { type Envelope, isReadable } from './envelope.js';
import { type Memory, MOST_HELD } from './memory.js';
import type { FetchedJob, LaneStore } from './store.js';
import { Backoff, sleep } from './trouble.js';

/** Most envelopes of one fetch. */
const ROUND = 256;

interface IntakeOptions {
  readonly lane: string;
  readonly store: LaneStore;
  readonly memory: Memory;
  /** See `Journal.ending`. */
  readonly ending: ReadonlySet<string>;
  readonly clock: Clock;
  readonly trouble: Trouble;
  /** See `Tenure.mayWrite`. */
  readonly mayWrite: () => boolean;
  /** Whether a lone envelope would be submitted at once, so that it may be marked as begun when it is taken. */
  readonly marksLone: () => boolean;
  /** Which of some envelopes would be submitted at once: `b` for each of those, `n` for the others; '' for none of them. */
  readonly marksOf: (envelopes: readonly Envelope[]) => string;
  /** Memory is full: makes room if something can be given up. */
  readonly spill: () => void;
  /** A job is taken. `marks`: see `FetchedJob`; `begunNow`: those that taking it has set. */
  readonly take: (job: Job, envelopes: readonly Envelope[], marks: string, begunNow: string) => void;
  /** The job was completed before. */
  readonly done: (jobId: string) => void;
  /** Something was taken, or a job on the short way has come to its end. */
  readonly wake: () => void;
  /** The tenure is over: Redis has seen a newer epoch. */
  readonly lost: () => void;
  /** An envelope of another release; nothing is taken any more. */
  readonly unreadable: (envelope: Envelope) => void;
}

/**
 * Brings jobs from the lane into memory, in the order of the lane: fetched in rounds, or, from adders in this process, on
 * the short way. The two never meet.
 */
export class Intake {
  readonly #o: IntakeOptions;
  #fetching: Promise<void> = Promise.resolve();
  /** Nothing waits in the lane, and the fetch loop sleeps until something does. */
  #drained = false;
  /** Resolves when the fetch that is under way has shown whether anything waits; never rejects. */
  #round: Promise<void> | undefined;
  /** Resolves when the job on the short way is in memory or not taken; never rejects. */
  #direct: Promise<unknown> | undefined;
  #stopped = false;
  #foreign = false;

  constructor(options: IntakeOptions) {
    this.#o = options;
  }

  /** Begins to fetch. */
  start(): void {
    this.#fetching = this.#fetch();
  }

  /** Takes nothing new; what is on its way still arrives. */
  stop(): void {
    this.#stopped = true;
    this.#o.store.interrupt();
  }

  /** A job is on the short way. */
  get busy(): boolean {
    return this.#direct !== undefined;
  }

  /** After `stop`: resolves when nothing is on its way any more. */
  async quiet(): Promise<void> {
    await Promise.all([this.#fetching, this.#direct]);
  }

  /**
   * Adds a job of this process to the lane and takes it, in one trip to Redis instead of three. Undefined where it has to
   * go the ordinary way at present; resolves false where it still has to, rejects where nobody knows whether it was added. A fetch that
   * is under way is waited for: it finds nothing most of the time, and what goes the ordinary way makes another one necessary.
   */
  direct(id: string, envelopes: readonly Envelope[]): Promise<boolean> | undefined {
    if (this.#direct !== undefined || !this.#takes || !(this.#drained || this.#round !== undefined)) return undefined;
    const taken = this.#drained ? this.#take(id, envelopes) : this.#takeBehind(id, envelopes);
    this.#direct = taken
      .catch(() => undefined)
      .then(() => {
        this.#direct = undefined;
        this.#o.wake();
      });
    return taken;
  }

  /** Whether the short way is open, but for what waits in the lane. */
  get #takes(): boolean {
    const { store, memory, mayWrite } = this.#o;
    return !this.#stopped && !memory.full && store.connected && mayWrite();
  }

  async #takeBehind(id: string, envelopes: readonly Envelope[]): Promise<boolean> {
    await this.#round;
    return this.#drained && this.#takes && (await this.#take(id, envelopes));
  }

  async #take(id: string, envelopes: readonly Envelope[]): Promise<boolean> {
    const { store, clock, marksOf, take } = this.#o;
    const marks = marksOf(envelopes);
    const data = JSON.stringify(envelopes);
    const taken = await store.direct(id, data, clock.now(), marks);
    if (taken) take({ id, bytes: data.length, left: envelopes.length }, envelopes, '', marks);
    return taken;
  }

  /** Of another release, wherever it lay: the rest of the lane stays behind it. */
  refuse(envelope: Envelope): void {
    if (this.#foreign) return;
    this.#foreign = true;
    this.#stopped = true;
    this.#o.unreadable(envelope);
  }

  async #fetch(): Promise<void> {
    const { lane, store, memory, clock, trouble, spill } = this.#o;
    const backoff = new Backoff();
    while (!this.#stopped) {
      if (memory.full) {
        spill();
        if (memory.full) await memory.room();
        continue;
      }
      try {
        const round = this.#fetchRound();
        this.#round = round.then(
          () => {},
          () => {},
        );
        await round;
        backoff.reset();
        if (!this.#drained) continue;
        try {
          await store.waitForWork();
        } finally {
          this.#drained = false;
        }
      } catch (error) {
        if (this.#stopped) return;
        trouble.tell('fetch failed', error, { lane });
        await sleep(clock, backoff.next());
      }
    }
  }

  /** Takes what waits, up to a round of it. What is on the short way goes first. */
  async #fetchRound(): Promise<void> {
    const { store, memory, ending, marksLone, wake, lost } = this.#o;
    try {
      await this.#direct;
      const most = Math.max(1, Math.min(ROUND, MOST_HELD - memory.held));
      const round = await store.fetch(most, marksLone(), () => [...memory.jobs.keys(), ...ending]);
      if (round === undefined) {
        this.#stopped = true;
        lost();
        return;
      }
      for (const job of round.jobs) this.#accept(job);
      if (round.jobs.length > 0) wake();
      this.#drained = round.drained && !this.#stopped;
    } finally {
      this.#round = undefined;
    }
  }

  #accept({ id, data, marks, done, begunNow }: FetchedJob): void {
    const { memory, ending } = this.#o;
    if (done) {
      this.#o.done(id);
      return;
    }
    // After a failover Redis may have forgotten that it was taken; now it knows again.
    if (memory.jobs.has(id) || ending.has(id)) return;
    const envelopes = JSON.parse(data) as Envelope[];
    const foreign = envelopes.find((envelope) => !isReadable(envelope));
    if (foreign !== undefined) this.refuse(foreign);
    // What came behind one of another release stays behind it.
    if (this.#foreign) return;
    this.#o.take({ id, bytes: data.length, left: envelopes.length }, envelopes, marks, begunNow ? 'b' : '');
  }
}
