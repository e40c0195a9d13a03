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
  readonly #before: Promise<void> | undefined;
  #work: Promise<void> | undefined;
  #stopped = false;

  /** `before`: resolves when all has been handed on that is to come first. */
  constructor(context: Pick<HoldContext, 'deliver' | 'clock' | 'log'>, before?: Promise<void>) {
    this.#context = context;
    this.#before = before;
  }

  deliver(message: Incoming): void {
    if (this.#stopped) return;
    if (this.#waiting.length >= MOST) {
      this.#context.log.warn({}, 'a message of a network was lost: too many wait for Redis');
      return;
    }
    this.#waiting.push(message);
    this.#work ??= this.#handOn();
  }

  /** Whoever holds the lane from now on gets what is said from now on. What was said before is still handed on. */
  stop(): void {
    this.#stopped = true;
  }

  /** Resolves when all that was given is handed on, and what was to come before it; undefined where there was nothing. */
  get handed(): Promise<void> | undefined {
    return this.#work ?? this.#before;
  }

  async #handOn(): Promise<void> {
    const { clock, log } = this.#context;
    await this.#before;
    let told = false;
    for (let message = this.#waiting[0]; message !== undefined; message = this.#waiting[0]) {
      try {
        await this.#context.deliver(message);
        this.#waiting.shift();
        told = false;
      } catch (error) {
        if (!told) log.warn({ error: String(error) }, 'a message of a network waits for Redis');
        told = true;
        // Typing is over until then.
        if (message.chatState !== undefined && message.body === undefined) this.#waiting.shift();
        await new Promise<void>((resolve) => clock.after(AGAIN_MS, resolve));
      }
    }
    this.#work = undefined;
  }
}

/** What ended sessions still have to hand on: whatever the next session of the same user at the same network brings comes behind it. */
export class Leftovers {
  readonly #open = new Map<string, Promise<void>>();

  /** Resolves when what was left is handed on; undefined where nothing is. */
  of(user: string, network: string): Promise<void> | undefined {
    return this.#open.get(keyOf(user, network));
  }

  /** `handed`: resolves when all is handed on. */
  leave(user: string, network: string, handed: Promise<void> | undefined): void {
    if (handed === undefined) return;
    const key = keyOf(user, network);
    this.#open.set(key, handed);
    void handed.then(() => {
      if (this.#open.get(key) === handed) this.#open.delete(key);
    });
  }
}

/** Neither has a blank. */
function keyOf(user: string, network: string): string {
  return `${user} ${network}`;
}
