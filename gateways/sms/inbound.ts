import { type HoldContext, KeyedQueue } from '../gateway.js';
import type { CarrierConfig } from './config.js';
import { type Content, readContent, shownContent } from './content.js';
import { IdForms } from './id-forms.js';
import { receiptMessageIds } from './message-id.js';
import { fromSmppAddress } from './numbers.js';
import type { Gatekeeper } from './policy/gatekeeper.js';
import { type Group, Reassembly } from './reassembly.js';
import { receiptRules } from './receipt-config.js';
import { isMarkedReceipt, type Receipt, type ReceiptRules, readReceipt } from './receipts.js';
import type { PhoneText, QuestionWait, Replies, Routed } from './replies.js';
import { Seldom } from './seldom.js';
import type { Senders } from './senders.js';
import { ESME, type InboundSm } from './smpp/pdu.js';
import type { Concatenation } from './text/udh.js';

/** What a carrier is told of a message of its own (command_status of the answer). */
const STATUS_OF: Readonly<Record<Routed, number>> = {
  taken: ESME.ROK,
  nobody: ESME.RX_R_APPN,
  later: ESME.RX_T_APPN,
};

interface InboundOptions {
  readonly context: HoldContext;
  readonly carrier: CarrierConfig;
  readonly defaultCountry: string | undefined;
  /** How long to wait for missing parts, ms. */
  readonly reassembly: number;
  readonly senders: Senders;
  readonly replies: Replies;
  readonly gatekeeper: Gatekeeper;
}

/** Waits of this part, as they come back through `Hold.later`. */
export type InboundWait = { readonly kind: 'parts'; readonly group: Group } | QuestionWait;

/** What comes from the carrier: receipts to reports, texts to users. It is answered when it is safe, not before. */
export class Inbound {
  readonly #options: InboundOptions;
  readonly #reassembly: Reassembly;
  /** Each phone on its own, in the order that it wrote. */
  readonly #queue = new KeyedQueue();
  readonly #seldom: Seldom;
  readonly #receiptRules: ReceiptRules;
  readonly #idForms: IdForms;
  #receipts = 0;

