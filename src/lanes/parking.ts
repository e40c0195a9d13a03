import type { Clock } from '../clock.js';
import type { Conversation, Item, Parked } from './conversation.js';
import { type Envelope, isReadable } from './envelope.js';
import type { Whose } from './handler.js';
import type { Journal } from './journal.js';
import type { Memory } from './memory.js';

/** Parked envelopes read at once. */
const CHUNK = 256;
/** Conversations read side by side. */
const MOST_LOADING = 16;
/**
 * A conversation that a former holder parked is looked at again after so long at most, ms: its clock may have been ahead, and
 * trying once too often costs less than hours.
 */
const LONGEST_COMEBACK_MS = 300_000;
/** Conversations looked through for expired envelopes in one go, while none may come back. */
const LOOKED_THROUGH = 256;

interface ParkingOptions {
  readonly memory: Memory;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Whether what comes back now could be submitted. */
  readonly room: () => boolean;
  /** The oldest parked envelopes of a conversation, as they lie there, and the ids of those that had begun. */
  readonly read: (key: string, most: number) => Promise<{ raws: string[]; begun: Set<string> } | undefined>;
  /** Of another release; nothing of its conversation is taken. */
  readonly unreadable: (envelope: Envelope) => void;
  /** Takes an envelope from the parked list into memory. */
  readonly arrive: (envelope: Envelope, raw: string, begun: boolean) => void;
  readonly isExpired: (envelope: Envelope) => boolean;
  /** Whether it is not to be submitted any more (see `LaneHandler.withdrawn`). */
  readonly isWithdrawn: (whose: Whose) => boolean;
}

/**
 * Conversations that wait: all of theirs lies in a list of its own, so that jobs complete and neighbours pass. When the
 * time comes, there is room, and everything of it in memory has ended, the oldest of the list come back; arrivals go
 * behind the list until it is empty.
 */
export class Parking {
  readonly #o: ParkingOptions;
  /** Conversations whose time has come, in that order, and for which there is no room yet. */
  readonly #due = new Set<Conversation>();
  #loading = 0;
  #over = false;

  constructor(options: ParkingOptions) {
    this.#o = options;
  }

