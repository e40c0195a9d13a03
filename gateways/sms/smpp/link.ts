import type { Clock, Log, Timer } from '../../gateway.js';
import { Backoff } from './backoff.js';
import type { Bind, BindEvents } from './bind.js';
import type { SubmitSm } from './pdu.js';
import { Session, type SessionOptions, type SubmitAnswer } from './session.js';

export interface LinkOptions {
  /** Reads what a session needs, anew for each, so that a changed password or certificate is taken up. */
  readonly session: () => Promise<SessionOptions>;
  readonly clock: Clock;
  readonly log: Log;
  readonly mayWrite: () => boolean;
  readonly random?: () => number;
}

/** One session that is kept up: whenever it ends, a fresh one follows, until it is closed. */
export class Link implements Bind {
  readonly #options: LinkOptions;
  readonly #events: BindEvents;
  readonly #backoff: Backoff;
  #session: Session | undefined;
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: LinkOptions, events: BindEvents) {
    this.#options = options;
    this.#events = events;
    this.#backoff = new Backoff(options.random);
  }

  get ready(): boolean {
    return this.#session?.ready ?? false;
  }

  get open(): number {
    return this.#session?.open ?? 0;
  }

  start(): void {
    void this.#connect();
  }

  submit(sm: SubmitSm, done: (answer: SubmitAnswer) => void): void {
    if (this.#session === undefined) queueMicrotask(() => done({ kind: 'unsent', reason: 'not connected' }));
    else this.#session.submit(sm, done);
  }

  restart(reason: string): void {
    this.#session?.destroy(reason);
  }

  stopTaking(): void {
    this.#stop();
    this.#session?.stopTaking();
  }

  async unbind(): Promise<void> {
    this.#stop();
    await this.#session?.unbind();
  }

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
