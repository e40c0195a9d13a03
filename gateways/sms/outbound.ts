import type { Envelope, GatewayEvent, HoldContext, Outcome, Timer } from '../gateway.js';
import { Brake } from './brake.js';
import { type Candidates, pairKey, type Writer } from './candidates.js';
import { compose, toShortMessages } from './compose.js';
import type { CarrierConfig, SmsConfig } from './config.js';
import { Pacing, TOO_MUCH } from './pacing.js';
import { Seldom } from './seldom.js';
import { noticeSender, type Senders, seconds } from './senders.js';
import type { Bind } from './smpp/bind.js';
import { ESME } from './smpp/pdu.js';
import type { SubmitAnswer } from './smpp/session.js';
import { statusCode, statusMeaning } from './status.js';
import { type Conclusion, Submission } from './submission.js';

const REFERENCE_TTL_MS = 86_400_000;
/** Pause after the store could not be asked. */
const STORE_PAUSE_MS = 1000;

/** Refusals that pass by themselves and are no matter of the load. */
const NOT_BOUND: ReadonlySet<number> = new Set([ESME.RINVBNDSTS, ESME.RALYBND]);

const PART_TAKEN = 'closed when the carrier had taken only a part of the message';

interface Segment {
  readonly submission: Submission;
  readonly index: number;
  readonly settle: (outcome: Outcome) => void;
}

export interface OutboundOptions {
  readonly config: SmsConfig;
  readonly carrier: CarrierConfig;
  readonly context: HoldContext;
  readonly senders: Senders;
  readonly candidates: Candidates;
}

/** What goes to the carrier: messages into segments, segments over the binds within window and rate, answers to outcomes. */
export class Outbound {
  readonly #options: OutboundOptions;
  readonly #context: HoldContext;
  readonly #pacing: Pacing;
  readonly #brake: Brake;
  readonly #seldom: Seldom;
  #binds: readonly Bind[] = [];
  /** Segments that wait for room, all of one message in a row. */
  readonly #queues = new Map<Bind, Segment[]>();
  /** Messages of which the carrier has a part; the rest waits to be sent again. */
  readonly #unfinished = new Map<Timer, () => void>();
  /** Messages between `submit` and their first segment: their numbers are being looked up. */
  #preparing = 0;
  #closed = false;

