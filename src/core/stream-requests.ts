import type { Element } from '../xmpp/element.js';
import type { IqAnswer } from '../xmpp/iq.js';

/** Sends an IQ of type get or set and waits for its answer, at most `timeout` ms. Sets its id. */
export type Ask = (iq: Element, timeout: number) => Promise<IqAnswer>;

/**
 * The way for requests of our own to the XMPP server, over a stream of one domain. Only the process that holds the stream
 * has it: the others do without, because what we ask for always has another way.
 */
export class StreamRequests {
  readonly #open = new Set<Ask>();

  /** A stream is up; call what it returns when it is not any more. */
  opened(ask: Ask): () => void {
    this.#open.add(ask);
    return () => this.#open.delete(ask);
  }

  /** Undefined while no stream is up here. */
  get ask(): Ask | undefined {
    return this.#open.values().next().value;
  }
}
