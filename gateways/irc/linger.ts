import type { Clock, Timer } from '../gateway.js';

/** How long a connection stays for the sake of a private conversation, ms. */
const TALK_MS = 30 * 60_000;

interface LingerParts {
  readonly clock: Clock;
  /** How long a connection stays without a room in any case, ms. */
  readonly linger: number;
  /** Whether there is no room. */
  readonly idle: () => boolean;
  /** How long nobody has written in private, ms. */
  readonly quietFor: () => number;
  /** How long the network wants to be left alone, ms: who comes back meanwhile must not begin anew with it. */
  readonly keptFor: () => number;
  /** What has to be remembered may be something else now. */
  readonly changed: () => void;
  /** Nobody needs the connection any more. */
  readonly over: () => void;
}

/** Ends a connection that is in no room, some time after the last private message. */
export class Linger {
  readonly #parts: LingerParts;
  #timer: Timer | undefined;
  #talkUntil = 0;

  constructor(parts: LingerParts) {
    this.#parts = parts;
  }

  /** How long the connection is still wanted for the sake of a private conversation, ms; not above 0: it is not. */
  get talkMs(): number {
    return Math.max(TALK_MS - this.#parts.quietFor(), this.#talkUntil - this.#parts.clock.now());
  }

  /** A private conversation of before a restart: it is wanted until then (wall time, ms). */
  restore(talkUntil: number): void {
    this.#talkUntil = talkUntil;
  }

  /** Somebody wants to be in a room, or all is over. */
  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Nobody may be in any room. */
  begin(): void {
    const { clock, linger, idle, keptFor, changed, over } = this.#parts;
    if (!idle() || this.#timer !== undefined) return;
    this.#timer = clock.after(Math.max(linger, this.talkMs, keptFor(), 1), () => {
      this.#timer = undefined;
      if (!idle()) return;
      changed();
      if (this.talkMs > 0) this.begin();
      else over();
    });
  }
}
