import type { Clock, Log, Timer } from '../../gateway.js';
import { Backoff } from './backoff.js';
import type { Bind, BindEvents } from './bind.js';
import type { SubmitSm } from './pdu.js';
import { refusalOf } from './refusal.js';
import { Session, type SessionEnd, type SessionOptions, statusHex } from './session.js';
import type { Answered, SubmitAnswer } from './submits.js';
import { connectionTrouble } from './trouble.js';

/** How a session is opened anew whenever one has ended. */
export interface LinkOptions {
  /** Reads what a session needs, anew for each, so that a changed password or certificate is taken up. */
  readonly session: () => Promise<SessionOptions>;
  readonly clock: Clock;
  readonly log: Log;
  readonly mayWrite: () => boolean;
  /** Says of each key at most once a minute that it is worth a line in the log; default: always. */
  readonly worth?: (key: string) => boolean;
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

  submit(sm: SubmitSm, done: (answer: SubmitAnswer) => void, late?: (answer: Answered) => void): void {
    if (this.#session === undefined) queueMicrotask(() => done({ kind: 'unsent', reason: 'not connected' }));
    else this.#session.submit(sm, done, late);
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
      this.#again({ reason: connectionTrouble(error), boundMs: 0 });
    }
  }

  #again(end: SessionEnd): void {
    this.#events.down(end.reason);
    if (this.#closed) return;
    const ms = this.#backoff.after(end);
    this.#tell(end, Math.round(ms));
    this.#timer = this.#options.clock.after(ms, () => void this.#connect());
  }

  #tell({ reason, bindStatus }: SessionEnd, againInMs: number): void {
    const { log, worth = () => true } = this.#options;
    if (bindStatus === undefined) {
      if (worth(reason)) log.warn({ reason, againInMs }, 'the bind ended');
      return;
    }
    const { name, lasting, advice } = refusalOf(bindStatus);
    if (!worth(name)) return;
    const say = { status: statusHex(bindStatus), name, advice, againInMs };
    if (lasting) log.error(say, 'the carrier refuses the bind');
    else log.warn(say, 'the carrier refuses the bind for now');
  }
}
