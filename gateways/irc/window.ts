import type { HoldContext, Incoming, TextRef } from '../gateway.js';

/** How long after a line of the user what the server says counts as its answer, ms. */
const LISTEN_MS = 30_000;
/** Texts of a server that go to the user in a minute, beside answers: a server may be talkative. */
const MOST_A_MINUTE = 30;

interface WindowParts {
  readonly context: Pick<HoldContext, 'clock' | 'text'>;
  readonly deliver: (message: Incoming) => void;
  /** Canonical address of the network. */
  readonly contact: string;
  readonly account: () => string;
}

/** What a server says to the user, as messages from the network's own address. */
export class Window {
  readonly #parts: WindowParts;
  #listenUntil = 0;
  #minute = 0;
  #told = 0;

  constructor(parts: WindowParts) {
    this.#parts = parts;
  }

  /** The user has sent a line of its own and wants to see what comes. */
  listen(): void {
    this.#listenUntil = this.#parts.context.clock.monotonic() + LISTEN_MS;
  }

  get listening(): boolean {
    return this.#parts.context.clock.monotonic() < this.#listenUntil;
  }

  tell(ref: TextRef): void {
    this.text(this.#parts.context.text(ref));
  }

  text(body: string): void {
    if (body.trim() === '' || !this.#may()) return;
    const { deliver, contact, account } = this.#parts;
    deliver({ account: account(), contact, body });
  }

  #may(): boolean {
    const now = this.#parts.context.clock.monotonic();
    if (now - this.#minute > 60_000) {
      this.#minute = now;
      this.#told = 0;
    }
    this.#told += 1;
    return this.listening || this.#told <= MOST_A_MINUTE;
  }
}
