import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Redis } from 'ioredis';
import type { Clock, Timer } from '../clock.js';
import type { Log } from '../log.js';
import { producerClient, type RedisAddress } from '../redis.js';
import { Trouble } from '../trouble.js';
import { type DirectWay, LaneAdder, LaneRefused } from './adder.js';
import { type CaredFor, caretakersHandler } from './caretaker.js';
import { dropDeadLink } from './dead-link.js';
import type { Envelope } from './envelope.js';
import type { LaneHandler } from './handler.js';
import { type BatchLook, batchIn, type JobState, jobsOf, type LaneJobs, type Stretch } from './jobs.js';
import { caretakerName, laneKeys, roleKey } from './keys.js';
import { type LaneLook, lookAt } from './look.js';
import type { Pause } from './pause.js';
import { heartbeatScript, liveScript } from './scripts.js';
import { type LaneStatus, LaneWatch } from './status.js';
import { GUARD, Tenancy } from './tenancy.js';
import { sleep } from './trouble.js';
import { type Waiting, waitingIn } from './waiting.js';

const SAMPLE_MS = 1000;
const NOT_READY_MS = 50;
const GIVE_BACK_MS = 5000;
/** Before the lanes are lost, so long is left to tell the senders of what is refused. */
const LAST_WORD_MS = 500;

/** What `Lanes` needs to work on one Redis. */
export interface LanesOptions {
  readonly address: RedisAddress;
  /** Begins every key, e.g. `isthmus`. */
  readonly prefix: string;
  /** Name of this process for people; made unique here. */
  readonly process: string;
  /** Lease of a tenure in ms; 8000 if not given. It is renewed eight times within. */
  readonly lease?: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Envelopes above which a lane is full; 100,000 if not given. */
  readonly maxDepth?: number;
}

/** How an envelope is added where that is not done at once. */
export interface AddOptions {
  /**
   * ms after which an envelope that never left for Redis is refused as unreachable; 10,000 if not given. Infinity: it is
   * refused only where the lanes stop, so nothing that is added later with the same patience gets ahead of it.
   */
  readonly giveUpAfter?: number;
  /** Adds even to a full lane: for effects of what was accepted already. */
  readonly evenIfFull?: boolean;
}

/** All lanes as one process sees them: adds to any, works those that it wins. */
export class Lanes {
  readonly #o: LanesOptions;
  readonly #lease: number;
  readonly #process: string;
  readonly #producer = `p${randomBytes(8).toString('hex')}`;
  readonly #control: Redis;
  readonly #watch: LaneWatch;
  readonly #trouble: Trouble;
  readonly #adders = new Map<string, LaneAdder>();
  readonly #roles = new Map<string, Tenancy[]>();
  readonly #tenancies = new Map<string, Tenancy>();
  readonly #cared: { readonly tenancy: Tenancy; readonly after: number }[] = [];
  /** One that has not run to its end once is missing. */
  #timers: (Timer | undefined)[] = [];
  #answeredAt = Number.NEGATIVE_INFINITY;
  /** Monotonic time at which the last round of renewals began that Redis took; before the first one nothing is overdue. */
  #renewedAt = Number.POSITIVE_INFINITY;
  #draining = false;
  #stopped = false;

  constructor(options: LanesOptions) {
    this.#o = options;
    this.#lease = options.lease ?? 8000;
    this.#process = `${options.process}.${this.#producer}`;
    this.#control = producerClient(options.address);
    this.#trouble = new Trouble(options.clock, options.log);
    this.#control.on('error', (error) => this.#trouble.tell('redis', error));
    this.#watch = new LaneWatch(this.#control, options.prefix, options.clock);
  }

  /** Begins to compete for lanes and to sample them. */
  async start(): Promise<void> {
    this.#every(0, this.#lease / 8, () => this.#compete());
    this.#every(1, SAMPLE_MS, () => this.#sample());
  }

