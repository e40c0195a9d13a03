import type { Redis } from 'ioredis';
import type { Clock, Timer } from '../clock.js';
import type { Log } from '../log.js';
import type { RedisAddress } from '../redis.js';
import { ENVELOPE_VERSION, type Envelope } from './envelope.js';
import type { LaneHandler, LaneHold, Tenure } from './handler.js';
import { Holder } from './holder.js';
import { type LaneKeys, laneKeys } from './keys.js';
import { LaneLater } from './later.js';
import { pausable, pauseIn } from './pause.js';
import { releaseScript, tenureScript } from './scripts.js';
import { LaneStore } from './store.js';

/** After this share of the lease without a renewal the holder is silent; the rest is for clocks that run apart. */
export const GUARD = 15 / 16;
const OPEN_AGAIN_MS = 5000;
/** For so long a lane with messages of another release is left to a process of that one. */
const FOREIGN_MS = 60_000;
const GIVE_BACK_MS = 5000;

interface TenancyOptions {
  readonly lane: string;
  readonly role: string;
  readonly handler: LaneHandler;
  readonly address: RedisAddress;
  readonly prefix: string;
  /** Name of this process, used by no other and by no earlier one. */
  readonly process: string;
  /** ms. */
  readonly lease: number;
  /** Fails fast. */
  readonly control: Redis;
  readonly clock: Clock;
  readonly log: Log;
  readonly add: (envelope: Envelope) => Promise<void>;
}

/** What belongs to one tenure. */
interface Held {
  readonly epoch: number;
  readonly store: LaneStore;
  readonly holder: Holder;
  readonly later: LaneLater;
  hold: LaneHold | undefined;
  /** Monotonic time until which nobody else can have the lane. */
  aloneUntil: number;
}

/**
 * One process's claim to one lane: a lease in Redis with a deadline by the local monotonic clock. The deadline counts from
 * the time at which the renewal was *sent*, so it is over here before the lease is over in Redis, whatever stopped or cut
 * off this process.
 */
export class Tenancy {
  readonly lane: string;
  readonly role: string;
  readonly #o: TenancyOptions;
  readonly #keys: LaneKeys;
  #held: Held | undefined;
  #deadline = 0;
  #timer: Timer | undefined;
  #leaving = false;
  #notBefore = 0;
  #paused = false;

  constructor(options: TenancyOptions) {
    this.#o = options;
    this.lane = options.lane;
    this.role = options.role;
    this.#keys = laneKeys(options.prefix, options.lane);
  }

  get held(): boolean {
    return this.#held !== undefined;
  }

  get leaving(): boolean {
    return this.#leaving;
  }

