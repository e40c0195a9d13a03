import type { HoldContext, Incoming } from '../gateway.js';

/** Messages that may wait for the core at once; of one user at one network. */
const MOST = 1000;
/** Pause before what the core did not take is given to it again, ms. */
const AGAIN_MS = 1000;

/**
 * What a network brings to one user beside rooms, on its way to the core: in order, and again where it could not be taken,
 * because a network cannot be asked to say it again.
 */
export class Deliveries {
  readonly #context: Pick<HoldContext, 'deliver' | 'clock' | 'log'>;
  readonly #waiting: Incoming[] = [];
  #working = false;
  #stopped = false;

  constructor(context: Pick<HoldContext, 'deliver' | 'clock' | 'log'>) {
    this.#context = context;
  }

  deliver(message: Incoming): void {
    if (this.#stopped) return;
    if (this.#waiting.length >= MOST) {
      this.#context.log.warn({}, 'a message of a network was lost: too many wait for Redis');
      return;
    }
    this.#waiting.push(message);
    if (!this.#working) void this.#work();
  }

  /** Whoever holds the lane from now on gets what is said from now on. */
  stop(): void {
    this.#stopped = true;
  }

  async #work(): Promise<void> {
    const { clock, log } = this.#context;
    this.#working = true;
    for (let message = this.#waiting[0]; message !== undefined; message = this.#waiting[0]) {
      try {
        await this.#context.deliver(message);
        this.#waiting.shift();
      } catch (error) {
        if (this.#stopped) break;
        log.warn({ error: String(error) }, 'a message of a network waits for Redis');
        // Typing is over until then.
        if (message.chatState !== undefined && message.body === undefined) this.#waiting.shift();
        await new Promise<void>((resolve) => clock.after(AGAIN_MS, resolve));
      }
    }
    this.#working = false;
  }
}
