import { ownerOf } from '../account-id.js';
import { LaneRefused } from '../lanes/adder.js';
import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { AddOptions } from '../lanes/lanes.js';
import type { Problem } from '../problem.js';
import { type Element, el } from '../xmpp/element.js';
import { errorElement } from '../xmpp/errors.js';
import { serialise } from '../xmpp/serialise.js';
import type { Arrival } from './arrival.js';
import { mask } from './mask.js';
import type { Site } from './site.js';
import { inWords } from './telling.js';
import { laneOf } from './xmpp-lanes.js';

/** Pause between two attempts to tell a refusal, ms. */
const AGAIN_MS = 500;

/** What a message was, as far as an answer to it needs to know. */
export interface Original {
  /** Full JID of who sent it. */
  readonly from: string;
  /** The JID of ours that it was sent to. */
  readonly to: string;
  readonly stanzaId?: string;
  readonly lang?: string;
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
    const told = inWords(this.#site.words, why, original.lang);
    return el(
      'message',
      { type: 'error', from: original.to, to: original.from, id: original.stanzaId },
      errorElement(maybeSent ? { ...told, maybeSent } : told),
    );
  }

  /**
   * Puts a stanza for the owner of an account into the lane of the stream that serves that user, in the order of all that
   * goes to the user. Resolves when it is in; rejects with
   * `LaneRefused` when it surely is not. What follows from a message that we took goes even into a full lane.
   */
  enqueue(id: string, account: string, stanza: string, options: AddOptions = { evenIfFull: true }): Promise<void> {
    const { gateway, lanes, clock } = this.#site;
    const owner = ownerOf(account);
    const envelope: Envelope = {
      v: ENVELOPE_VERSION,
      id,
      gateway: gateway.name,
      account,
      rev: 0,
      conversation: owner,
      kind: 'message',
      stanza,
      at: clock.now(),
    };
    return lanes.add(laneOf(this.#site, owner), envelope, options);
  }
}
