import type { Clock, Timer } from '../../gateway.js';

interface KeepaliveOptions {
  readonly clock: Clock;
  /** Silence after which the server is asked, and how long it then has, ms. */
  readonly silenceMs: number;
  readonly pongMs: number;
  /** Sends `PING` with this token. */
  readonly ping: (token: string) => void;
  /** The server is gone. */
  readonly dead: () => void;
}

/** A timer that fires later than this shows that the process stood still. */
const LATE_MS = 2000;

/**
 * Notices when a server has gone. Whatever it says shows that it is there. One timer, which is not touched by what is heard:
 * when it fires it looks how long ago that was.
 */
export class Keepalive {
  readonly #options: KeepaliveOptions;
  #heardAt: number;
  #askedAt: number | undefined;
  #token = 0;
  #timer: Timer | undefined;
  #dueAt = 0;
  #deaf = false;
  #lag: number | undefined;

  constructor(options: KeepaliveOptions) {
    this.#options = options;
    this.#heardAt = options.clock.monotonic();
    this.#watch(options.silenceMs);
  }

  /** How long the last answer took, ms; unset before the first. */
  get lagMs(): number | undefined {
    return this.#lag;
  }

  heard(): void {
    this.#heardAt = this.#options.clock.monotonic();
  }

  /** An answer to our `PING`; whether it was one. */
  pong(token: string): boolean {
    if (this.#askedAt === undefined || token !== String(this.#token)) return false;
    this.#lag = this.#options.clock.monotonic() - this.#askedAt;
    return true;
  }

  /**
   * Nothing is read for now, so that nothing can be heard: the server is asked all the same, because what we write shows it
   * that we are there, and is not held to be gone.
   */
  set deaf(deaf: boolean) {
    this.#deaf = deaf;
    if (!deaf) {
      this.#heardAt = this.#options.clock.monotonic();
      this.#askedAt = undefined;
    }
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #watch(ms: number): void {
    const { clock } = this.#options;
    const wait = Math.max(1, Math.ceil(ms));
    this.#dueAt = clock.monotonic() + wait;
    this.#timer = clock.after(wait, () => this.#look());
  }

  #look(): void {
    const { clock, silenceMs, pongMs } = this.#options;
    const now = clock.monotonic();
    if (this.#askedAt !== undefined && this.#heardAt >= this.#askedAt) this.#askedAt = undefined;
    if (this.#askedAt !== undefined && !this.#deaf) {
      const left = this.#askedAt + pongMs - now;
      if (left > 0) this.#watch(left);
      // Whoever wakes up late has not read yet what came meanwhile.
      else if (now - this.#dueAt > LATE_MS) this.#watch(LATE_MS);
      else this.#options.dead();
      return;
    }
    const left = this.#deaf ? 0 : this.#heardAt + silenceMs - now;
    if (left > 0) {
      this.#watch(left);
      return;
    }
    this.#token += 1;
    this.#askedAt = now;
    this.#options.ping(String(this.#token));
    this.#watch(this.#deaf ? silenceMs : pongMs);
  }
}