  constructor(options: OutboundOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#seldom = new Seldom(options.context.clock);
    const { carrier, context } = options;
    this.#brake = new Brake(context.clock, () => this.#resume());
    this.#pacing = new Pacing({
      clock: context.clock,
      rates: context.rates,
      carrier: carrier.name,
      shares: carrier.shares,
      rate: carrier.rate,
      burst: carrier.burst,
      due: () => this.pump(),
      changed: (perSecond) => {
        context.metrics.gauge('rate', perSecond, { carrier: carrier.name });
        this.#resume();
      },
      trouble: (error) => this.#storeTrouble(error),
    });
    if (carrier.rate !== undefined) context.metrics.gauge('rate', carrier.rate, { carrier: carrier.name });
  }

  /** The binds to send over; once, before anything else. */
  use(binds: readonly Bind[]): void {
    this.#binds = binds;
    for (const bind of binds) this.#queues.set(bind, []);
  }

  /** Messages that may be submitted now. */
  free(): number {
    if (this.#closed || this.#brake.on) return 0;
    let room = 0;
    let waiting = 0;
    for (const [bind, queue] of this.#queues) {
      waiting += queue.length;
      room += Math.max(0, this.#roomOf(bind) - queue.length);
    }
    return Math.max(0, Math.min(room, this.#pacing.batch - waiting) - this.#preparing);
  }

  /** Open messages: nothing is left to wait for when it is 0. */
  get open(): number {
    let open = this.#preparing + this.#unfinished.size;
    for (const [bind, queue] of this.#queues) open += bind.open + queue.length;
    return open;
  }

  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    const { event } = envelope;
    if (event === undefined) {
      settle({ kind: 'unsupported', feature: envelope.kind });
      return;
    }
    if (this.#binds.every((bind) => !bind.ready)) {
      settle({ kind: 'retry', after: 0, reason: 'not bound to the carrier', scope: 'lane' });
      return;
    }
    const { config, carrier } = this.#options;
    const composed = compose(event.body, carrier.defaultAlphabet, config.maxSegments);
    if (!('pieces' in composed)) {
      settle({ kind: 'rejected', problem: composed });
      return;
    }
    const send = (sender: string, reference: number) => {
      const segments = toShortMessages(event, composed, sender, reference, carrier, config.validity);
      const policy = { carrier: carrier.name, unknownOutcome: carrier.unknownOutcome };
      this.#enqueue(new Submission(envelope.id, segments, policy), settle);
    };
    const pieces = composed.pieces.length;
    const { account, born = 0 } = envelope;
    const sender = this.#options.senders.from(account, event.contact);
    const known = event.type === 'message' ? this.#candidate({ id: account, born }, event.contact, sender) : undefined;
    if (known === undefined && pieces === 1 && !(event.type === 'notice' && this.#options.senders.several)) {
      send(sender, 0);
      return;
    }
    this.#preparing += 1;
    this.#prepare(event, sender, pieces, known).then(
      ([from, reference]) => {
        this.#preparing -= 1;
        send(from, reference);
      },
      (error: unknown) => {
        this.#preparing -= 1;
        this.#storeTrouble(error);
        this.#brake.pause(STORE_PAUSE_MS);
        settle({ kind: 'retry', after: STORE_PAUSE_MS, reason: 'the store cannot be asked', scope: 'lane' });
      },
    );
  }

  /** Sends what waits, as far as window and rate allow; call when a bind came up. */
  pump(): void {
    if (this.#closed || this.#brake.on) return;
    for (const [bind, queue] of this.#queues) {
      while (queue.length > 0 && this.#roomOf(bind) > 0) {
        const first = queue[0];
        if (first === undefined) break;
        if (first.submission.failed) {
          queue.shift();
          this.#answered(bind, first, { kind: 'unsent', reason: 'another segment failed' });
          continue;
        }
        if (!this.#pacing.take(this.#sendable())) return;
        queue.shift();
        this.#send(bind, first);
        // Where there is a rate, what is sent makes room, not only what is answered.
        if (this.#pacing.limited) this.#context.wake();
      }
    }
  }

  /** A bind went down: what waits for it has not been written. */
  lost(bind: Bind, reason: string): void {
    const queue = this.#queues.get(bind);
    for (const segment of queue?.splice(0) ?? []) this.#answered(bind, segment, { kind: 'unsent', reason });
  }

  /** Settles what waits; the binds settle what they have when they close. */
  close(): void {
    this.#closed = true;
    this.#brake.stop();
    this.#pacing.stop();
    for (const bind of this.#binds) this.lost(bind, 'closed');
    for (const [timer, abandon] of this.#unfinished) {
      timer.cancel();
      abandon();
    }
    this.#unfinished.clear();
  }

  #candidate(account: Writer, contact: string, sender: string): Promise<unknown> | undefined {
    return this.#options.candidates.wrote(pairKey(this.#options.senders.key(sender), contact), account);
  }

  async #prepare(
    event: GatewayEvent,
    sender: string,
    pieces: number,
    known: Promise<unknown> | undefined,
  ): Promise<[sender: string, reference: number]> {
    const { kv } = this.#context;
    const from =
      event.type === 'notice' && this.#options.senders.several
        ? ((await noticeSender(kv, event.contact)) ?? sender)
        : sender;
    const [reference] = await Promise.all([
      pieces > 1 ? kv.count(`reference:${from}|${event.contact}`, seconds(REFERENCE_TTL_MS)) : 0,
      known,
    ]);
    return [from, reference & 0xff];
  }

  #enqueue(submission: Submission, settle: (outcome: Outcome) => void): void {
    const bind = this.#emptiest();
    const queue = bind === undefined ? undefined : this.#queues.get(bind);
    if (this.#closed || bind === undefined || queue === undefined || !bind.ready) {
      settle({ kind: 'retry', after: 0, reason: 'not bound to the carrier', scope: 'lane' });
      return;
    }
    for (const index of submission.segments.keys()) queue.push({ submission, index, settle });
    this.pump();
  }

  /** The bind with the most room; one that is down only if all are. */
  #emptiest(): Bind | undefined {
    let best: Bind | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const [bind, queue] of this.#queues) {
      const load = bind.open + queue.length + (bind.ready ? 0 : 1_000_000);
      if (load < least) {
        best = bind;
        least = load;
      }
    }
    return best;
  }

  #send(bind: Bind, segment: Segment): void {
    const sm = segment.submission.segments[segment.index];
    if (sm === undefined) return;
    bind.submit(sm, (answer) => {
      this.#answered(bind, segment, answer);
      this.pump();
    });
  }

  #answered(bind: Bind, segment: Segment, answer: SubmitAnswer): void {
    if (answer.kind === 'answered') this.#noteStatus(answer.status);
    const conclusion = segment.submission.answer(segment.index, answer);
    if (conclusion !== undefined) this.#conclude(bind, segment, conclusion);
    if (answer.kind === 'answered' && answer.status === ESME.RINVBNDSTS && bind.open === 0) {
      bind.restart('the carrier does not take us for bound');
    }
  }

  #conclude(bind: Bind, segment: Segment, conclusion: Conclusion): void {
    if ('settle' in conclusion) {
      this.#context.metrics.count('submit', {
        carrier: this.#options.carrier.name,
        outcome: conclusion.settle.kind,
      });
      segment.settle(conclusion.settle);
      return;
    }
    const { again, afterMs } = conclusion;
    const abandon = () => segment.settle({ kind: 'unknown', maybeSent: true, reason: PART_TAKEN });
    if (this.#closed) {
      abandon();
      return;
    }
    // Before everybody else's, and over the same bind, so that the phone gets the parts together.
    const timer = this.#context.clock.after(afterMs, () => {
      this.#unfinished.delete(timer);
      this.#queues.get(bind)?.unshift(...again.map((index) => ({ ...segment, index })));
      this.pump();
    });
    this.#unfinished.set(timer, abandon);
  }

  /** Slows down when the carrier says that it is too much: a pause of this lane, and a lower rate after it. */
  #noteStatus(status: number): void {
    if (status === 0) {
      this.#brake.release();
      return;
    }
    const { carrier } = this.#options;
    const meaning = statusMeaning(status);
    this.#context.metrics.count('refused', { carrier: carrier.name, status: statusCode(status) });
    if (meaning.class === 'setting' && this.#seldom.worth(meaning.name)) {
      this.#context.log.error(
        { status: statusCode(status), name: meaning.name },
        'the carrier refuses a setting of ours',
      );
    }
    if (meaning.class !== 'slow') return;
    if (!NOT_BOUND.has(status)) this.#pacing.slow(TOO_MUCH);
    this.#brake.tighten(meaning.retryMs);
  }

  /** Submits that a bind has room for. */
  #roomOf(bind: Bind): number {
    return bind.ready ? Math.max(0, this.#options.carrier.window - bind.open) : 0;
  }

  /** Segments that could go out now, but for the rate. */
  #sendable(): number {
    let count = 0;
    for (const [bind, queue] of this.#queues) count += Math.min(queue.length, this.#roomOf(bind));
    return count;
  }

  #resume(): void {
    this.pump();
    this.#context.wake();
  }

  #storeTrouble(error: unknown): void {
    if (this.#seldom.worth(String(error))) {
      this.#context.log.warn({ error: String(error) }, 'the store cannot be asked before a message goes out');
    }
  }
}
