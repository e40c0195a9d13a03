import {
  type Envelope,
  type GatewayEvent,
  type HoldContext,
  type Outcome,
  type PartId,
  Recent,
  type Timer,
} from '../gateway.js';
import type { CarrierConfig } from './config.js';
import type { Departures, Prepared } from './departures.js';
import { Flow, STORE_PAUSE_MS } from './flow.js';
import { Histories } from './histories.js';
import type { Bind } from './smpp/bind.js';
import { ESME } from './smpp/pdu.js';
import type { Answered, SubmitAnswer } from './smpp/submits.js';
import { Statuses } from './status.js';
import { type Conclusion, Submission } from './submission.js';

/** Late answers that are kept until their messages come again. */
const MOST_LATE = 4096;

/** How long the rest of a message waits for a bind when none is up. */
const NO_BIND_MS = 1000;

const PART_TAKEN = 'closed when the carrier had taken only a part of the message';

interface Segment {
  readonly submission: Submission;
  readonly envelope: Envelope<GatewayEvent>;
  readonly index: number;
  /** See `Departing.wanted`. */
  readonly wanted: () => boolean;
  /** See `Past.alone`. */
  readonly alone: boolean;
  readonly settle: (outcome: Outcome) => void;
}

interface OutboundOptions {
  readonly carrier: CarrierConfig;
  readonly context: HoldContext;
  readonly departures: Departures;
}

/** What goes to the carrier: messages into segments, segments over the binds within window and rate, answers to outcomes. */
export class Outbound {
  readonly #options: OutboundOptions;
  readonly #context: HoldContext;
  readonly #flow: Flow;
  readonly #statuses: Statuses;
  #binds: readonly Bind[] = [];
  /** Segments that wait for room, all of one message in a row. */
  readonly #queues = new Map<Bind, Segment[]>();
  /** Binds whose last submit had no answer: until there is one again, one submit at a time is put at risk. */
  readonly #silent = new Set<Bind>();
  /** Messages of which the carrier has a part; the rest waits to be sent again. */
  readonly #unfinished = new Map<Timer, () => void>();
  readonly #histories = new Histories();
  /** Messages to be sent again of which the carrier said late that it has them. */
  readonly #late = new Recent<string, readonly PartId[]>(MOST_LATE);
  /** Messages between `submit` and their first segment: their numbers are being looked up. */
  #preparing = 0;
  #closed = false;

  constructor(options: OutboundOptions) {
    this.#options = options;
    this.#context = options.context;
    const { carrier, context } = options;
    this.#statuses = new Statuses(carrier.statuses);
    this.#flow = new Flow({ carrier, context, statuses: this.#statuses, resume: () => this.#resume() });
  }

  /** The binds to send over; once, before anything else. */
  use(binds: readonly Bind[]): void {
    this.#binds = binds;
    for (const bind of binds) this.#queues.set(bind, []);
  }

