/** How often what is due is sent, ms. */
const TICK_MS = 5;

/** Messages at fixed times, whether or not the earlier ones arrived, as long as it goes on. */
export class Steady {
  readonly perSecond: number;
  readonly #send: (n: number) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #from = performance.now();
  #sent = 0;

  /** `send` is told the number of the message, from 0. */
  constructor(perSecond: number, send: (n: number) => void) {
    this.perSecond = perSecond;
    this.#send = send;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  get sent(): number {
    return this.#sent;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const due = Math.floor(((performance.now() - this.#from) * this.perSecond) / 1000);
    while (this.#sent < due) this.#send(this.#sent++);
  }
}
