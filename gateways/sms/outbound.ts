import type { Envelope, GatewayEvent, HoldContext, Outcome, Timer } from '../gateway.js';
import { type Candidates, pairKey, type Writer } from './candidates.js';
import { type ComposeOptions, compose, composeOptions, toShortMessages } from './compose.js';
import type { CarrierConfig, SmsConfig } from './config.js';
import { Rate } from './rate.js';
import { Seldom } from './seldom.js';
import { noticeSender, type Senders, seconds } from './senders.js';
import type { Link } from './smpp/link.js';
import { ESME } from './smpp/pdu.js';
import type { SubmitAnswer } from './smpp/session.js';
import { statusCode, statusMeaning } from './status.js';
import { type Conclusion, Submission } from './submission.js';

const REFERENCE_TTL_MS = 86_400_000;
const LONGEST_PAUSE_MS = 30_000;
/** Pause after the store could not be asked. */
const STORE_PAUSE_MS = 1000;

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
  /** Segments a second for this hold. */
  readonly rate?: number;
}

/** What goes to the carrier: messages into segments, segments over the binds within window and rate, answers to outcomes. */
export class Outbound {
  readonly #options: OutboundOptions;
  readonly #context: HoldContext;
  readonly #rate: Rate | undefined;
  readonly #compose: ComposeOptions;
  readonly #seldom: Seldom;
  #links: readonly Link[] = [];
  /** Segments that wait for room, all of one message in a row. */
  readonly #queues = new Map<Link, Segment[]>();
  /** Messages of which the carrier has a part; the rest waits to be sent again. */
  readonly #unfinished = new Map<Timer, () => void>();
  /** Messages between `submit` and their first segment: their numbers are being looked up. */
  #preparing = 0;
  #pausedUntil = 0;
  #pauses = 0;
  #timer: Timer | undefined;
  #wakeAt = 0;
  #closed = false;

  constructor(options: OutboundOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#seldom = new Seldom(options.context.clock);
    this.#compose = composeOptions(options.config, options.carrier);
    this.#rate = options.rate === undefined ? undefined : new Rate(options.context.clock, options.rate);
  }

  /** The binds to send over; once, before anything else. */
  use(links: readonly Link[]): void {
    this.#links = links;
    for (const link of links) this.#queues.set(link, []);
  }

