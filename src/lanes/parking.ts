import type { Clock } from '../clock.js';
import type { Conversation, Item } from './conversation.js';
import type { Envelope } from './envelope.js';
import type { Journal } from './journal.js';
import type { Memory } from './memory.js';

/** Parked envelopes read at once. */
const CHUNK = 256;

export interface ParkingOptions {
  readonly memory: Memory;
  readonly journal: Journal;
  readonly clock: Clock;
  /** The oldest parked envelopes of a conversation, as they lie there, and the ids of those that had begun. */
  readonly read: (key: string, most: number) => Promise<{ raws: string[]; begun: Set<string> } | undefined>;
  /** Takes an envelope from the parked list into memory. */
  readonly arrive: (envelope: Envelope, raw: string, begun: boolean) => void;
  readonly isExpired: (envelope: Envelope) => boolean;
}

/**
 * Conversations that wait: all of theirs lies in a list of its own, so that jobs complete and neighbours pass. When the
 * time comes, and after everything of it in memory has ended, the oldest of the list come back; arrivals go behind the
 * list until it is empty.
 */
export class Parking {
  readonly #o: ParkingOptions;
  #over = false;

  constructor(options: ParkingOptions) {
    this.#o = options;
  }

  /** Reads nothing more. */
  end(): void {
    this.#over = true;
    for (const { parked } of this.#o.memory.conversations.values()) parked?.timer?.cancel();
  }

  /**
   * Moves to the list what waits and what is outside (there it is known as begun, and its answer still counts). Nothing is
   * submitted before `retryAt` (wall time).
   */
  park(conversation: Conversation, retryAt: number): void {
    const { memory, journal } = this.#o;
    conversation.parked ??= { retryAt: 0, lookAt: 0, grown: true, loading: false, timer: undefined };
    const { parked, waiting } = conversation;
    parked.retryAt = Math.max(parked.retryAt, retryAt);
    parked.lookAt = parked.retryAt;
    parked.grown = true;
    // A mark made in advance: it was not submitted.
    for (const item of waiting) item.begun = false;
    // By age, so that the list has the order of the lane.
    for (const item of [...conversation.members].sort((a, b) => a.seq - b.seq)) this.#toList(item);
    for (const item of waiting.splice(0)) {
      parked.lookAt = Math.min(parked.lookAt, item.envelope.expires ?? parked.lookAt);
      memory.drop(item);
    }
    journal.comeback(conversation.key, parked.lookAt);
    if (conversation.members.size === 0) this.#lookLater(conversation, parked.lookAt);
  }

  /** Takes up a conversation that a former holder parked. */
  resume(conversation: Conversation, lookAt: number): void {
    conversation.parked = { retryAt: lookAt, lookAt, grown: true, loading: false, timer: undefined };
    this.#lookLater(conversation, lookAt);
  }

  /** Puts an arrival of a parked conversation behind its list. */
  append(item: Item): void {
    const { memory, journal } = this.#o;
    const { conversation, envelope } = item;
    const { parked } = conversation;
    item.begun = false;
    this.#toList(item);
    memory.drop(item);
    if (parked === undefined) return;
    parked.grown = true;
    if (envelope.expires === undefined || envelope.expires >= parked.lookAt) return;
    parked.lookAt = envelope.expires;
    journal.comeback(conversation.key, parked.lookAt);
    if (conversation.members.size === 0) this.#lookLater(conversation, parked.lookAt);
  }

  /** Nothing of a parked conversation is in memory any more: reads the next, or ends its parking. */
  look(conversation: Conversation): void {
    const { parked } = conversation;
    if (parked === undefined || parked.loading || this.#over) return;
    if (parked.lookAt > this.#o.clock.now()) {
      this.#lookLater(conversation, parked.lookAt);
      return;
    }
    parked.loading = true;
    parked.grown = false;
    void this.#load(conversation);
  }

  async #load(conversation: Conversation): Promise<void> {
    const { memory, journal, clock, isExpired } = this.#o;
    const { key, parked } = conversation;
    if (parked === undefined) return;
    // What was parked just now must be in the list before it is read.
    await journal.flush();
    const found = await this.#o.read(key, CHUNK);
    parked.loading = false;
    if (found === undefined || this.#over) return;
    if (found.raws.length === 0) {
      if (parked.grown) {
        this.#lookLater(conversation, 0);
        return;
      }
      conversation.parked = undefined;
      journal.unpark(key);
      if (conversation.members.size === 0) memory.conversations.delete(key);
      return;
    }
    const early = parked.retryAt > clock.now();
    let lookAt = parked.retryAt;
    for (const raw of found.raws) {
      const envelope = JSON.parse(raw) as Envelope;
      if (!early || isExpired(envelope)) this.#o.arrive(envelope, raw, found.begun.has(envelope.id));
      else lookAt = Math.min(lookAt, envelope.expires ?? lookAt);
    }
    parked.lookAt = lookAt;
    if (conversation.members.size === 0) this.#lookLater(conversation, lookAt);
  }

  #toList(item: Item): void {
    const { memory, journal } = this.#o;
    const { place, conversation, envelope } = item;
    if (!('job' in place)) return;
    const raw = JSON.stringify(envelope);
    journal.park(conversation.key, raw, place.job.id, place.offset, envelope.id, item.begun);
    item.place = { raw };
    if (memory.leaveJob(place.job)) journal.done(place.job.id);
  }

  #lookLater(conversation: Conversation, at: number): void {
    const { clock } = this.#o;
    const { parked } = conversation;
    parked?.timer?.cancel();
    if (parked === undefined || this.#over) return;
    parked.timer = clock.after(Math.max(0, at - clock.now()), () => {
      if (conversation.members.size === 0 && conversation.parked === parked) this.look(conversation);
    });
  }
}
