import type { Clock } from '../clock.js';
import type { Trouble } from '../trouble.js';
import { soon } from '../turn-end.js';
import type { Item } from './conversation.js';
import type { LaneHandler, Settled } from './handler.js';
import type { Outcome } from './outcome.js';
import { Backoff, sleep } from './trouble.js';

const MOST = 256;

/**
 * Runs the effects of outcomes in groups, in the order of settling: while one group is under way the next collects. A
 * group that failed is repeated until it is done.
 */
export class Effects {
  readonly #lane: string;
  readonly #handler: LaneHandler;
  readonly #clock: Clock;
  readonly #trouble: Trouble;
  readonly #mayWrite: () => boolean;
  readonly #done: (items: readonly Item[]) => void;
  readonly #idle: () => void;
  #settled: { readonly item: Item; readonly outcome: Outcome }[] = [];
  #running = false;

  /** `done`: their effects are over, so the envelopes end. `idle`: nothing is left to do. */
  constructor(options: {
    lane: string;
    handler: LaneHandler;
    clock: Clock;
    trouble: Trouble;
    mayWrite: () => boolean;
    done: (items: readonly Item[]) => void;
    idle: () => void;
  }) {
    this.#lane = options.lane;
    this.#handler = options.handler;
    this.#clock = options.clock;
    this.#trouble = options.trouble;
    this.#mayWrite = options.mayWrite;
    this.#done = options.done;
    this.#idle = options.idle;
  }

  get running(): boolean {
    return this.#running;
  }

  add(item: Item, outcome: Outcome): void {
    this.#settled.push({ item, outcome });
    if (this.#running) return;
    this.#running = true;
    soon(() => void this.#run());
  }

  async #run(): Promise<void> {
    const backoff = new Backoff();
    // A former holder must not tell of outcomes: the present one tells of what had begun.
    while (this.#settled.length > 0 && this.#mayWrite()) {
      const group = this.#settled.splice(0, MOST);
      const items: Settled[] = group.map(({ item, outcome }) => ({ envelope: item.envelope, outcome }));
      while (!(await this.#try(items))) {
        await sleep(this.#clock, backoff.next());
        if (!this.#mayWrite()) return;
      }
      backoff.reset();
      this.#done(group.map(({ item }) => item));
    }
    this.#running = false;
    this.#idle();
  }

  async #try(items: readonly Settled[]): Promise<boolean> {
    try {
      await this.#handler.effects(items, this.#lane);
      return true;
    } catch (error) {
      this.#trouble.tell('effects failed', error, { lane: this.#lane });
      return false;
    }
  }
}
