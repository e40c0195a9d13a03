import { Status } from './codec.js';
import type { Session } from './session.js';

/** One deliver_sm on its way to an ESME. */
export interface Delivery {
  readonly kind: 'message' | 'receipt';
  /** The whole PDU; its sequence number is written at each sending. */
  readonly pdu: Buffer;
  /** Called once: with the status of the answer that ended it. */
  readonly done: (status: number) => void;
}

/** Answers after which a carrier repeats. */
const TEMPORARY: ReadonlySet<number> = new Set([
  Status.temporaryAppError,
  Status.throttled,
  Status.queueFull,
  Status.systemError,
]);

/**
 * deliver_sm towards the ESMEs: at most `window` unanswered on a connection, repeated after a lost connection, a missing
 * answer or a temporary refusal, as carriers do.
 */
export class Outbound {
  readonly #window: number;
  readonly #retryMs: number;
  readonly #timeoutMs: number;
  readonly #open = new Map<Session, Map<number, { delivery: Delivery; since: number }>>();
  #waiting: Delivery[] = [];
  #head = 0;
  #retries = new Set<NodeJS.Timeout>();
  /** Asked for one more when nothing waits; undefined ends it. */
  source: (() => Delivery | undefined) | undefined;
  sent = 0;
  repeated = 0;

  constructor(options: { window: number; retryMs: number; timeoutMs: number }) {
    this.#window = options.window;
    this.#retryMs = options.retryMs;
    this.#timeoutMs = options.timeoutMs;
  }

  /** Not yet ended: waiting, sent or to be repeated. */
  get pending(): number {
    let open = 0;
    for (const sent of this.#open.values()) open += sent.size;
    return this.#waiting.length - this.#head + open + this.#retries.size;
  }

  push(delivery: Delivery): void {
    this.#waiting.push(delivery);
    this.pump();
  }

  attach(session: Session): void {
    if (!session.receives) return;
    this.#open.set(session, new Map());
    this.pump();
  }

  detach(session: Session): void {
    const open = this.#open.get(session);
    this.#open.delete(session);
    if (open === undefined) return;
    const back = [...open.values()].map((entry) => entry.delivery);
    this.repeated += back.length;
    this.#waiting = [...back, ...this.#waiting.slice(this.#head)];
    this.#head = 0;
    this.pump();
  }

  answered(session: Session, sequence: number, status: number): void {
    const open = this.#open.get(session);
    const entry = open?.get(sequence);
    if (open === undefined || entry === undefined) return;
    open.delete(sequence);
    if (TEMPORARY.has(status)) this.#again(entry.delivery);
    else entry.delivery.done(status);
    this.#fill(session, open);
  }

  /** Repeats what is unanswered for too long; called now and then. */
  sweep(now: number): void {
    for (const open of this.#open.values()) {
      for (const [sequence, entry] of open) {
        if (now - entry.since < this.#timeoutMs) break;
        open.delete(sequence);
        this.#again(entry.delivery);
      }
    }
  }

  pump(): void {
    for (const [session, open] of this.#open) this.#fill(session, open);
  }

  stop(): void {
    for (const timer of this.#retries) clearTimeout(timer);
    this.#retries.clear();
  }

  #again(delivery: Delivery): void {
    this.repeated++;
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      this.push(delivery);
    }, this.#retryMs);
    this.#retries.add(timer);
  }

  #fill(session: Session, open: Map<number, { delivery: Delivery; since: number }>): void {
    while (open.size < this.#window && session.writable) {
      const delivery = this.#next();
      if (delivery === undefined) return;
      const sequence = session.nextSequence();
      delivery.pdu.writeUInt32BE(sequence, 12);
      open.set(sequence, { delivery, since: performance.now() });
      this.sent++;
      session.write(Buffer.from(delivery.pdu));
    }
  }

  #next(): Delivery | undefined {
    const delivery = this.#waiting[this.#head];
    if (delivery === undefined) return this.source?.();
    this.#head++;
    if (this.#head > 1024) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return delivery;
  }
}
