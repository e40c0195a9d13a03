import type { Envelope, GatewayEvent, HoldContext, MessageEvent, NoticeEvent, Problem } from '../gateway.js';
import { type Candidates, pairKey } from './candidates.js';
import { type Composed, type ComposeOptions, compose, composeOptions, toShortMessages } from './compose.js';
import type { CarrierConfig, SmsConfig } from './config.js';
import type { Clearance, Cleared, Leaving } from './policy/clearance.js';
import { type OptOuts, optOutPair } from './policy/opt-outs.js';
import type { Spending, Taken } from './policy/spending.js';
import { type Preferences, preferencesOf, signed } from './preferences.js';
import { priceOf } from './routing.js';
import type { SenderChoice } from './sender-choice.js';
import { type Senders, seconds } from './senders.js';
import type { SubmitSm } from './smpp/pdu.js';
import { validityOf } from './validity.js';

const REFERENCE_TTL_MS = 86_400_000;
const NONE: Preferences = {};

/** A message that is ready to go out. */
interface Departing {
  readonly segments: readonly SubmitSm[];
  /** Whether its phone still wants it, as far as is known now: its segments may have to wait. */
  wanted(): boolean;
  /** It surely was not sent: what it took from the limits of the day is given back. */
  notSent(): void;
}

/** A message that is ready, or why it is not to go out. */
export type Prepared = Departing | { readonly problem: Problem };

interface DeparturesOptions {
  readonly config: SmsConfig;
  readonly carrier: CarrierConfig;
  readonly context: Pick<HoldContext, 'kv' | 'clock' | 'log'>;
  readonly senders: Senders;
  readonly choice: SenderChoice;
  readonly candidates: Candidates;
  readonly clearance: Clearance;
  readonly spending: Spending;
  readonly optOuts: OptOuts | undefined;
}

/**
 * Makes messages ready for a carrier when it is their turn: the form of the text, the number that it goes out from, whether
 * it may go out at all, and who gets the answer. Most texts need nothing of the store, and are ready at once.
 */
export class Departures {
  readonly #options: DeparturesOptions;
  readonly #compose: ComposeOptions;

  constructor(options: DeparturesOptions) {
    this.#options = options;
    this.#compose = composeOptions(options.config, options.carrier);
  }

  /** A promise only where the store has to be asked; it rejects where that does not answer, and nothing is counted then. */
  prepare(envelope: Envelope<GatewayEvent>, event: GatewayEvent): Prepared | Promise<Prepared> {
    if (event.type === 'notice') return this.#notice(event);
    const { config, carrier, choice } = this.#options;
    const preferences = event.settings === undefined ? NONE : preferencesOf(event);
    const usual = preferences.transliterate === undefined;
    const form = usual ? this.#compose : composeOptions(config, carrier, preferences);
    const options = config.flash && isUrgent(event) ? { ...form, flash: true } : form;
    const composed = compose(signed(event.body, preferences), options);
    if (!('shaped' in composed)) return { problem: composed };
    const { account, born = 0 } = envelope;
    const sender = choice.from({ id: account, born }, event.contact, preferences);
    const go = (from: string) => this.#cleared(envelope, event, { composed, preferences, from });
    return sender instanceof Promise ? sender.then(go) : go(sender);
  }

  /** What the gateway itself has to say goes out from the number that the phone wrote to, and is counted for nobody. */
  async #notice(event: NoticeEvent): Promise<Prepared> {
    const composed = compose(event.body, this.#compose);
    if (!('shaped' in composed)) return { problem: composed };
    const from = event.from ?? this.#options.senders.from('', event.contact);
    const reference = await this.#reference(composed, from, event.contact);
    return { segments: this.#segments(event, composed, from, reference), wanted: () => true, notSent: () => {} };
  }

  #cleared(envelope: Envelope<GatewayEvent>, event: MessageEvent, made: Made): Prepared | Promise<Prepared> {
    const { carrier, clearance } = this.#options;
    const { composed, preferences, from } = made;
    const pieces = composed.shaped.pieces.length;
    const leaving: Leaving = {
      pair: optOutPair(from, event.contact),
      user: event.from.split('/', 1)[0] ?? event.from,
      bill: { segments: pieces, cost: pieces * priceOf(carrier, event.contact) },
      ownLimit: preferences.dailyLimit,
    };
    const cleared = clearance.ask(leaving);
    const go = (answer: Cleared) =>
      'problem' in answer ? answer : this.#noted(envelope, event, made, { pair: leaving.pair, taken: answer.taken });
    return cleared instanceof Promise ? cleared.then(go) : go(cleared);
  }

  /** Notes who gets the answer, before the phone can give one; what comes to a number that is not ours comes to nobody. */
  #noted(
    { account, born = 0 }: Envelope<GatewayEvent>,
    event: MessageEvent,
    { composed, from }: Made,
    { pair, taken }: { readonly pair: string; readonly taken: Taken | undefined },
  ): Prepared | Promise<Prepared> {
    const { senders, candidates } = this.#options;
    const noted = senders.isOurs(from)
      ? candidates.wrote(pairKey(senders.key(from), event.contact), { id: account, born })
      : undefined;
    const reference = this.#reference(composed, from, event.contact);
    const departing = (number: number): Departing => ({
      segments: this.#segments(event, composed, from, number),
      wanted: () => this.#options.optOuts?.known(pair) !== true,
      notSent: () => this.#giveBack(taken),
    });
    if (noted === undefined && typeof reference === 'number') return departing(reference);
    return Promise.all([reference, noted]).then(
      ([number]) => departing(number),
      (error: unknown) => {
        this.#giveBack(taken);
        throw error;
      },
    );
  }

  /** Counted for each pair of numbers, so that a phone never has two texts of one reference at once. */
  #reference({ messages }: Composed, from: string, contact: string): number | Promise<number> {
    if (messages === 1) return 0;
    return this.#options.context.kv.count(`reference:${from}|${contact}`, seconds(REFERENCE_TTL_MS));
  }

  #segments(event: GatewayEvent, composed: Composed, from: string, reference: number): readonly SubmitSm[] {
    const { config, carrier, context } = this.#options;
    const until = event.type === 'message' ? event.expiresAt : undefined;
    const validity = validityOf(carrier.validity ?? config.validity, until, context.clock.now());
    return toShortMessages(event, composed, from, reference, carrier, validity);
  }

  #giveBack(taken: Taken | undefined): void {
    const { spending, context } = this.#options;
    if (taken === undefined) return;
    spending.giveBack(taken).catch((error: unknown) => {
      context.log.warn({ error: String(error) }, 'what was not sent could not be given back to its sender');
    });
  }
}

/** XEP-0131 2.13: said by hand, for clients set it on nothing by themselves. */
function isUrgent({ headers = [] }: MessageEvent): boolean {
  return headers.some(({ name, value }) => name.toLowerCase() === 'urgency' && /^(?:high|emergency)$/i.test(value));
}

/** What is known of a message so far. */
interface Made {
  readonly composed: Composed;
  readonly preferences: Preferences;
  readonly from: string;
}