  /** Messages that may be submitted now. */
  free(): number {
    if (this.#closed || this.#pausedMs() > 0) return 0;
    let room = 0;
    let waiting = 0;
    for (const [link, queue] of this.#queues) {
      waiting += queue.length;
      if (link.ready) room += Math.max(0, this.#options.carrier.window - link.open - queue.length);
    }
    room = Math.max(0, room - this.#preparing);
    if (this.#rate === undefined || room === 0) return room;
    const ready = Math.max(0, this.#rate.ready - waiting - this.#preparing);
    if (ready === 0) this.#wakeIn(Math.max(1, this.#rate.waitMs));
    return Math.min(room, ready);
  }

  /** Open messages: nothing is left to wait for when it is 0. */
  get open(): number {
    let open = this.#preparing + this.#unfinished.size;
    for (const [link, queue] of this.#queues) open += link.open + queue.length;
    return open;
  }

  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    const { event } = envelope;
    if (event === undefined) {
      settle({ kind: 'unsupported', feature: envelope.kind });
      return;
    }
    if (this.#links.every((link) => !link.ready)) {
      settle({ kind: 'retry', after: 0, reason: 'not bound to the carrier', scope: 'lane' });
      return;
    }
    const { config, carrier } = this.#options;
    const composed = compose(event.body, this.#compose);
    if (!('shaped' in composed)) {
      settle({ kind: 'rejected', problem: composed });
      return;
    }
    const send = (sender: string, reference: number) => {
      const segments = toShortMessages(event, composed, sender, reference, carrier, config.validity);
      const { name, unknownOutcome, receipts } = carrier;
      const policy = { carrier: name, unknownOutcome, lastSegmentOnly: receipts.lastSegmentOnly };
      this.#enqueue(new Submission(envelope.id, segments, policy), settle);
    };
    const pieces = composed.messages;
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
        if (this.#seldom.worth(String(error))) {
          this.#context.log.warn({ error: String(error) }, 'the store cannot be asked before a message goes out');
        }
        this.#pause(STORE_PAUSE_MS);
        settle({ kind: 'retry', after: STORE_PAUSE_MS, reason: 'the store cannot be asked', scope: 'lane' });
      },
    );
  }

  /** Sends what waits, as far as window and rate allow; call when a bind came up. */
  pump(): void {
    if (this.#closed || this.#pausedMs() > 0) return;
    for (const [link, queue] of this.#queues) {
      while (queue.length > 0 && link.ready && link.open < this.#options.carrier.window) {
        const first = queue[0];
        if (first === undefined) break;
        if (first.submission.failed) {
          queue.shift();
          this.#answered(link, first, { kind: 'unsent', reason: 'another segment failed' });
          continue;
        }
        if (this.#rate !== undefined && !this.#rate.take()) {
          this.#wakeIn(this.#rate.waitMs);
          return;
        }
        queue.shift();
        this.#send(link, first);
      }
    }
  }

  /** A bind went down: what waits for it has not been written. */
  lost(link: Link, reason: string): void {
    const queue = this.#queues.get(link);
    for (const segment of queue?.splice(0) ?? []) this.#answered(link, segment, { kind: 'unsent', reason });
  }

  /** Settles what waits; the binds settle what they have when they close. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    for (const link of this.#links) this.lost(link, 'closed');
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
    return [from, reference];
  }

  #enqueue(submission: Submission, settle: (outcome: Outcome) => void): void {
    const link = this.#emptiest();
    const queue = link === undefined ? undefined : this.#queues.get(link);
    if (this.#closed || link === undefined || queue === undefined || !link.ready) {
      settle({ kind: 'retry', after: 0, reason: 'not bound to the carrier', scope: 'lane' });
      return;
    }
    for (const index of submission.segments.keys()) queue.push({ submission, index, settle });
    this.pump();
  }

  /** The bind with the most room; one that is down only if all are. */
  #emptiest(): Link | undefined {
    let best: Link | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const [link, queue] of this.#queues) {
      const load = link.open + queue.length + (link.ready ? 0 : 1_000_000);
      if (load < least) {
        best = link;
        least = load;
      }
    }
    return best;
  }

  #send(link: Link, segment: Segment): void {
    const sm = segment.submission.segments[segment.index];
    if (sm === undefined) return;
    link.submit(sm, (answer) => {
      this.#answered(link, segment, answer);
      this.pump();
    });
  }

  #answered(link: Link, segment: Segment, answer: SubmitAnswer): void {
    if (answer.kind === 'answered') this.#noteStatus(answer.status);
    const conclusion = segment.submission.answer(segment.index, answer);
    if (conclusion !== undefined) this.#conclude(link, segment, conclusion);
    if (answer.kind === 'answered' && answer.status === ESME.RINVBNDSTS && link.open === 0) {
      link.restart('the carrier does not take us for bound');
    }
  }

  #conclude(link: Link, segment: Segment, conclusion: Conclusion): void {
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
      this.#queues.get(link)?.unshift(...again.map((index) => ({ ...segment, index })));
      this.pump();
    });
    this.#unfinished.set(timer, abandon);
  }

  /** Slows the lane down when the carrier says that it is too much, twice as long each time. */
  #noteStatus(status: number): void {
    if (status === 0) {
      this.#pauses = 0;
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
    if (meaning.class !== 'slow' || this.#pausedMs() > 0) return;
    this.#pause(Math.min(LONGEST_PAUSE_MS, meaning.retryMs * 2 ** this.#pauses));
    this.#pauses = Math.min(this.#pauses + 1, 10);
  }

  #pausedMs(): number {
    return this.#pausedUntil - this.#context.clock.monotonic();
  }

  #pause(ms: number): void {
    this.#pausedUntil = this.#context.clock.monotonic() + ms;
    this.#wakeIn(ms);
  }

  #wakeIn(ms: number): void {
    const due = Math.max(this.#context.clock.monotonic() + ms, this.#pausedUntil);
    if (this.#timer !== undefined && this.#wakeAt <= due && this.#wakeAt >= this.#pausedUntil) return;
    this.#timer?.cancel();
    this.#wakeAt = due;
    this.#timer = this.#context.clock.after(due - this.#context.clock.monotonic(), () => {
      this.#timer = undefined;
      // A timer may fire a fraction of a millisecond early; the pause would then seem to go on, with nobody to end it.
      if (this.#pausedMs() > 0) {
        this.#wakeIn(0);
        return;
      }
      this.pump();
      this.#context.wake();
    });
  }
}
