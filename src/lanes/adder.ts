import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import { Trouble } from '../trouble.js';
import { atTurnEnd } from '../turn-end.js';
import { dropDeadLink } from './dead-link.js';
import type { Envelope } from './envelope.js';
import { laneKeys } from './keys.js';
import { Backoff, isFull, isRefusal, sleep } from './trouble.js';

const MOST_ENVELOPES = 256;
const MOST_BYTES = 1024 * 1024;
const POLL_MS = 50;
/** Without an answer for so long it is not known whether the short way added it, and the ordinary way finds out. */
const DIRECT_MS = 2000;

/** Why an envelope surely is not in the lane. `full`: the lane; `no-room`: Redis itself. */
type RefusalReason = 'full' | 'no-room' | 'unreachable' | 'stopping';

/** The envelope surely is not in the lane and will not be: its sender may be told so. */
export class LaneRefused extends Error {
  readonly reason: RefusalReason;

  constructor(lane: string, reason: RefusalReason) {
    super(`lane ${lane}: ${reason}`);
    this.name = 'LaneRefused';
    this.reason = reason;
  }
}

/**
 * Adds a job straight into the memory of a holder in this process (see `Intake.direct`). Undefined: not at present; false:
 * it is surely not in the lane; rejects: nobody knows.
 */
export type DirectWay = (id: string, envelopes: readonly Envelope[]) => Promise<boolean> | undefined;

interface Entry {
  readonly envelope: Envelope;
  readonly resolve: () => void;
  readonly reject: (error: LaneRefused) => void;
  /** Monotonic time after which it is refused if it never left; infinity: it waits for Redis as long as it takes. */
  readonly until: number;
}

/**
 * Group commit into one lane: while an add is in flight the next envelopes collect, and then go together as one job. A
 * lone envelope leaves at once. Where this process holds the lane and nothing waits there, the job goes the short way,
 * into Redis and the holder's memory in one trip.
 *
 * An add without an answer is unknown: it may be in the lane. It is repeated with the same job id, before anything else,
 * until it is known; so order holds and nothing is twice in the lane. The repeat carries the job name `again`, by which
 * the holder knows that it has to look whether the first one was completed already.
 */
export class LaneAdder {
  readonly #lane: string;
  readonly #prefix: string;
  readonly #producer: string;
  readonly #redis: Redis;
  readonly #direct: DirectWay;
  readonly #losing: () => boolean;
  readonly #clock: Clock;
  readonly #trouble: Trouble;
  #queue: Queue | undefined;
  #waiting: Entry[] = [];
  #running = false;
  #stopping = false;
  #seq = 0;
  /** Envelopes known to be in the lane since `added` was last read and reset. */
  added = 0;

  /**
   * `producer`: letters and digits, never used before by any process. `losing`: Redis has taken nothing for so long that what
   * waits is refused whatever its time.
   */
  constructor(options: {
    lane: string;
    prefix: string;
    producer: string;
    redis: Redis;
    direct: DirectWay;
    losing: () => boolean;
    clock: Clock;
    log: Log;
  }) {
    this.#lane = options.lane;
    this.#prefix = options.prefix;
    this.#producer = options.producer;
    this.#redis = options.redis;
    this.#direct = options.direct;
    this.#losing = options.losing;
    this.#clock = options.clock;
    this.#trouble = new Trouble(options.clock, options.log);
  }

