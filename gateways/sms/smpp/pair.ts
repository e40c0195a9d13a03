import type { Bind, BindEvents } from './bind.js';
import { Link, type LinkOptions } from './link.js';
import type { SubmitSm } from './pdu.js';
import type { Answered, SubmitAnswer } from './submits.js';

/**
 * A transmitter and a receiver that belong together, for carriers without transceivers (SMPP 3.4 2.2). Messages go out only
 * while both are bound: what became of them comes back over the receiver.
 */
export class Pair implements Bind {
  readonly #transmitter: Link;
  readonly #receiver: Link;
  #up = false;

  constructor(options: { readonly transmitter: LinkOptions; readonly receiver: LinkOptions }, events: BindEvents) {
    const half = (name: string) => ({
      up: () => {
        if (this.#up || !this.ready) return;
        this.#up = true;
        events.up();
      },
      down: (reason: string) => {
        this.#up = false;
        events.down(`${name}: ${reason}`);
      },
      // A carrier that sends over the transmitter as well is heard all the same.
      inbound: events.inbound,
    });
    this.#transmitter = new Link(options.transmitter, half('transmitter'));
    this.#receiver = new Link(options.receiver, half('receiver'));
  }

  get ready(): boolean {
    return this.#transmitter.ready && this.#receiver.ready;
  }

  get open(): number {
    return this.#transmitter.open;
  }

  start(): void {
    // First who listens, so that no receipt has to wait.
    this.#receiver.start();
    this.#transmitter.start();
  }

  submit(sm: SubmitSm, done: (answer: SubmitAnswer) => void, late?: (answer: Answered) => void): void {
    if (this.#receiver.ready) this.#transmitter.submit(sm, done, late);
    else queueMicrotask(() => done({ kind: 'unsent', reason: 'the receiver is not bound' }));
  }

  restart(reason: string): void {
    this.#transmitter.restart(reason);
  }

  stopTaking(): void {
    this.#transmitter.stopTaking();
    this.#receiver.stopTaking();
  }

  async unbind(): Promise<void> {
    await Promise.all([this.#transmitter.unbind(), this.#receiver.unbind()]);
  }

  close(): void {
    this.#transmitter.close();
    this.#receiver.close();
  }
}