  /** Redis answered within the last 3 s. */
  get reachable(): boolean {
    return this.#control.status === 'ready' && this.#o.clock.monotonic() - this.#answeredAt < 3 * SAMPLE_MS;
  }

  /**
   * True when Redis has taken no renewal for so long that this process will have lost its lanes in `ms` from now. What waits
   * is refused before: with the lane the stream goes by which its sender can be told.
   */
  losingWithin(ms: number): boolean {
    return this.#o.clock.monotonic() - this.#renewedAt + ms > this.#lease * GUARD - LAST_WORD_MS;
  }

  /**
   * Resolves when the envelope is in the lane; envelopes of one lane get there in the order of the calls. Rejects with
   * `LaneRefused` only when it surely is not and will not be. An add whose fate is unknown stays open until it is known.
   */
  add(lane: string, envelope: Envelope, options: AddOptions = {}): Promise<void> {
    if (this.#stopped) return Promise.reject(new LaneRefused(lane, 'stopping'));
    const adder = this.#adder(lane);
    const depth = this.#watch.get(lane).depth + adder.added;
    if (depth >= (this.#o.maxDepth ?? 100_000) && options.evenIfFull !== true) {
      return Promise.reject(new LaneRefused(lane, 'full'));
    }
    return adder.add(envelope, options.giveUpAfter ?? 10_000);
  }

  /** At most a second old. The first call for a lane begins to watch it. */
  status(lane: string): LaneStatus {
    return this.#watch.get(lane);
  }

  /** Envelopes in a lane, asked now. Rejects when Redis does not answer. */
  async depth(lane: string): Promise<number> {
    await this.#connected();
    return (await this.#watch.ask(lane)).depth;
  }

  /** As `status`, read now; rejects when Redis does not answer. */
  statusNow(lane: string): Promise<LaneStatus> {
    return this.#watch.ask(lane);
  }

  /** What people who look at a lane want to know besides; rejects when Redis does not answer. */
  async look(lane: string): Promise<LaneLook> {
    await this.#connected();
    return await lookAt(this.#control, laneKeys(this.#o.prefix, lane));
  }

  /**
   * Stops a lane for every holder, the present and later ones, until `resume`: what is in it and what is added waits, and expires
   * as usual. Rejects when Redis does not answer.
   */
  async pause(lane: string, pause: Pause): Promise<void> {
    await this.#connected();
    await this.#control.set(laneKeys(this.#o.prefix, lane).paused, JSON.stringify(pause));
    await this.#lookAt(lane);
  }

  /** Lets a lane run again; tells whether it was paused. */
  async resume(lane: string): Promise<boolean> {
    await this.#connected();
    const removed = await this.#control.del(laneKeys(this.#o.prefix, lane).paused);
    await this.#lookAt(lane);
    return removed === 1;
  }

  /** What of a user's accounts waits in a lane; rejects when Redis does not answer. */
  waiting(lane: string, user: string): Promise<Waiting> {
    return waitingIn(this.#control, laneKeys(this.#o.prefix, lane), user);
  }

  /** What lies in a lane, as its queue keeps it; rejects when Redis does not answer. */
  jobs(lane: string, state?: JobState, stretch?: Stretch): Promise<LaneJobs> {
    return jobsOf(this.#control, laneKeys(this.#o.prefix, lane), state, stretch);
  }

  /** One batch of a lane, looked at without reading what it carries; undefined: it is no longer there. Rejects when Redis does not answer. */
  batch(lane: string, id: string): Promise<BatchLook | undefined> {
    return batchIn(this.#control, laneKeys(this.#o.prefix, lane), id);
  }

  /** Name of this process among the holders of lanes; no other and no earlier one has it. */
  get process(): string {
    return this.#process;
  }

  /** Lanes that this process holds now. */
  get holding(): readonly string[] {
    return [...this.#roles.values()].flat().flatMap((tenancy) => (tenancy.held ? [tenancy.lane] : []));
  }

  /**
   * Competes for the lane. The lanes of a role are spread evenly over the live processes that work it, so every process
   * of a role must name the same lanes.
   */
  work(lane: string, role: string, handler: LaneHandler): void {
    const { address, prefix, clock, log } = this.#o;
    const tenancies = this.#roles.get(role) ?? [];
    this.#roles.set(role, tenancies);
    const tenancy = new Tenancy({
      lane,
      role,
      handler,
      address,
      prefix,
      process: this.#process,
      lease: this.#lease,
      control: this.#control,
      clock,
      log,
      add: (envelope) => this.add(lane, envelope),
    });
    tenancies.push(tenancy);
    this.#tenancies.set(lane, tenancy);
    this.#watch.get(lane);
  }

  /**
   * Takes care of a lane while no process of its role lives and it lies there for `after` ms: what has expired is told, and
   * what waits is sorted by conversation and account, but nothing is submitted. Given back when such a process appears.
   */
  careFor(lane: string, role: string, cared: CaredFor, after: number): void {
    const { address, prefix, clock, log } = this.#o;
    this.#watch.get(lane);
    const tenancy = new Tenancy({
      lane,
      role,
      handler: caretakersHandler(cared),
      address,
      prefix,
      process: caretakerName(this.#process),
      lease: this.#lease,
      control: this.#control,
      clock,
      log: log.child({ caretaker: true }),
      add: (envelope) => this.add(lane, envelope),
    });
    this.#cared.push({ tenancy, after });
  }

  /** Envelopes of a user's accounts that are parked in a lane. Rejects when Redis does not answer. */
  async parkedBy(lane: string, user: string): Promise<number> {
    return Number((await this.#control.hget(laneKeys(this.#o.prefix, lane).parkedBy, user)) ?? 0);
  }

  /** Whether anything of a conversation is parked in a lane. Rejects when Redis does not answer. */
  async hasParked(lane: string, conversation: string): Promise<boolean> {
    return (await this.#control.exists(laneKeys(this.#o.prefix, lane).parkedList + conversation)) === 1;
  }

  /**
   * Gives all lanes back in order, settling for at most `ms`; what this process adds meanwhile (effects) still goes in.
   * Resolves at most about a second after `ms`.
   */
  async drain(ms: number): Promise<void> {
    this.#draining = true;
    const until = this.#o.clock.monotonic() + ms;
    const roles = [...this.#roles.keys()];
    await Promise.all(this.#all.map((tenancy) => tenancy.leave(ms)));
    await Promise.all(roles.map((role) => this.#heartbeat(role, 0).catch(() => undefined)));
    while ([...this.#adders.values()].some((adder) => adder.open > 0) && this.#o.clock.monotonic() < until) {
      await sleep(this.#o.clock, 5);
    }
  }

  /** Ends everything at once. Adds that never left are refused; an add that is unknown stays open. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) timer?.cancel();
    for (const adder of this.#adders.values()) adder.stop();
    for (const tenancy of this.#all) tenancy.lose('stopped');
    this.#control.disconnect();
  }

  get #all(): readonly Tenancy[] {
    return [...[...this.#roles.values()].flat(), ...this.#cared.map(({ tenancy }) => tenancy)];
  }

  #adder(lane: string): LaneAdder {
    let adder = this.#adders.get(lane);
    if (adder === undefined) {
      const { prefix, clock, log } = this.#o;
      const losing = () => this.losingWithin(0);
      const direct: DirectWay = (id, envelopes) => this.#tenancies.get(lane)?.direct(id, envelopes);
      const producer = this.#producer;
      adder = new LaneAdder({ lane, prefix, producer, redis: this.#control, direct, losing, clock, log });
      this.#adders.set(lane, adder);
    }
    return adder;
  }

  /** Runs at once and then every `ms`, one run at a time; `slot` names the timer. */
  #every(slot: number, ms: number, run: () => Promise<void>): void {
    const again = () => {
      if (this.#stopped) return;
      const started = this.#o.clock.monotonic();
      void run()
        .catch((error: unknown) => this.#onTrouble(error))
        .finally(() => {
          // At the start Redis is not connected yet: waiting a whole turn for it would delay everything.
          const turn = this.#control.status === 'ready' ? ms : NOT_READY_MS;
          const rest = Math.max(10, started + turn - this.#o.clock.monotonic());
          this.#timers[slot] = this.#o.clock.after(rest, again);
        });
    };
    again();
  }

  #onTrouble(error: unknown): void {
    this.#trouble.tell('redis did not answer', error);
    if (String(error).includes('timed out')) dropDeadLink(this.#control);
  }

  /** Right after the start Redis is not connected yet. */
  async #connected(): Promise<void> {
    if (this.#control.status !== 'ready') await once(this.#control, 'ready');
  }

  async #lookAt(lane: string): Promise<void> {
    await this.#watch.look(lane);
    const tenancy = this.#tenancies.get(lane);
    if (tenancy !== undefined) tenancy.paused = this.#watch.get(lane).paused !== undefined;
  }

  async #sample(): Promise<void> {
    if (this.#control.status !== 'ready') return;
    for (const adder of this.#adders.values()) adder.added = 0;
    await this.#watch.sample();
    for (const [lane, tenancy] of this.#tenancies) tenancy.paused = this.#watch.get(lane).paused !== undefined;
    await this.#control.ping();
    this.#answeredAt = this.#o.clock.monotonic();
  }

  async #compete(): Promise<void> {
    if (this.#control.status !== 'ready') return;
    const begun = this.#o.clock.monotonic();
    await Promise.all(this.#all.map((tenancy) => tenancy.renew()));
    this.#renewedAt = begun;
    if (this.#draining) return;
    await Promise.all(Array.from(this.#roles, ([role, tenancies]) => this.#shareOut(role, tenancies)));
    for (const { tenancy, after } of this.#cared) await this.#takeCare(tenancy, after);
  }

  /** Takes lanes of a role up to a fair share of them; what is above it is given back, one lane after the other. */
  async #shareOut(role: string, tenancies: readonly Tenancy[]): Promise<void> {
    const processes = await this.#heartbeat(role, this.#lease);
    const share = Math.ceil(tenancies.length / Math.max(1, processes));
    const free = tenancies.filter((tenancy) => !tenancy.held);
    let holding = tenancies.length - free.length;
    // All at once, as each of them is a trip to Redis: at the start nothing is worked before its lane is taken.
    while (holding < share && free.length > 0 && !this.#draining) {
      const taken = await Promise.all(free.splice(0, share - holding).map((tenancy) => tenancy.take()));
      holding += taken.filter((isTaken) => isTaken).length;
    }
    if (holding > share && !tenancies.some((tenancy) => tenancy.leaving)) {
      void tenancies.findLast((tenancy) => tenancy.held)?.leave(GIVE_BACK_MS);
    }
  }

  async #takeCare(tenancy: Tenancy, after: number): Promise<void> {
    const { depth, unheldSince } = this.#watch.get(tenancy.lane);
    const lies = unheldSince !== undefined && this.#o.clock.now() - unheldSince >= after && depth > 0;
    if (!tenancy.held && !lies) return;
    const live = Number(await liveScript.run(this.#control, [roleKey(this.#o.prefix, tenancy.role), this.#lease]));
    if (tenancy.held && (live > 0 || !lies)) void tenancy.leave(GIVE_BACK_MS);
    else if (!tenancy.held && live === 0 && lies) await tenancy.take();
  }

  async #heartbeat(role: string, lifetime: number): Promise<number> {
    return Number(await heartbeatScript.run(this.#control, [roleKey(this.#o.prefix, role), this.#process, lifetime]));
  }
}
