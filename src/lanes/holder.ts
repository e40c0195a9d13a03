import type { Clock, Timer } from '../clock.js';
import type { Log } from '../log.js';
import { Conversation, type Item, type Job } from './conversation.js';
import type { Envelope } from './envelope.js';
import type { LaneHandler, LaneHold, Settled } from './handler.js';
import { Journal } from './journal.js';
import type { Outcome } from './outcome.js';
import type { FetchedJob, LaneStore } from './store.js';
import { Backoff, sleep, Trouble } from './trouble.js';

/** Envelopes and bytes that a holder keeps in memory before it stops fetching. */
const MOST_HELD = 4096;
const MOST_HELD_BYTES = 64 * 1024 * 1024;
const ROUND = 256;
/** Longest that an envelope may be outside before its conversation is parked. */
const UNSETTLED_MS = 2000;
const SWEEP_MS = 250;
const EXPIRY_MS = 10_000;
/** Parked envelopes read at once. */
const CHUNK = 256;
/** A conversation with more than this waiting gives its tail up when memory is full and the window is not. */
const SPILL_ABOVE = 64;

export interface HolderOptions {
  readonly lane: string;
  readonly handler: LaneHandler;
  readonly store: LaneStore;
  readonly clock: Clock;
  readonly log: Log;
  /** See `Tenure.mayWrite`. */
  readonly mayWrite: () => boolean;
  /** The tenure is over: Redis has seen a newer epoch. */
  readonly lost: () => void;
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
  readonly #conversations = new Map<string, Conversation>();
  /** Conversations that may have something to submit, in the order of their turn. */
  readonly #ready = new Set<Conversation>();
  readonly #jobs = new Map<string, Job>();
  /** Outside and not parked yet, oldest first. */
  readonly #watched = new Set<Item>();
  #held = 0;
  #bytes = 0;
  #outside = 0;
  #seq = 0;
  #settled: { item: Item; outcome: Outcome }[] = [];
  #effecting = false;
  #beginning = false;
  #pumpQueued = false;
  #stopped = false;
  #over = false;
  #roomWaiter: (() => void) | undefined;
  #idleWaiters: (() => void)[] = [];
  #fetching: Promise<void> = Promise.resolve();
  #sweepTimer: Timer | undefined;
  #nextExpiry = 0;

  constructor(options: HolderOptions) {
    this.#o = options;
    this.#trouble = new Trouble(options.clock, options.log);
    this.#journal = new Journal((notes) => this.#writeJournal(notes));
  }