  /** Resolves when the envelope is in the lane; rejects with `LaneRefused` only when it surely is not. */
  add(envelope: Envelope, giveUpAfter: number): Promise<void> {
    if (this.#stopping) return Promise.reject(new LaneRefused(this.#lane, 'stopping'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ envelope, resolve, reject, until: this.#clock.monotonic() + giveUpAfter });
      if (this.#running) return;
      this.#running = true;
      // Envelopes of one turn (chunks of streams, requests of several connections) travel together.
      atTurnEnd(() => void this.#run());
    });
  }

  /** Number of envelopes that are not known to be in the lane yet. */
  get open(): number {
    return this.#waiting.length + (this.#running ? 1 : 0);
  }

  /** Refuses what never left. An add that is unknown stays open for ever. */
  stop(): void {
    this.#stopping = true;
    for (const entry of this.#waiting.splice(0)) entry.reject(new LaneRefused(this.#lane, 'stopping'));
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      if (await this.#send(group)) {
        this.added += group.length;
        for (const entry of group) entry.resolve();
      }
    }
    this.#running = false;
  }

  #nextGroup(): Entry[] {
    let bytes = 0;
    let count = 0;
    for (const { envelope } of this.#waiting) {
      bytes += weigh(envelope);
      if (count > 0 && (bytes > MOST_BYTES || count >= MOST_ENVELOPES)) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  /** True when the group is in the lane; false when every entry of it was refused. */
  async #send(group: Entry[]): Promise<boolean> {
    const id = `j${this.#producer}-${++this.#seq}-`;
    const backoff = new Backoff();
    let unknown = false;
    let jobId = '';
    for (;;) {
      if (!unknown) {
        this.#refuseOverdue(group);
        if (group.length === 0) return false;
        jobId = id + group.length;
        const tried = this.#tryDirect(jobId, group);
        const direct = tried === 'out' ? tried : await tried;
        if (direct === 'in') return true;
        unknown = direct === 'unknown';
      }
      this.#refuseOverdue(this.#waiting);
      // A command given to a client that is not connected would hang or fail; nothing has left, so nothing is unknown.
      if (this.#redis.status !== 'ready') {
        await sleep(this.#clock, POLL_MS);
        continue;
      }
      try {
        this.#queue ??= await this.#open();
        // From here on it may be in, whatever is answered.
        await this.#queue.add(
          unknown ? 'again' : 'batch',
          group.map((entry) => entry.envelope),
          { jobId },
        );
        return true;
      } catch (error) {
        this.#trouble.tell('add to lane failed', error, { lane: this.#lane });
        if (this.#queue !== undefined && !isRefusal(error)) {
          unknown = true;
          if (String(error).includes('timed out')) dropDeadLink(this.#redis);
        }
        if (!unknown && isFull(error)) {
          // Whoever waits for it should hear now: Redis did, and it will not change within their patience.
          this.#refuse(group, 'no-room', () => true);
          if (group.length === 0) return false;
        }
        await this.#pause(backoff.next(), unknown ? [] : group);
      }
    }
  }

  #tryDirect(jobId: string, group: readonly Entry[]): Promise<'in' | 'out' | 'unknown'> | 'out' {
    const taken = this.#direct(
      jobId,
      group.map((entry) => entry.envelope),
    );
    if (taken === undefined) return 'out';
    return new Promise((resolve) => {
      let open = true;
      const end = (fate: 'in' | 'out' | 'unknown') => {
        open = false;
        timer.cancel();
        resolve(fate);
      };
      const timer = this.#clock.after(DIRECT_MS, () => end('unknown'));
      taken.then(
        (yes) => end(yes ? 'in' : 'out'),
        (error: unknown) => {
          if (open) this.#trouble.tell('add to own lane failed', error, { lane: this.#lane });
          end(isRefusal(error) ? 'out' : 'unknown');
        },
      );
    });
  }

  /** Waits, and refuses meanwhile what is overdue of what waits and of `group`; ends early when nothing is left of the group. */
  async #pause(ms: number, group: Entry[]): Promise<void> {
    const until = this.#clock.monotonic() + ms;
    const some = group.length > 0;
    for (let left = ms; left > 0 && !(some && group.length === 0); left = until - this.#clock.monotonic()) {
      await sleep(this.#clock, Math.min(left, POLL_MS));
      this.#refuseOverdue(group);
      this.#refuseOverdue(this.#waiting);
    }
  }

  #refuseOverdue(entries: Entry[]): void {
    if (entries.length === 0) return;
    const now = this.#clock.monotonic();
    const losing = this.#losing();
    this.#refuse(entries, 'unreachable', ({ until }) => losing || until <= now);
  }

  /** Refuses of some entries those that `applies` names and that have an end to their patience; all, where this stops. */
  #refuse(entries: Entry[], reason: RefusalReason, applies: (entry: Entry) => boolean): void {
    let kept = 0;
    for (const entry of entries) {
      if (this.#stopping) entry.reject(new LaneRefused(this.#lane, 'stopping'));
      else if (entry.until !== Number.POSITIVE_INFINITY && applies(entry)) {
        entry.reject(new LaneRefused(this.#lane, reason));
      } else entries[kept++] = entry;
    }
    entries.length = kept;
  }

  async #open(): Promise<Queue> {
    const queue = new Queue(this.#lane, {
      connection: this.#redis,
      prefix: laneKeys(this.#prefix, this.#lane).queuePrefix,
      streams: { events: { maxLen: 100 } },
    });
    queue.on('error', (error) => this.#trouble.tell('lane queue', error, { lane: this.#lane }));
    // Fails for ever if the connection broke meanwhile: then the next attempt makes a new one.
    await queue.waitUntilReady();
    return queue;
  }
}

/** About the JSON length of an envelope; exact only as far as the limit of a job needs it. */
function weigh(envelope: Envelope): number {
  let bytes = 400 + (envelope.stanza?.length ?? 0);
  for (const text of envelope.stanzas ?? []) bytes += text.length;
  for (const jid of envelope.to ?? []) bytes += jid.length;
  if (typeof envelope.event === 'object' && envelope.event !== null) {
    for (const value of Object.values(envelope.event)) bytes += typeof value === 'string' ? value.length : 100;
  }
  return bytes;
}
