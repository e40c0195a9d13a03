import type { Clock } from '../clock.js';
import type { Trouble } from '../trouble.js';
import { soon } from '../turn-end.js';
import { marksOf } from './begins.js';
import type { Conversation, Item } from './conversation.js';
import type { Envelope } from './envelope.js';
import type { LaneHandler, LaneHold } from './handler.js';
import type { Journal } from './journal.js';
import type { Memory } from './memory.js';
import type { Outcome } from './outcome.js';

/** Longest that an envelope may be outside before its conversation is parked, ms. */
export const UNSETTLED_MS = 2000;

interface SubmitterOptions {
  readonly lane: string;
  readonly handler: Pick<LaneHandler, 'repeatBegun' | 'expired'>;
  readonly clock: Clock;
  readonly trouble: Trouble;
  readonly memory: Memory;
  readonly journal: Journal;
  /** See `Tenure.mayWrite`. */
  readonly mayWrite: () => boolean;
  /** Undefined: nothing is submitted yet, or any more. */
  readonly hold: () => LaneHold | undefined;
  /** Everything is forgotten; what is settled now is told to nobody. */
  readonly over: () => boolean;
  /** There may be room for what is parked. */
  readonly room: () => void;
  /** See `Parking.park`. */
  readonly park: (conversation: Conversation, after: number) => void;
  /** It will not be submitted again; its effects follow. */
  readonly settled: (item: Item, outcome: Outcome) => void;
  readonly isExpired: (envelope: Envelope) => boolean;
  /** Nothing is outside. */
  readonly idle: () => void;
}

/**
 * Submits what waits to the hold, conversation by conversation in turn and each in its order, as much as the hold takes. What may
 * not go out twice is marked as begun before; what surely did not go out gets its mark taken back.
 */
export class Submitter {
  readonly #o: SubmitterOptions;
  /** Conversations that may have something to submit, in the order of their turn. */
  readonly #ready = new Set<Conversation>();
  /** Outside and not parked yet, oldest first. */
  readonly #watched = new Set<Item>();
  /** Envelopes that were marked as begun when they were taken, until they are submitted. */
  #marked: Item[] = [];
  #outside = 0;
  /** Envelopes of which Redis is being told that they begin. */
  #beginning = 0;
  #pumpQueued = false;

  constructor(options: SubmitterOptions) {
    this.#o = options;
  }

  /** Envelopes that are submitted and not settled. */
  get outside(): number {
    return this.#outside;
  }

  /** Something is outside, or about to be. */
  get busy(): boolean {
    return this.#outside > 0 || this.#beginning > 0;
  }

  /** Takes an envelope behind those of its conversation. `marked`: as begun, on its way into the lane (see `marksOf`). */
  add(item: Item, marked: boolean): void {
    item.conversation.waiting.push(item);
    this.#ready.add(item.conversation);
    if (marked) this.#marked.push(item);
  }

  /** Something may be submitted that could not be before. */
  wake(): void {
    if (this.#pumpQueued || this.#o.over()) return;
    this.#pumpQueued = true;
    soon(() => {
      this.#pumpQueued = false;
      this.#submitMarked();
      this.#pump();
    });
  }

  /** Which of some new envelopes are marked as begun on their way into the lane: see `marksOf` of begins.ts. */
  marksOf(envelopes: readonly Envelope[]): string {
    const hold = this.#o.hold();
    if (hold === undefined || this.#o.handler.repeatBegun) return '';
    let room = hold.free() - this.#beginning;
    // What is here already goes first.
    for (const { waiting } of this.#ready) if (waiting.length > 0) room--;
    return marksOf(envelopes, room, this.#o.memory.conversations);
  }

  /** It surely did not go out: takes the begin mark back, and submits nothing of the conversation before that is done. */
  unbegin(item: Item): void {
    if (!item.begun) return;
    const { journal } = this.#o;
    const { conversation, place, envelope } = item;
    item.begun = false;
    if ('job' in place) journal.mark(place.job.id, place.offset, 'n');
    else journal.parkedNotBegun(conversation.key, envelope.id);
    conversation.returning++;
    void journal.flush().then(() => {
      conversation.returning--;
      this.#ready.add(conversation);
      this.wake();
    });
  }

  /** Conversations that are not parked and of which something is outside for too long; each is named once. */
  unsettled(now: number): ReadonlySet<Conversation> {
    const found = new Set<Conversation>();
    for (const item of this.#watched) {
      if (now - item.since < UNSETTLED_MS) break;
      this.#watched.delete(item);
      if (item.conversation.parked === undefined) found.add(item.conversation);
    }
    return found;
  }

  /**
   * Submits what was marked as begun when it was taken. There may be no room for it any more: whoever takes it up must not find it
   * begun then.
   */
  #submitMarked(): void {
    const hold = this.#o.hold();
    for (const item of this.#marked.splice(0)) {
      const { conversation } = item;
      if (!conversation.waiting.includes(item)) continue;
      const goes = conversation.waiting[0] === item && conversation.outside === 0 && conversation.returning === 0;
      if (!goes || hold === undefined || !this.#o.mayWrite() || hold.free() <= 0) {
        this.unbegin(item);
        continue;
      }
      conversation.waiting.shift();
      conversation.outside++;
      this.#ready.add(conversation);
      this.#submit(item, hold);
    }
  }

  #pump(): void {
    const hold = this.#o.hold();
    if (hold === undefined || this.#beginning > 0 || !this.#o.mayWrite()) return;
    this.#o.room();
    const group = this.#group(hold);
    if (group.length === 0) return;
    const before = group.map(({ conversation }) => conversation.givenBack);
    if (this.#o.handler.repeatBegun) {
      this.#submitGroup(group, before, hold);
      return;
    }
    for (const item of group) this.#begin(item);
    this.#beginning = group.length;
    void this.#o.journal.flush().then(() => {
      this.#beginning = 0;
      this.#submitGroup(group, before, hold);
      this.#pump();
    });
  }

  /**
   * Submits those whose turn it was; `before`: how often the hold had given back one of its conversation then. Where it has again
   * since, an earlier one is still to go, and this one waits behind it.
   */
  #submitGroup(group: readonly Item[], before: readonly number[], hold: LaneHold): void {
    group.forEach((item, index) => {
      if (item.conversation.givenBack === before[index]) this.#submit(item, hold);
      else if (!this.#o.over()) {
        this.#outside++;
        this.#settle(item, { kind: 'retry', after: 0, reason: 'an earlier one goes first', scope: 'lane' });
      }
    });
  }

