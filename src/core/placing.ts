import type { Lanes } from '../lanes/lanes.js';
import type { Problem } from '../problem.js';
import { Recent } from '../recent.js';
import type { Detours } from '../store/detours.js';
import { problem } from './errors.js';
import type { Site } from './site.js';

/** A message that was placed so long ago is settled, or the lane has it parked, ms. */
export const SETTLED_MS = 5000;
/** Conversations whose last lane is remembered for that time. */
const REMEMBERED = 65_536;
/** For how long a count of waiting messages is taken for the present one, ms. */
const COUNT_MS = 1000;

/** The lane for a message, or why there is none. */
export type Placed = string | Problem;

interface Place {
  readonly lane: string;
  /** Monotonic time. */
  readonly at: number;
}

interface Count {
  waiting: number;
  /** Monotonic time until which it counts. */
  readonly until: number;
}

/**
 * Chooses the lane for each message. A conversation leaves the first choice of its gateway when that lane was down or
 * without a holder for a while, but only when nothing of it waits in any other lane: its order would be lost. What one
 * user may have waiting in a lane is bounded. Where all is well nothing is asked of Redis.
 */
export class Placing {
  readonly #site: Site;
  readonly #lanes: Lanes;
  readonly #store: Detours;
  /** Conversations on another lane than their first choice. Undefined: those of an earlier process are not read yet. */
  #detours: Map<string, string> | undefined;
  /** Conversations that were placed while their first choice was in trouble, or after that. */
  readonly #recent = new Recent<string, Place>(REMEMBERED);
  readonly #counts = new Map<string, Count>();

  constructor(site: Site) {
    this.#site = site;
    this.#lanes = site.lanes;
    this.#store = site.stores.detours;
  }

  /** `lanes`: those that can carry it, the best first. A promise only where Redis has to be asked; it may reject. */
  place(lanes: readonly string[], conversation: string, user: string): Placed | Promise<Placed> {
    const [first] = lanes;
    if (first === undefined) return problem('message-internal');
    if (lanes.length === 1) return this.#within(first, user);
    const usual = this.#detours?.size === 0 && this.#lanes.status(first).state === 'up' && !isOut(this.#site, first);
    return usual ? this.#within(first, user) : this.#around(lanes, conversation, user);
  }

  /** Takes the lane if it is worked and the user has not too much waiting in it. */
  #within(lane: string, user: string): Placed | Promise<Placed> {
    const { unheldSince, parked } = this.#lanes.status(lane);
    const { limits, clock } = this.#site;
    if (unheldSince !== undefined && clock.now() - unheldSince > limits.unheld) return problem('message-lane-unheld');
    return parked < limits.waiting ? lane : this.#counted(lane, user);
  }

  async #counted(lane: string, user: string): Promise<Placed> {
    const key = `${lane} ${user}`;
    const now = this.#site.clock.monotonic();
    let count = this.#counts.get(key);
    if (count === undefined || count.until <= now) {
      if (this.#counts.size > REMEMBERED) this.#counts.clear();
      count = { waiting: await this.#lanes.parkedBy(lane, user), until: now + COUNT_MS };
      this.#counts.set(key, count);
    }
    if (count.waiting >= this.#site.limits.waiting) return problem('message-waiting', { count: count.waiting });
    count.waiting += 1;
    return lane;
  }

  /** The first choice is in trouble, or conversations are away from theirs. */
  async #around(lanes: readonly string[], conversation: string, user: string): Promise<Placed> {
    this.#detours ??= new Map(await this.#store.all(this.#site.gateway.name));
    const detours = this.#detours;
    const waits = await this.#waitsIn(lanes, conversation);
    const chosen = waits ?? lanes.find((lane) => !isOut(this.#site, lane)) ?? lanes[0] ?? '';
    const before = detours.get(conversation);
    if (chosen !== lanes[0] && before !== chosen) {
      await this.#store.set(this.#site.gateway.name, conversation, chosen);
      detours.set(conversation, chosen);
      this.#site.metrics.count('conversations_rerouted', { network: this.#site.gateway.name });
    } else if (chosen === lanes[0] && before !== undefined) {
      await this.#store.remove(this.#site.gateway.name, conversation);
      detours.delete(conversation);
    }
    const placed = await this.#within(chosen, user);
    if (typeof placed === 'string') {
      this.#recent.set(conversation, { lane: placed, at: this.#site.clock.monotonic() });
    }
    return placed;
  }

  /** The lane in which earlier messages of the conversation may still be. */
  async #waitsIn(lanes: readonly string[], conversation: string): Promise<string | undefined> {
    const last = this.#recent.get(conversation);
    if (last !== undefined && this.#site.clock.monotonic() - last.at < SETTLED_MS && lanes.includes(last.lane)) {
      return last.lane;
    }
    const parked = await Promise.all(lanes.map((lane) => this.#lanes.hasParked(lane, conversation)));
    return lanes.find((_, index) => parked[index]);
  }
}

/** Nobody has worked the lane, or its connections have been down, for longer than is waited for it. */
export function isOut(site: Site, lane: string): boolean {
  const { unheldSince, state, since } = site.lanes.status(lane);
  const now = site.clock.now();
  const { unheld } = site.limits;
  if (unheldSince !== undefined) return now - unheldSince > unheld;
  return state === 'down' && now - since > unheld;
}