  /** Reads nothing more. */
  end(): void {
    this.#over = true;
    this.#due.clear();
    for (const { parked } of this.#o.memory.conversations.values()) parked?.timer?.cancel();
  }

  /**
   * Moves to the list what waits and what is outside (there it is known as begun, and its answer still counts). Nothing is
   * submitted for `after` ms.
   */
  park(conversation: Conversation, after: number): void {
    const { memory, clock } = this.#o;
    conversation.parked ??= newParked(0);
    const { parked, waiting } = conversation;
    parked.retryAt = Math.max(parked.retryAt, clock.monotonic() + after);
    parked.grown = true;
    // A mark made in advance: it was not submitted.
    for (const item of waiting) item.begun = false;
    // By age, so that the list has the order of the lane.
    const byAge = [...conversation.members].sort((a, b) => a.seq - b.seq);
    for (const item of byAge) this.#toList(item);
    parked.whose = byAge[0] === undefined ? undefined : whoseOf(byAge[0].envelope);
    for (const item of waiting.splice(0)) {
      parked.expiresAt = Math.min(parked.expiresAt, item.envelope.expires ?? parked.expiresAt);
      parked.dropped = Math.min(parked.dropped, item.seq);
      memory.drop(item);
    }
    this.#comeBack(conversation, parked);
  }

  /** Takes up a conversation that a former holder parked until a wall time. */
  resume(conversation: Conversation, lookAt: number): void {
    const { clock } = this.#o;
    const left = Math.min(LONGEST_COMEBACK_MS, Math.max(0, lookAt - clock.now()));
    conversation.parked = newParked(clock.monotonic() + left);
    this.#lookLater(conversation, left);
  }

  /** Puts an arrival of a parked conversation behind its list. */
  append(item: Item): void {
    const { memory } = this.#o;
    const { conversation, envelope } = item;
    const { parked } = conversation;
    item.begun = false;
    this.#toList(item);
    memory.drop(item);
    if (parked === undefined) return;
    parked.grown = true;
    if (envelope.expires === undefined || envelope.expires >= parked.expiresAt) return;
    const before = this.#untilLook(parked);
    parked.expiresAt = envelope.expires;
    if (this.#untilLook(parked) < before) this.#comeBack(conversation, parked);
  }

  /** Nothing of a parked conversation is in memory any more: reads the next, or ends its parking. */
  look(conversation: Conversation): void {
    const { parked } = conversation;
    if (parked === undefined || parked.loading || this.#over) return;
    const left = this.#untilLook(parked);
    const early = parked.retryAt > this.#o.clock.monotonic();
    if (left > 0) {
      this.#lookLater(conversation, left);
    } else if (early || (this.#loading < MOST_LOADING && this.#o.room())) {
      this.#load(conversation, parked, early);
    } else {
      this.#due.add(conversation);
      // What expires meanwhile is told in time.
      if (Number.isFinite(parked.expiresAt)) this.#expireLater(conversation, parked);
    }
  }

  /** There may be room again: those come back that wait for it, first the one that has waited longest. */
  release(): void {
    for (const conversation of this.#due) {
      if (this.#loading >= MOST_LOADING || !this.#o.room()) return;
      this.#due.delete(conversation);
      conversation.parked?.timer?.cancel();
      this.look(conversation);
    }
  }

  /**
   * Looks for what is withdrawn in conversations that wait for room, and for what has expired in those of which it is not
   * known when.
   */
  expire(): void {
    let looked = 0;
    for (const conversation of this.#due) {
      const { parked } = conversation;
      if (parked === undefined || parked.loading) continue;
      const { whose } = parked;
      const known = whose !== undefined && Number.isFinite(parked.expiresAt);
      if (known && !this.#o.isWithdrawn(whose)) continue;
      if (++looked > LOOKED_THROUGH) return;
      this.#load(conversation, parked, true);
    }
  }

  /** `early`: only what has expired or is withdrawn comes into memory. */
  #load(conversation: Conversation, parked: Parked, early: boolean): void {
    parked.loading = true;
    parked.grown = false;
    this.#loading += 1;
    void this.#read(conversation, parked, early).finally(() => {
      this.#loading -= 1;
      this.release();
    });
  }

  async #read(conversation: Conversation, parked: Parked, early: boolean): Promise<void> {
    const { memory, journal, isExpired, isWithdrawn } = this.#o;
    const { key } = conversation;
    // What was parked just now must be in the list before it is read.
    await journal.flush();
    const found = await this.#o.read(key, CHUNK);
    parked.loading = false;
    if (found === undefined || this.#over) return;
    if (found.raws.length === 0) {
      this.#due.delete(conversation);
      if (parked.grown) {
        this.#lookLater(conversation, 0);
        return;
      }
      parked.timer?.cancel();
      conversation.parked = undefined;
      journal.unpark(key);
      if (conversation.members.size === 0) memory.conversations.delete(key);
      return;
    }
    const parsed = found.raws.map((raw) => ({ raw, envelope: JSON.parse(raw) as Envelope }));
    const foreign = parsed.find(({ envelope }) => !isReadable(envelope));
    if (foreign !== undefined) {
      this.#o.unreadable(foreign.envelope);
      return;
    }
    let expiresAt = Number.POSITIVE_INFINITY;
    parked.whose = undefined;
    if (!early) parked.dropped = Number.POSITIVE_INFINITY;
    for (const { raw, envelope } of parsed) {
      if (!early || isExpired(envelope) || isWithdrawn(envelope)) {
        this.#o.arrive(envelope, raw, found.begun.has(envelope.id));
        continue;
      }
      expiresAt = Math.min(expiresAt, envelope.expires ?? expiresAt);
      parked.whose ??= whoseOf(envelope);
    }
    // Without any end there is nothing more to look for.
    parked.expiresAt = early && expiresAt === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : expiresAt;
    if (conversation.members.size > 0) this.#due.delete(conversation);
    else this.#lookLater(conversation, this.#untilLook(parked));
  }

  #toList(item: Item): void {
    const { memory, journal } = this.#o;
    const { place, conversation, envelope } = item;
    if (!('job' in place)) return;
    const raw = JSON.stringify(envelope);
    journal.park(conversation.key, envelope, raw, { jobId: place.job.id, offset: place.offset }, item.begun);
    item.place = { raw };
    if (memory.leaveJob(place.job)) journal.done(place.job.id);
  }

  /** Until something of it is submitted again or expires, ms. */
  #untilLook({ retryAt, expiresAt }: Parked): number {
    const { clock } = this.#o;
    return Math.max(0, Math.min(retryAt - clock.monotonic(), expiresAt - clock.now()));
  }

  /** Has it looked at in time, here or by whoever holds the lane then. */
  #comeBack(conversation: Conversation, parked: Parked): void {
    const { journal, clock } = this.#o;
    const left = this.#untilLook(parked);
    journal.comeback(conversation.key, clock.now() + left);
    if (conversation.members.size === 0) this.#lookLater(conversation, left);
  }

  #lookLater(conversation: Conversation, left: number): void {
    const { clock } = this.#o;
    const { parked } = conversation;
    parked?.timer?.cancel();
    if (parked === undefined || this.#over) return;
    parked.timer = clock.after(Math.min(LONGEST_TIMER, left), () => {
      if (conversation.members.size === 0 && conversation.parked === parked) this.look(conversation);
    });
  }

  #expireLater(conversation: Conversation, parked: Parked): void {
    const { clock } = this.#o;
    parked.timer?.cancel();
    parked.timer = clock.after(Math.min(LONGEST_TIMER, Math.max(0, parked.expiresAt - clock.now())), () => {
      if (conversation.members.size > 0 || conversation.parked !== parked || parked.loading || this.#over) return;
      this.#load(conversation, parked, true);
    });
  }
}

/** Longer ones the machine's timers do not know. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Not the whole envelope: it would stay in memory. */
function whoseOf({ account, born = 0, at }: Envelope): Whose {
  return { account, born, at };
}

function newParked(retryAt: number): Parked {
  return {
    retryAt,
    expiresAt: Number.POSITIVE_INFINITY,
    whose: undefined,
    dropped: Number.POSITIVE_INFINITY,
    grown: true,
    loading: false,
    timer: undefined,
  };
}
