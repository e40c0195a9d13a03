import { setTimeout as delay } from 'node:timers/promises';

/** Copies of texts that may be on their way before the next text waits longer, and at most before the last one is said. */
const ON_THE_WAY = 1000;
/** Between two looks at the end, ms. */
const LOOK_MS = 100;
/** Where nobody hears anything for so long, the last text is said all the same, ms. */
const SILENCE_MS = 15_000;

export interface IrcTalkOptions {
  /** Between two texts while what was said is heard, ms. */
  readonly everyMs: number;
  /** Says the text of a number to all. */
  readonly say: (number: number) => void;
  /** How many copies of the texts up to that number somebody has still to hear. */
  readonly unheard: (number: number) => number;
}

/**
 * Somebody who says numbered texts, one after the other, and waits the longer the more of what was said is not heard yet. So all
 * goes on while somebody is away, and a machine that is slow is given no more than it carries.
 */
export class IrcTalk {
  readonly #o: IrcTalkOptions;
  #timer: NodeJS.Timeout | undefined;
  /** The last number that was said. */
  count = 0;

  constructor(options: IrcTalkOptions) {
    this.#o = options;
    this.#wait();
  }

  /** Says nothing more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Says the last text when little is on its way, so that it tells how long one takes and not how slow the machine is. */
  async end(): Promise<void> {
    this.stop();
    let least = Number.POSITIVE_INFINITY;
    let heardAt = performance.now();
    for (;;) {
      const unheard = this.#o.unheard(this.count);
      if (unheard < least) heardAt = performance.now();
      least = Math.min(least, unheard);
      if (unheard <= ON_THE_WAY || performance.now() - heardAt > SILENCE_MS) break;
      await delay(LOOK_MS);
    }
    this.#next();
  }

  #next(): void {
    this.count += 1;
    this.#o.say(this.count);
  }

  #wait(): void {
    const { everyMs, unheard } = this.#o;
    const slowness = Math.max(1, unheard(this.count) / ON_THE_WAY);
    this.#timer = setTimeout(() => {
      this.#next();
      this.#wait();
    }, everyMs * slowness);
  }
}
