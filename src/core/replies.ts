import { ownerOf } from '../account-id.js';
import { LaneRefused } from '../lanes/adder.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { AddOptions } from '../lanes/lanes.js';
import type { Problem } from '../problem.js';
import { type Element, el } from '../xmpp/element.js';
import { errorElement, type StanzaProblem } from '../xmpp/errors.js';
import { serialise } from '../xmpp/serialise.js';
import { isOwn } from './addresses.js';
import type { Arrival } from './arrival.js';
import { mask } from './mask.js';
import type { Site } from './site.js';
import { inWords } from './telling.js';
import { laneOf } from './xmpp-lanes.js';

/** Pause between two attempts to tell a refusal, ms. */
const AGAIN_MS = 500;

/** What a message was, as far as an answer to it needs to know. */
interface Original {
  /** Full JID of who sent it. */
  readonly from: string;
  /** The JID of ours that it was sent to. */
  readonly to: string;
  readonly stanzaId?: string;
  readonly lang?: string;
  /** Whom of several it was for, as its sender wrote it, where `to` does not say it. */
  readonly recipient?: string;
}

/** Makes the stanzas that tell an XMPP user what became of a message, and puts them into the lane of the stream. */
export class Replies {
  readonly #site: Site;
  /** Writes to the stream at once, without a lane; false where it is down. */
  readonly #sendNow: (stanza: Element) => boolean;

  constructor(site: Site, sendNow: (stanza: Element) => boolean = () => false) {
    this.#site = site;
    this.#sendNow = sendNow;
  }

  /**
   * Refuses a message. By the lane the answer outlives the stream; `direct` goes to the stream at once and is for when
   * Redis takes nothing. Where neither works both are tried until one does, or this process ends. Never rejects.
   */
  async refuse(arrival: Arrival, why: Problem, way: 'lane' | 'direct'): Promise<void> {
    const original: Original = {
      from: arrival.from.full,
      to: arrival.to.full,
      ...(arrival.id === undefined ? {} : { stanzaId: arrival.id }),
      ...(arrival.lang === undefined ? {} : { lang: arrival.lang }),
      ...(arrival.copy === undefined || !isOwn(arrival.to) ? {} : { recipient: arrival.copy.written }),
    };
    const stanza = this.error(original, why);
    for (let first = way; ; first = 'direct') {
      if (first === 'direct' && this.#sendNow(stanza)) return;
      try {
        await this.enqueue(newEnvelopeId(), arrival.from.bare, serialise(stanza));
        return;
      } catch (error) {
        if (this.#sendNow(stanza)) return;
        if (!(error instanceof LaneRefused) || error.reason === 'stopping') break;
      }
      await new Promise<void>((resolve) => this.#site.clock.after(AGAIN_MS, resolve));
    }
    this.#site.log.error({ to: mask(original.from), reason: why.text.key }, 'a refusal could not be told');
  }

  /** The error stanza for a message: its id, its addresses swapped, one condition, a text in the sender's language. */
  error(original: Original, why: Problem, maybeSent = false): Element {
    const told = this.#told(original, why);
    return el(
      'message',
      { type: 'error', from: original.to, to: original.from, id: original.stanzaId },
      errorElement(maybeSent ? { ...told, maybeSent } : told),
    );
  }

  #told({ lang, recipient }: Original, why: Problem): StanzaProblem {
    const { words } = this.#site;
    const told = inWords(words, why, lang);
    if (recipient === undefined || told.text?.includes(recipient) === true) return told;
    const text = words.text({ key: 'recipient.failed', params: { recipient, problem: told.text ?? '' } }, lang);
    return { ...told, text };
  }

  /**
   * Puts a stanza for the owner of an account into the lane of the stream that serves that user, in the order of all that
   * goes to the user. Resolves when it is in; rejects with `LaneRefused` when it surely is not. What follows from a message
   * that we took goes even into a full lane. `expires`: wall time in ms after which it is not worth telling any more.
   */
  enqueue(
    id: string,
    account: string,
    stanza: string,
    { expires, counts, trace, ...options }: AddOptions & Pick<Envelope, 'expires' | 'counts' | 'trace'> = {
      evenIfFull: true,
    },
  ): Promise<void> {
    const { lanes } = this.#site;
    const made = this.envelope(id, account, stanza);
    const envelope: Envelope = {
      ...made,
      ...(expires === undefined ? {} : { expires }),
      ...(counts === undefined ? {} : { counts }),
      ...(trace === undefined ? {} : { trace }),
    };
    return lanes.add(laneOf(this.#site, ownerOf(account)), envelope, options);
  }

  /** The envelope of a stanza for the owner of an account. */
  envelope(id: string, account: string, stanza: string): Envelope {
    const { gateway, clock } = this.#site;
    return {
      v: ENVELOPE_VERSION,
      id,
      gateway: gateway.name,
      account,
      rev: 0,
      conversation: ownerOf(account),
      kind: 'message',
      stanza,
      at: clock.now(),
    };
  }
}
