import type { Clock, Log, Timer } from '../../gateway.js';
import { Backoff } from './backoff.js';
import type { SubmitSm } from './pdu.js';
import { Session, type SessionEvents, type SessionOptions, type SubmitAnswer } from './session.js';

export interface LinkOptions {
  /** Reads what a session needs, anew for each, so that a changed password or certificate is taken up. */
  readonly session: () => Promise<SessionOptions>;
  readonly clock: Clock;
  readonly log: Log;
  readonly mayWrite: () => boolean;
  readonly random?: () => number;
}

export interface LinkEvents {
  up(): void;
  down(reason: string): void;
  readonly inbound: SessionEvents['inbound'];
}

/** One bind that is kept up: whenever its session ends, a fresh one follows, until it is closed. */
export class Link {
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #backoff: Backoff;
  #session: Session | undefined;
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: LinkOptions, events: LinkEvents) {
    this.#options = options;
    this.#events = events;
    this.#backoff = new Backoff(options.random);
  }

  get ready(): boolean {
    return this.#session?.ready ?? false;
  }

  /** Submits without an answer yet. */
  get open(): number {
    return this.#session?.open ?? 0;
  }

  /** Begins to connect; never throws. */
  start(): void {
    void this.#connect();
  }

  submit(sm: SubmitSm, done: (answer: SubmitAnswer) => void): void {
    if (this.#session === undefined) queueMicrotask(() => done({ kind: 'unsent', reason: 'not connected' }));
    else this.#session.submit(sm, done);
  }

  /** Ends the present session at once; a fresh one follows. */
  restart(reason: string): void {
    this.#session?.destroy(reason);
  }

  /** No new session follows; the present one takes nothing more of the carrier: see `Session.stopTaking`. */
  stopTaking(): void {
    this.#stop();
    this.#session?.stopTaking();
  }

  /** No new session follows; the present one unbinds. */
  async unbind(): Promise<void> {
    this.#stop();
    await this.#session?.unbind();
  }

  /** No new session follows; the present one ends at once. */
  close(): void {
    this.#stop();
    this.#session?.destroy('closed');
  }

  #stop(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  async #connect(): Promise<void> {
    if (this.#closed) return;
    try {
      const options = await this.#options.session();
      if (this.#closed) return;
      if (!this.#options.mayWrite()) throw new Error('this process does not hold the lane any more');
      this.#session = new Session(options, {
        bound: () => {
          this.#options.log.info({}, 'bound to the carrier');
          this.#events.up();
        },
        inbound: this.#events.inbound,
        ended: (end) => {
          this.#session = undefined;
          this.#again(end);
        },
      });
    } catch (error) {
      this.#again({ reason: error instanceof Error ? error.message : 'cannot connect', boundMs: 0 });
    }
  }

  #again(end: Parameters<Backoff['after']>[0]): void {
    this.#events.down(end.reason);
    if (this.#closed) return;
    const ms = this.#backoff.after(end);
    this.#options.log.warn({ reason: end.reason, againInMs: Math.round(ms) }, 'the bind ended');
    this.#timer = this.#options.clock.after(ms, () => void this.#connect());
  }
}