  /** Those whose turn it is, as many as there is room for. */
  #group(hold: LaneHold): readonly Item[] {
    const group: Item[] = [];
    const room = hold.free();
    for (const conversation of this.#ready) {
      if (group.length >= room) break;
      this.#ready.delete(conversation);
      const item = this.#next(conversation, hold.depth);
      if (item === undefined) continue;
      conversation.outside++;
      group.push(item);
      this.#ready.add(conversation);
    }
    return group;
  }

  /** The next envelope of a conversation whose turn it is; what has expired meanwhile is concluded on the way. */
  #next(conversation: Conversation, depth: number): Item | undefined {
    while (conversation.outside < depth && conversation.returning === 0) {
      const item = conversation.waiting.shift();
      if (item === undefined) return undefined;
      if (!this.#o.isExpired(item.envelope)) return item;
      this.#o.settled(item, this.#o.handler.expired(item.envelope));
    }
    return undefined;
  }

  #begin(item: Item): void {
    if (item.begun) return;
    item.begun = true;
    if ('job' in item.place) this.#o.journal.mark(item.place.job.id, item.place.offset, 'b');
    else this.#o.journal.parkedBegun(item.conversation.key, item.envelope.id);
  }

  #submit(item: Item, hold: LaneHold): void {
    const { lane, clock, trouble, over, mayWrite } = this.#o;
    if (over() || !mayWrite()) return;
    this.#outside++;
    if (this.#o.hold() === undefined || hold.free() <= 0) {
      this.#settle(item, { kind: 'retry', after: 0, reason: 'no room', scope: 'lane' });
      return;
    }
    item.since = clock.monotonic();
    this.#watched.add(item);
    let open = true;
    const settle = (outcome: Outcome) => {
      const first = open;
      open = false;
      if (!first) trouble.tell('settled twice', outcome.kind, { lane });
      else if (!over()) this.#settle(item, outcome);
    };
    try {
      hold.submit(item.envelope, settle);
    } catch (error) {
      trouble.tell('submit threw', error, { lane });
      settle({ kind: 'unknown', maybeSent: true, reason: 'submit failed' });
    }
  }

  #settle(item: Item, settled: Outcome): void {
    // A lane knows no other one.
    const outcome = settled.kind === 'elsewhere' ? settled.otherwise : settled;
    const { conversation } = item;
    this.#outside--;
    conversation.outside--;
    this.#watched.delete(item);
    if (outcome.kind !== 'retry') {
      this.#o.settled(item, outcome);
    } else {
      conversation.givenBack++;
      conversation.putBack(item);
      this.unbegin(item);
      // What lies in the list must not be passed by a later one that is only short of room.
      const passes = (conversation.parked?.dropped ?? Number.POSITIVE_INFINITY) < item.seq;
      if (outcome.scope !== 'lane' || passes) this.#o.park(conversation, outcome.after);
    }
    this.#ready.add(conversation);
    this.wake();
    if (this.#outside === 0) this.#o.idle();
  }
}
