import type { SeenStanza } from '../../support/stanza-splitter.js';
import type { InboundSums } from '../support/inbound-ledger.js';

/**
 * What somebody says is lost with a connection that ends so soon afterwards, ms: it may not have been read from it. A connection
 * that nobody hears of any more is taken for alive by its server until a ping has had no answer.
 */
const WITH_ITS_CONNECTION_MS = 60_000;

interface Text {
  readonly key: string;
  /** Ends of the connections that the user had then; infinite while they last. */
  readonly listeners: readonly Listener[];
  readonly at: number;
  reached: number;
  reachedAt: number;
  shown: number;
}

/** A connection of a user to the network. */
export interface Listener {
  /** When it ended, machine time; infinite while it lasts. */
  end: number;
}

/** Texts on IRC to XMPP users, which are told to whoever has a connection then, and never again. */
export class HeardLedger {
  readonly #texts = new Map<string, Text>();
  readonly #lastShown = new Map<string, number>();
  readonly #serverDeaths: number[] = [];
  #reordered = 0;
  readonly wrong: string[] = [];

  /** The network took a text, and told it to these. */
  said(key: string, listeners: readonly Listener[]): void {
    if (!this.#texts.has(key))
      this.#texts.set(key, { key, listeners, at: performance.now(), reached: 0, reachedAt: 0, shown: 0 });
  }

  /** A stanza of the gateway that the XMPP server has read. */
  reached(stanza: SeenStanza): void {
    const text = this.#find(stanza);
    // The history of a room tells again what has been told.
    if (text === undefined || (text.reached > 0 && stanza.xml.includes('urn:xmpp:delay'))) return;
    text.reached++;
    text.reachedAt = performance.now();
  }

  /** A stanza that a client got. */
  shown(stanza: SeenStanza): void {
    const text = this.#find(stanza);
    if (text === undefined) return;
    text.shown++;
    if (text.shown > 1) return;
    const [who = '', digits] = text.key.split('-');
    const number = Number(digits);
    const last = this.#lastShown.get(who) ?? -1;
    if (number < last) {
      this.#reordered++;
      this.wrong.push(`${text.key} was shown behind ${who}-${last}`);
    } else this.#lastShown.set(who, number);
  }

  serverDied(): void {
    this.#serverDeaths.push(performance.now());
  }

  get complete(): boolean {
    return this.openOnes.length === 0;
  }

  get openOnes(): string[] {
    return [...this.#texts.values()].filter((text) => this.#isDue(text) && text.reached === 0).map(({ key }) => key);
  }

  sums(): InboundSums & { readonly goneWithConnection: number } {
    const texts = [...this.#texts.values()];
    const count = (test: (text: Text) => boolean) => texts.filter(test).length;
    const vanished = (text: Text) => text.reached > 0 && text.shown === 0;
    const died = (text: Text) =>
      this.#serverDeaths.some((at) => at > text.reachedAt - 50 && at - text.reachedAt < 1000);
    for (const { key } of texts.filter((text) => vanished(text) && !died(text)).slice(0, 20))
      this.wrong.push(`read by a living server: ${key}`);
    return {
      sent: texts.length,
      answered: count((text) => this.#isDue(text)),
      reached: count(({ reached }) => reached > 0),
      shown: count(({ shown }) => shown > 0),
      duplicates: texts.reduce((sum, { reached }) => sum + Math.max(0, reached - 1), 0),
      renamed: 0,
      reordered: this.#reordered,
      lost: count((text) => this.#isDue(text) && text.reached === 0),
      lostByServer: count((text) => vanished(text) && died(text)),
      lostByLivingServer: count((text) => vanished(text) && !died(text)),
      goneWithConnection: count((text) => !this.#isDue(text) && text.reached === 0),
    };
  }

  #isDue({ listeners, at }: Text): boolean {
    return listeners.some(({ end }) => end > at + WITH_ITS_CONNECTION_MS);
  }

  #find({ attrs, xml }: SeenStanza): Text | undefined {
    const key = attrs.type === 'error' ? undefined : /<body>(f\d+-\d+) /.exec(xml)?.[1];
    return key === undefined ? undefined : this.#texts.get(key);
  }
}