  /** Messages that may be submitted now. */
  free(): number {
    if (this.#closed || this.#flow.stopped) return 0;
    let room = 0;
    let waiting = 0;
    for (const [bind, queue] of this.#queues) {
      room += Math.max(0, this.#roomOf(bind) - queue.length);
      if (bind.ready) waiting += queue.length;
    }
    return Math.max(0, Math.min(room, this.#flow.batch - waiting) - this.#preparing);
  }

  /** Open messages: nothing is left to wait for when it is 0. */
  get open(): number {
    return this.#binds.reduce((sum, bind) => sum + bind.open, this.#preparing + this.#unfinished.size + this.#waiting);
  }

  /** Segments that wait for room or for their place. */
  get #waiting(): number {
    let waiting = 0;
    for (const queue of this.#queues.values()) waiting += queue.length;
    return waiting;
  }

  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    const { event } = envelope;
    if (event === undefined) {
      settle({ kind: 'unsupported', feature: envelope.kind });
      return;
    }
    const parts = this.#late.get(envelope.id);
    if (parts !== undefined) {
      // It is to be sent again because nobody could say; now somebody has.
      this.#late.delete(envelope.id);
      settle({ kind: 'accepted', parts });
      return;
    }
    if (this.#binds.every((bind) => !bind.ready)) {
      settle({ kind: 'retry', after: 0, reason: 'not bound to the carrier', scope: 'lane' });
      return;
    }
    const prepared = this.#options.departures.prepare(envelope, event);
    if (!(prepared instanceof Promise)) {
      this.#depart(envelope, prepared, settle);
      return;
    }
    this.#preparing += 1;
    this.#flow.expect(this.#waiting + this.#preparing);
    prepared.then(
      (ready) => {
        this.#preparing -= 1;
        this.#depart(envelope, ready, settle);
      },
      (error: unknown) => {
        this.#preparing -= 1;
        this.#flow.pause(error);
        settle({ kind: 'retry', after: STORE_PAUSE_MS, reason: 'the store cannot be asked', scope: 'lane' });
      },
    );
  }

  /** Sends what waits, as far as window and rate allow; call when a bind came up. */
  pump(): void {
    if (this.#closed || this.#flow.stopped) return;
    for (const [bind, queue] of this.#queues) {
      while (queue.length > 0 && this.#roomOf(bind) > 0) {
        const first = queue[0];
        if (first === undefined) break;
        if (first.submission.failed) {
          queue.shift();
          this.#answered(bind, first, { kind: 'unsent', reason: 'another segment failed' });
          continue;
        }
        if (!first.wanted()) {
          queue.shift();
          this.#answered(bind, first, { kind: 'unsent', reason: 'the phone wants no more texts' });
          continue;
        }
        if (!this.#flow.take(this.#flow.limited ? this.#sendable() : 1)) return;
        queue.shift();
        this.#send(bind, first);
        // Where there is a rate, what is sent makes room, not only what is answered.
        if (this.#flow.limited) this.#context.wake();
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
    this.#flow.stop();
    for (const bind of this.#binds) this.lost(bind, 'closed');
    for (const [timer, abandon] of this.#unfinished) {
      timer.cancel();
      abandon();
    }
    this.#unfinished.clear();
  }

  #depart(envelope: Envelope<GatewayEvent>, prepared: Prepared, settle: (outcome: Outcome) => void): void {
    if ('problem' in prepared) {
      settle({ kind: 'rejected', problem: prepared.problem });
      return;
    }
    const { carrier } = this.#options;
    const past = this.#histories.of(envelope.id);
    const submission = new Submission(envelope.id, prepared.segments, {
      carrier: carrier.name,
      unknownOutcome: carrier.unknownOutcome,
      lastSegmentOnly: carrier.receipts.lastSegmentOnly,
      statuses: this.#statuses,
      past,
    });
    const settled = (outcome: Outcome): void => {
      if (!submission.mayBeOut) prepared.notSent();
      settle(outcome);
    };
    this.#enqueue({ submission, envelope, wanted: prepared.wanted, alone: past.alone, settle: settled });
  }

  #enqueue(message: Omit<Segment, 'index'>): void {
    const bind = this.#emptiest();
    const queue = bind === undefined ? undefined : this.#queues.get(bind);
    if (this.#closed || bind === undefined || queue === undefined || !bind.ready) {
      message.settle({ kind: 'retry', after: 0, reason: 'not bound to the carrier', scope: 'lane' });
      return;
    }
    for (const index of message.submission.segments.keys()) queue.push({ ...message, index });
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
    const done = (answer: SubmitAnswer): void => {
      this.#answered(bind, segment, answer);
      this.pump();
    };
    bind.submit(sm, done, (answer) => {
      this.#heard(bind, segment, answer);
      this.#answeredLate(segment, answer);
      this.#resume();
    });
  }

  /**
   * An answer after its time. Taken after all: the receipts of the message find it, and it is not sent again. A refusal
   * changes nothing: who has been told that nobody knows is not told twice, and what is to be sent again is sent again.
   */
  #answeredLate({ submission, envelope, index }: Segment, answer: Answered): void {
    const { carrier } = this.#options;
    this.#context.metrics.count('late_answers', { carrier: carrier.name, taken: String(answer.status === 0) });
    const parts = submission.late(index, answer);
    if (parts === undefined) return;
    if (carrier.unknownOutcome === 'resend') this.#late.set(envelope.id, parts);
    this.#context.answeredLate(envelope, parts).catch((error: unknown) => this.#flow.storeTrouble(error));
  }

  #answered(bind: Bind, segment: Segment, answer: SubmitAnswer): void {
    if (answer.kind === 'lost') this.#silent.add(bind);
    if (answer.kind === 'answered') {
      const outcome = answer.status === ESME.ROK ? 'taken' : 'refused';
      this.#context.metrics.count('segments', { carrier: this.#options.carrier.name, outcome });
      this.#heard(bind, segment, answer);
    }
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
      this.#histories.settled(segment.envelope.id, conclusion.settle, segment.submission.mayBeOut);
      segment.settle(conclusion.settle);
      return;
    }
    const { again, afterMs } = conclusion;
    if (this.#closed) {
      abandon(segment);
      return;
    }
    this.#followUp(bind, segment, again, afterMs);
  }

  /** Sends the rest of a message after a wait, before everybody else's. */
  #followUp(before: Bind, segment: Segment, rest: readonly number[], afterMs: number): void {
    const timer = this.#context.clock.after(afterMs, () => {
      this.#unfinished.delete(timer);
      // Over the same bind if that is up, so that the phone gets the parts together.
      const bind = before.ready ? before : this.#emptiest();
      if (bind?.ready !== true) {
        this.#followUp(before, segment, rest, NO_BIND_MS);
        return;
      }
      const { alone } = this.#histories.of(segment.envelope.id);
      this.#queues.get(bind)?.unshift(...rest.map((index) => ({ ...segment, index, alone })));
      this.pump();
    });
    this.#unfinished.set(timer, () => abandon(segment));
  }

  #heard(bind: Bind, { envelope, alone }: Segment, answer: Answered): void {
    this.#silent.delete(bind);
    this.#flow.note(answer, alone);
    if (answer.status === ESME.ROK) this.#histories.taken();
    else if (this.#statuses.isTooMuch(answer.status)) this.#histories.tooMuch(envelope.id);
  }

  /** Submits that a bind has room for. */
  #roomOf(bind: Bind): number {
    const window = this.#silent.has(bind) ? 1 : this.#options.carrier.window;
    return bind.ready ? Math.max(0, window - bind.open) : 0;
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
}

/** The rest of a message does not go out any more. */
function abandon({ settle }: Segment): void {
  settle({ kind: 'unknown', maybeSent: true, reason: PART_TAKEN });
}