  /** An admin has stopped the lane, or lets it run again: known within a second, and before a new tenure submits anything. */
  set paused(isPaused: boolean) {
    if (this.#paused === isPaused) return;
    this.#paused = isPaused;
    this.#o.log.info({ lane: this.lane, paused: isPaused }, 'a lane was paused or resumed');
    if (!isPaused) this.#held?.holder.wake();
  }

  /** See `Intake.direct`; undefined also where this process does not hold the lane. */
  direct(id: string, envelopes: readonly Envelope[]): Promise<boolean> | undefined {
    return this.#held?.holder.direct(id, envelopes);
  }

  /** Renews the lease of a held lane. */
  async renew(): Promise<void> {
    if (this.#held !== undefined) await this.#ask(false);
  }

  /** Takes the lane if nobody has it; true when this process has it then. */
  async take(): Promise<boolean> {
    if (this.#held === undefined && this.#o.clock.monotonic() >= this.#notBefore) await this.#ask(true);
    return this.held;
  }

  /** Orderly end: settles for at most `ms`, then leaves the rest of the lane, in order, to whoever takes it next. */
  async leave(ms: number): Promise<void> {
    const held = this.#held;
    if (held === undefined || this.#leaving) return;
    this.#leaving = true;
    const stop = new AbortController();
    const timer = this.#o.clock.after(ms, () => stop.abort());
    try {
      held.later.stop();
      await held.holder.drain(stop.signal);
      if (this.#held !== held) return;
      // Free for anybody from the release on.
      held.aloneUntil = 0;
      this.#forget(held);
      await releaseScript.run(this.#o.control, [this.#keys.holder, this.#keys.epoch, this.#o.process, held.epoch]);
      this.#o.log.info({ lane: this.lane, epoch: held.epoch }, 'lane given back');
    } catch (error) {
      this.#o.log.warn({ lane: this.lane, error: String(error) }, 'giving a lane back failed; its lease runs out');
      if (this.#held === held) this.lose('drain failed');
    } finally {
      timer.cancel();
      this.#leaving = false;
    }
  }

  /** The tenure is over: silent at once. */
  lose(why: string): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#forget(held);
    this.#o.log.warn({ lane: this.lane, epoch: held.epoch, why }, 'lane lost');
    held.hold?.close().catch((error: unknown) => {
      this.#o.log.error({ lane: this.lane, error: String(error) }, 'closing a hold failed');
    });
  }

  #loseToAnother(why: string): void {
    if (this.#held !== undefined) this.#held.aloneUntil = 0;
    this.lose(why);
  }

  #forget(held: Held): void {
    this.#held = undefined;
    this.#deadline = 0;
    this.#timer?.cancel();
    held.later.stop();
    held.holder.end();
    held.store.close();
  }

  async #ask(want: boolean): Promise<void> {
    const { process, lease, control, clock } = this.#o;
    const { holder, epoch: epochKey, era } = this.#keys;
    const mine = this.#held;
    const sent = clock.monotonic();
    const reply = await tenureScript.run(control, [
      holder,
      epochKey,
      era,
      process,
      mine?.epoch ?? 0,
      lease,
      want ? '1' : '0',
    ]);
    const [result, epoch] = reply as [number, number];
    // Lost by the deadline while the answer was on its way: it counts for nothing.
    if (this.#held !== mine) return;
    if (result === 0) return this.#loseToAnother('another process has it');
    this.#deadline = sent + lease * GUARD;
    if (result === 2) this.#begin(epoch);
    if (this.#held !== undefined) this.#held.aloneUntil = sent + lease;
    this.#watchDeadline();
  }

  #watchDeadline(): void {
    this.#timer?.cancel();
    const left = this.#deadline - this.#o.clock.monotonic();
    if (left <= 0) this.lose('lease not renewed in time');
    else this.#timer = this.#o.clock.after(left, () => this.#watchDeadline());
  }

  #begin(epoch: number): void {
    const { lane, handler, address, clock, log } = this.#o;
    const store = new LaneStore(address, this.#keys, epoch);
    const mayWrite = () => {
      if (this.#held?.epoch !== epoch) return false;
      if (clock.monotonic() < this.#deadline) return true;
      this.lose('lease not renewed in time');
      return false;
    };
    const lost = () => {
      if (this.#held?.epoch === epoch) this.#loseToAnother('another process took it');
    };
    const unreadable = ({ v }: Envelope) => {
      log.error(
        { lane, found: v, known: ENVELOPE_VERSION },
        'the lane holds messages of another release; start that one',
      );
      this.#notBefore = clock.monotonic() + FOREIGN_MS;
      void this.leave(GIVE_BACK_MS);
    };
    const holder = new Holder({ lane, handler, store, clock, log, mayWrite, lost, unreadable });
    const later = new LaneLater({ lane, prefix: this.#keys.queuePrefix, store, clock, log });
    const held: Held = { epoch, store, holder, later, hold: undefined, aloneUntil: 0 };
    this.#held = held;
    let told = '';
    const tenure: Tenure = {
      lane,
      epoch,
      mayWrite,
      alone: () => Math.max(0, held.aloneUntil - clock.monotonic()),
      wake: () => holder.wake(),
      state(state, reason = '') {
        if (told === `${state} ${reason}`) return;
        told = `${state} ${reason}`;
        holder.state(JSON.stringify({ state, since: clock.now(), reason }));
      },
      later,
      add: this.#o.add,
    };
    log.info({ lane, epoch }, 'lane taken');
    void this.#open(held, tenure);
  }

  async #open(held: Held, tenure: Tenure): Promise<void> {
    const { handler, clock, log, control, process } = this.#o;
    try {
      // Before the hold is there: it connects at once, and one that was given up for this would have to be closed again.
      this.paused = pauseIn(await control.get(this.#keys.paused)) !== undefined;
      if (this.#held !== held) return;
      const hold = await handler.open(tenure);
      if (this.#held !== held) return await hold.close();
      held.hold = hold;
      await held.holder.start(pausable(hold, () => this.#paused));
      // Without anybody to serve them waits stay where they are.
      if (this.#held === held && hold.later !== undefined) held.later.start(async (payload) => hold.later?.(payload));
    } catch (error) {
      log.error({ lane: this.lane, error: String(error) }, 'opening a lane failed');
      if (this.#held !== held) return;
      this.#forget(held);
      this.#notBefore = clock.monotonic() + OPEN_AGAIN_MS;
      // Whoever opens it next must not meet what this one has connected.
      await held.hold?.close().catch(() => undefined);
      await releaseScript
        .run(control, [this.#keys.holder, this.#keys.epoch, process, held.epoch])
        .catch(() => undefined);
    }
  }
}