  /** Begins to work; what a former holder had begun is put right first. */
  async start(hold: LaneHold): Promise<void> {
    this.#hold = hold;
    if ((await this.#insist('take lane', () => this.#o.store.recover([]))) === undefined) return;
    const parked = await this.#insist('read parked', () => this.#o.store.parked());
    for (const [key, at] of parked ?? []) this.#park(this.#conversation(key), at);
    this.#fetching = this.#fetch();
    this.#nextExpiry = this.#o.clock.monotonic() + EXPIRY_MS;
    this.#sweep();
  }

  /** `free()` may have grown. */
  wake(): void {
    if (this.#pumpQueued || this.#over) return;
    this.#pumpQueued = true;
    queueMicrotask(() => {
      this.#pumpQueued = false;
      this.#pump();
    });
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
    this.#o.store.interrupt();
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([Promise.all([this.#hold?.drain(signal), this.#idle()]), aborted]);
    await this.#hold?.close();
    // Closing settles what was open; those effects still count, but not for long.
    const last = sleep(this.#o.clock, 1000);
    await Promise.race([this.#idle().then(() => this.#journal.flush()), last]);
    await Promise.race([this.#fetching.then(() => this.#o.store.recover([])).catch(() => undefined), last]);
    this.end();
  }

  /** Forgets everything at once; nothing is written any more. The hold is closed by the caller. */
  end(): void {
    this.#over = true;
    this.#stopped = true;
    this.#journal.end();
    this.#sweepTimer?.cancel();
    this.#roomWaiter?.();
    this.#settleIdle();
    for (const { parked } of this.#conversations.values()) parked?.timer?.cancel();
  }

  // --- fetching

  async #fetch(): Promise<void> {
    const { store } = this.#o;
    const backoff = new Backoff();
    while (!this.#stopped) {
      if (this.#full) {
        this.#spill();
        if (!this.#full) continue;
        await new Promise<void>((resolve) => {
          this.#roomWaiter = resolve;
        });
        continue;
      }
      try {
        const lone = this.#held === 0 && !this.#o.handler.repeatBegun && (this.#hold?.free() ?? 0) > 0;
        const jobs = await store.fetch(Math.min(ROUND, MOST_HELD - this.#held), lone, this.#jobs.keys());
        if (jobs === undefined) return this.#o.lost();
        backoff.reset();
        for (const job of jobs) this.#accept(job);
        if (jobs.length > 0) this.wake();
        else if (!this.#stopped) await store.waitForWork();
      } catch (error) {
        if (this.#stopped) return;
        this.#trouble.tell('fetch failed', error, { lane: this.#o.lane });
        await sleep(this.#o.clock, backoff.next());
      }
    }
  }

  #accept({ id, data, marks, done, begunNow }: FetchedJob): void {
    if (done) {
      this.#journal.done(id);
      return;
    }
    const envelopes = JSON.parse(data) as Envelope[];
    const job: Job = { id, bytes: data.length, left: envelopes.length };
    this.#jobs.set(id, job);
    this.#bytes += job.bytes;
    envelopes.forEach((envelope, offset) => {
      const mark = marks[offset];
      if (mark === 'e') this.#leaveJob(job);
      else this.#arrive(envelope, { job, offset }, mark === 'b' || begunNow, mark === 'b');
    });
    if (job.left === 0) this.#journal.done(id);
  }

  #arrive(envelope: Envelope, place: Item['place'], begun: boolean, begunBefore: boolean): void {
    const key = envelope.kind === 'iq' ? `iq ${envelope.id}` : envelope.conversation;
    const conversation = this.#conversation(key);
    const item: Item = { envelope, conversation, seq: this.#seq++, place, begun, since: 0 };
    conversation.members.set(envelope.id, item);
    this.#held++;
    if (begunBefore && !this.#o.handler.repeatBegun) {
      this.#conclude(item, { kind: 'unknown', maybeSent: true, reason: 'the process that sent it ended' });
    } else if (this.#isExpired(envelope)) {
      this.#conclude(item, this.#o.handler.expired(envelope));
    } else if (conversation.parked !== undefined && 'job' in place) {
      // Perhaps marked as begun by the fetch itself, but it was not submitted.
      item.begun = false;
      this.#storeAway(item);
    } else {
      conversation.waiting.push(item);
      this.#ready.add(conversation);
    }
  }

  // --- submitting

  #pump(): void {
    const hold = this.#hold;
    if (hold === undefined || this.#beginning || this.#stopped || !this.#o.mayWrite()) return;
    const group: Item[] = [];
    const room = hold.free();
    for (const conversation of this.#ready) {
      if (group.length >= room) break;
      this.#ready.delete(conversation);
      const item = this.#next(conversation, hold.depth);
      if (item === undefined) continue;
      conversation.outside++;
      group.push(item);
      this.#ready.add(conversation);
    }
    if (group.length === 0) return;
    if (this.#o.handler.repeatBegun) {
      for (const item of group) this.#submit(item, hold);
      return;
    }
    for (const item of group) this.#begin(item);
    this.#beginning = true;
    void this.#journal.flush().then(() => {
      this.#beginning = false;
      for (const item of group) this.#submit(item, hold);
      this.#pump();
    });
  }

  /** The next envelope of a conversation whose turn it is; what has expired meanwhile is concluded on the way. */
  #next(conversation: Conversation, depth: number): Item | undefined {
    while (conversation.outside < depth && conversation.returning === 0) {
      const item = conversation.waiting.shift();
      if (item === undefined) return undefined;
      if (!this.#isExpired(item.envelope)) return item;
      this.#conclude(item, this.#o.handler.expired(item.envelope));
    }
    return undefined;
  }

  #begin(item: Item): void {
    if (item.begun) return;
    item.begun = true;
    if ('job' in item.place) this.#journal.mark(item.place.job.id, item.place.offset, 'b');
    else this.#journal.parkedBegun(item.conversation.key, item.envelope.id);
  }

  #submit(item: Item, hold: LaneHold): void {
    if (this.#over || !this.#o.mayWrite()) return;
    this.#outside++;
    if (this.#stopped || hold.free() <= 0) {
      this.#settle(item, { kind: 'retry', after: 0, reason: 'no room', scope: 'lane' });
      return;
    }
    item.since = this.#o.clock.monotonic();
    this.#watched.add(item);
    let open = true;
    const settle = (outcome: Outcome) => {
      if (!open) this.#trouble.tell('settled twice', outcome.kind, { lane: this.#o.lane });
      else if (!this.#over) this.#settle(item, outcome);
      open = false;
    };
    try {
      hold.submit(item.envelope, settle);
    } catch (error) {
      this.#trouble.tell('submit threw', error, { lane: this.#o.lane });
      settle({ kind: 'unknown', maybeSent: true, reason: 'submit failed' });
    }
  }

  #settle(item: Item, outcome: Outcome): void {
    const { conversation } = item;
    this.#outside--;
    conversation.outside--;
    this.#watched.delete(item);
    if (outcome.kind !== 'retry') {
      this.#conclude(item, outcome);
    } else if (outcome.scope === 'lane') {
      conversation.putBack(item);
      this.#unbegin(item);
    } else {
      conversation.putBack(item);
      this.#unbegin(item);
      this.#park(conversation, this.#o.clock.now() + outcome.after);
    }
    this.#ready.add(conversation);
    this.wake();
    if (this.#outside === 0) this.#settleIdle();
  }

  /** It surely did not go out: takes the begin mark back, and submits nothing of the conversation before that is done. */
  #unbegin(item: Item): void {
    if (!item.begun) return;
    item.begun = false;
    if ('job' in item.place) this.#journal.mark(item.place.job.id, item.place.offset, 'n');
    else this.#journal.parkedNotBegun(item.conversation.key, item.envelope.id);
    item.conversation.returning++;
    void this.#journal.flush().then(() => {
      item.conversation.returning--;
      this.#ready.add(item.conversation);
      this.wake();
    });
  }

  // --- effects, then marks and the end of jobs

  #conclude(item: Item, outcome: Outcome): void {
    this.#settled.push({ item, outcome });
    if (this.#effecting) return;
    this.#effecting = true;
    queueMicrotask(() => void this.#runEffects());
  }

  async #runEffects(): Promise<void> {
    const { handler, lane, clock } = this.#o;
    const backoff = new Backoff();
    // A former holder must not tell of outcomes: the present one tells of what had begun.
    while (this.#settled.length > 0 && this.#o.mayWrite()) {
      const group = this.#settled.splice(0, ROUND);
      const items: Settled[] = group.map(({ item, outcome }) => ({ envelope: item.envelope, outcome }));
      for (;;) {
        try {
          await handler.effects(items, lane);
          break;
        } catch (error) {
          this.#trouble.tell('effects failed', error, { lane });
          await sleep(clock, backoff.next());
          if (!this.#o.mayWrite()) return;
        }
      }
      backoff.reset();
      this.#endGroup(group.map(({ item }) => item));
    }
    this.#effecting = false;
    this.#settleIdle();
  }

  #endGroup(items: readonly Item[]): void {
    const inJobs: { job: Job; offset: number }[] = [];
    for (const item of items) {
      const { place, conversation, envelope } = item;
      if ('job' in place) {
        inJobs.push(place);
        this.#leaveJob(place.job);
      } else {
        this.#journal.parkedEnded(conversation.key, envelope.id, place.raw);
      }
      this.#forget(item);
    }
    for (const { job, offset } of inJobs) if (job.left > 0) this.#journal.mark(job.id, offset, 'e');
    for (const job of new Set(inJobs.map((place) => place.job))) if (job.left === 0) this.#journal.done(job.id);
  }

  #leaveJob(job: Job): void {
    if (--job.left > 0) return;
    this.#jobs.delete(job.id);
    this.#bytes -= job.bytes;
  }

  /** Drops an item from memory; the last one of a parked conversation brings the next from its list. */
  #forget(item: Item): void {
    const { conversation } = item;
    conversation.members.delete(item.envelope.id);
    this.#held--;
    this.#tellRoom();
    if (conversation.members.size > 0) return;
    if (conversation.parked === undefined) this.#conversations.delete(conversation.key);
    else this.#look(conversation);
  }

  // --- parking

  /** Moves all that waits to the parked list, and what is outside too (it is known there as begun). */
  #park(conversation: Conversation, retryAt: number): void {
    conversation.parked ??= { retryAt: 0, lookAt: 0, grown: true, loading: false, timer: undefined };
    const { parked } = conversation;
    parked.retryAt = Math.max(parked.retryAt, retryAt);
    parked.lookAt = parked.retryAt;
    parked.grown = true;
    // By age, so that the list has the order of the lane.
    for (const item of conversation.waiting) item.begun = false;
    for (const item of [...conversation.members.values()].sort((a, b) => a.seq - b.seq)) this.#toList(item);
    for (const item of conversation.waiting.splice(0)) {
      parked.lookAt = Math.min(parked.lookAt, item.envelope.expires ?? parked.lookAt);
      this.#forgetQuietly(item);
    }
    this.#journal.comeback(conversation.key, parked.lookAt);
    if (conversation.members.size === 0) this.#lookLater(conversation, parked.lookAt);
  }

  /** An envelope that arrives while its conversation is parked. */
  #storeAway(item: Item): void {
    const { conversation, envelope } = item;
    const { parked } = conversation;
    this.#toList(item);
    this.#forgetQuietly(item);
    if (parked === undefined) return;
    parked.grown = true;
    if (envelope.expires !== undefined && envelope.expires < parked.lookAt) {
      parked.lookAt = envelope.expires;
      this.#journal.comeback(conversation.key, parked.lookAt);
      if (conversation.members.size === 0) this.#lookLater(conversation, parked.lookAt);
    }
  }

  #toList(item: Item): void {
    const { place, conversation, envelope } = item;
    if (!('job' in place)) return;
    const raw = JSON.stringify(envelope);
    this.#journal.park(conversation.key, raw, place.job.id, place.offset, envelope.id, item.begun);
    item.place = { raw };
    this.#leaveJob(place.job);
    if (place.job.left === 0) this.#journal.done(place.job.id);
  }

  #forgetQuietly(item: Item): void {
    item.conversation.members.delete(item.envelope.id);
    this.#held--;
    this.#tellRoom();
  }

  #lookLater(conversation: Conversation, at: number): void {
    const { parked } = conversation;
    parked?.timer?.cancel();
    if (parked === undefined || this.#over) return;
    parked.timer = this.#o.clock.after(Math.max(0, at - this.#o.clock.now()), () => {
      if (conversation.members.size === 0 && conversation.parked === parked) this.#look(conversation);
    });
  }

  /** Reads the next of a parked conversation into memory, or ends its parking when nothing is left. */
  #look(conversation: Conversation): void {
    const { parked } = conversation;
    if (parked === undefined || parked.loading || this.#stopped) return;
    if (parked.lookAt > this.#o.clock.now()) {
      this.#lookLater(conversation, parked.lookAt);
      return;
    }
    parked.loading = true;
    parked.grown = false;
    void this.#load(conversation).finally(() => {
      parked.loading = false;
    });
  }

  async #load(conversation: Conversation): Promise<void> {
    const { key, parked } = conversation;
    if (parked === undefined) return;
    await this.#journal.flush();
    const found = await this.#insist('read parked', () => this.#o.store.parkedChunk(key, CHUNK));
    if (found === undefined || this.#stopped) return;
    if (found.raws.length === 0) {
      if (parked.grown) return this.#lookLater(conversation, 0);
      conversation.parked = undefined;
      this.#journal.unpark(key);
      if (conversation.members.size === 0) this.#conversations.delete(key);
      return;
    }
    const now = this.#o.clock.now();
    const early = parked.retryAt > now;
    let lookAt = parked.retryAt;
    for (const raw of found.raws) {
      const envelope = JSON.parse(raw) as Envelope;
      const begun = found.begun.has(envelope.id);
      if (!early || this.#isExpired(envelope)) this.#arrive(envelope, { raw }, begun, begun);
      else lookAt = Math.min(lookAt, envelope.expires ?? lookAt);
    }
    parked.lookAt = lookAt;
    if (conversation.members.size === 0) this.#lookLater(conversation, lookAt);
    this.wake();
  }

  /** Memory is full while the window is not: long conversations give their tails up, so that others come in. */
  #spill(): void {
    if ((this.#hold?.free() ?? 0) <= 0) return;
    for (const conversation of this.#conversations.values()) {
      if (conversation.waiting.length <= SPILL_ABOVE || conversation.parked !== undefined) continue;
      if (conversation.outside < (this.#hold?.depth ?? 1)) continue;
      this.#park(conversation, this.#o.clock.now());
    }
  }

  // --- time

  #sweep(): void {
    if (this.#over) return;
    const now = this.#o.clock.monotonic();
    const unsettled = new Set<Conversation>();
    for (const item of this.#watched) {
      if (now - item.since < UNSETTLED_MS) break;
      this.#watched.delete(item);
      if (item.conversation.parked === undefined) unsettled.add(item.conversation);
    }
    for (const conversation of unsettled) this.#park(conversation, this.#o.clock.now());
    if (now >= this.#nextExpiry) {
      this.#nextExpiry = now + EXPIRY_MS;
      this.#expireWaiting();
    }
    if (this.#full) this.#spill();
    this.#tellRoom();
    this.wake();
    this.#sweepTimer = this.#o.clock.after(SWEEP_MS, () => this.#sweep());
  }

  #expireWaiting(): void {
    for (const { waiting } of this.#conversations.values()) {
      for (let i = waiting.length - 1; i >= 0; i--) {
        const item = waiting[i];
        if (item === undefined || !this.#isExpired(item.envelope)) continue;
        waiting.splice(i, 1);
        this.#conclude(item, this.#o.handler.expired(item.envelope));
      }
    }
  }

  #isExpired(envelope: Envelope): boolean {
    return envelope.expires !== undefined && envelope.expires <= this.#o.clock.now();
  }

  // --- small things

  #conversation(key: string): Conversation {
    let conversation = this.#conversations.get(key);
    if (conversation === undefined) {
      conversation = new Conversation(key);
      this.#conversations.set(key, conversation);
    }
    return conversation;
  }

  get #full(): boolean {
    return this.#held >= MOST_HELD || this.#bytes >= MOST_HELD_BYTES;
  }

  #tellRoom(): void {
    if (this.#full) return;
    this.#roomWaiter?.();
    this.#roomWaiter = undefined;
  }

  /** Resolves when nothing is outside and no effects are under way. */
  #idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
      this.#settleIdle();
    });
  }

  #settleIdle(): void {
    if (!this.#over && (this.#outside > 0 || this.#effecting || this.#beginning)) return;
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