  constructor(options: InboundOptions) {
    this.#options = options;
    this.#seldom = new Seldom(options.context.clock);
    const { carrier, context } = options;
    this.#receiptRules = receiptRules(carrier);
    this.#idForms = new IdForms({
      kv: context.kv,
      log: context.log,
      carrier: carrier.name,
      configured: carrier.receipts.idForm,
    });
    this.#reassembly = new Reassembly({
      context: options.context,
      carrier: options.carrier.name,
      alphabet: options.carrier.defaultAlphabet,
      timeout: options.reassembly,
    });
  }

  /** Takes one message; `answer` gets the command_status once it is known what became of it. */
  take(message: InboundSm, answer: (status: number) => void): void {
    const receipt = readReceipt(message, this.#receiptRules);
    // Receipts have no order among each other, and there may be many from one phone: they do not wait for its texts.
    if (receipt !== undefined) this.#receipts += 1;
    const key = receipt === undefined ? message.source.value : `receipt ${this.#receipts}`;
    this.#queue.run(key, () => this.#work(() => this.#handle(message, receipt), answer));
  }

  async #work(handle: () => Promise<number>, answer: (status: number) => void): Promise<void> {
    const { context, carrier } = this.#options;
    let status: number;
    try {
      status = await handle();
    } catch (error) {
      if (this.#seldom.worth(String(error))) {
        context.log.warn({ error: String(error) }, 'a message of the carrier cannot be kept now; it shall be repeated');
      }
      status = ESME.RX_T_APPN;
    }
    context.metrics.count('inbound', { carrier: carrier.name, status: `0x${status.toString(16)}` });
    answer(status);
  }

  /** Resolves when all that was taken has been answered. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** A wait of `parts` or `question` is over. */
  async later(wait: InboundWait): Promise<void> {
    if (wait.kind === 'question') {
      await this.#options.replies.unanswered(wait);
      return;
    }
    const { group } = wait;
    const late = await this.#reassembly.timedOut(group);
    if (late === undefined) return;
    const { source: contact, destination: ours } = group;
    const status = await this.#route({ contact, ours, body: late.text, dedupe: late.dedupe });
    if (status === ESME.RX_T_APPN) throw new Error('too many texts are kept for this phone');
  }

  async #handle(message: InboundSm, receipt: Receipt | undefined): Promise<number> {
    const { context, carrier, defaultCountry, senders } = this.#options;
    const contact = fromSmppAddress(message.source, defaultCountry);
    if (receipt !== undefined) {
      await this.#report(receipt, contact);
      return ESME.ROK;
    }
    if (isMarkedReceipt(message)) {
      if (this.#seldom.worth('no id'))
        context.log.warn({ esmClass: message.esmClass }, 'a delivery receipt without an id');
      return ESME.ROK;
    }
    // Before anything of it is kept.
    if (this.#options.gatekeeper.isBlocked(contact)) return ESME.ROK;
    const ours = senders.to(fromSmppAddress(message.destination, defaultCountry));
    if (ours === undefined) {
      context.metrics.count('nobody', { carrier: carrier.name });
      return ESME.RX_R_APPN;
    }
    const nick = contact.endsWith(';alphanumeric') ? { nick: message.source.value } : {};
    return this.#text(message, { contact, ours, ...nick });
  }

  async #report(receipt: Receipt, contact: string): Promise<void> {
    const { context, carrier } = this.#options;
    const { messageId, marked, strangeWord, ...state } = receipt;
    if (marked && strangeWord !== undefined && this.#seldom.worth(`state ${strangeWord}`)) {
      context.log.warn(
        { carrier: carrier.name, word: strangeWord },
        'a delivery receipt with a state that nobody knows',
      );
    }
    const candidates = receiptMessageIds(carrier.name, messageId, await this.#idForms.known());
    // A phone that forges a receipt is believed only about messages to itself.
    const ids = candidates.map(({ id, certain }) => ({ id, certain: certain && marked }));
    const found = await context.report({ ids, contact, ...state });
    if (marked && state.state !== 'pending') await this.#idForms.learn(candidates, found);
  }

  async #text(message: InboundSm, from: Omit<PhoneText, 'body'>): Promise<number> {
    const { context, carrier } = this.#options;
    const { place, ...content } = readContent(message, carrier.defaultAlphabet);
    if (place !== undefined && place.total > 1) return this.#part(from, place, content);
    const body = shownContent(content, carrier.defaultAlphabet, (ref) => context.text(ref));
    // An empty text has nothing to show, and an empty body would be no message.
    if (body === '') return ESME.ROK;
    return this.#route({ ...from, body });
  }

  async #part(from: Omit<PhoneText, 'body'>, place: Concatenation, content: Content): Promise<number> {
    const added = await this.#reassembly.add({
      source: from.contact,
      destination: from.ours,
      place,
      ...content,
    });
    switch (added.kind) {
      case 'kept':
      case 'repeat':
        return ESME.ROK;
      case 'refused':
        return ESME.RX_T_APPN;
      case 'late':
        return this.#route({ ...from, body: added.text, dedupe: added.dedupe });
      case 'clash': {
        const { left } = added;
        const status =
          left === undefined ? ESME.ROK : await this.#route({ ...from, body: left.text, dedupe: left.dedupe });
        if (status !== ESME.ROK) return status;
        await added.discard();
        return this.#part(from, place, content);
      }
      case 'whole': {
        const status = await this.#route({ ...from, body: added.text, dedupe: added.dedupe });
        if (status === ESME.ROK) await added.finish();
        return status;
      }
    }
  }

  async #route(text: PhoneText): Promise<number> {
    const { gatekeeper, replies } = this.#options;
    const verdict = await gatekeeper.judge(text);
    if (verdict === 'settled') await replies.show(text);
    if (verdict !== 'pass') return ESME.ROK;
    const routed = await replies.route(text);
    if (routed === 'nobody') this.#options.context.metrics.count('nobody', { carrier: this.#options.carrier.name });
    return STATUS_OF[routed];
  }
}
