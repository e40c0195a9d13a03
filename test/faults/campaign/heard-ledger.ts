import type { SeenStanza } from '../../support/stanza-splitter.js';
import { type InboundSums, PASSED_ON_MS } from '../support/inbound-ledger.js';

/**
 * What somebody says is lost with a connection that ends so soon afterwards, ms: it may not have been read from it. A connection
 * that nobody hears of any more is taken for alive by its server until a ping has had no answer.
 */
const WITH_ITS_CONNECTION_MS = 60_000;

interface Text {
  readonly key: string;
  /** Connections that the user had when the network took it; undefined: nobody knows whether it did. */
  listeners: readonly Listener[] | undefined;
  /** When it took it, machine time. */
  at: number;
  /** Among all texts. */
  readonly place: number;
  reached: number;
  /** Of the stanzas with it. */
  readonly ids: Set<string>;
  reachedAt: number;
  shown: number;
}

export interface HeardSums extends InboundSums {
  /** Said while the user had no connection. */
  readonly nobodyThere: number;
  /** Said, and the connection ended before it had come. */
  readonly goneWithConnection: number;
}

/** A connection of a user to the network. */
export interface Listener {
  /** When it ended, machine time; infinite while it lasts. */
  end: number;
  /** Place among all texts of the last one that has come over it. */
  heardUpTo: number;
}

/**
 * Texts on IRC to XMPP users, which are told to whoever has a connection then, and never again. One is owed where the connection
 * that it was told to lasted, and where a later one came over the same connection, which has an order.
 */
export class HeardLedger {
  readonly #texts = new Map<string, Text>();
  readonly #lastShown = new Map<string, number>();
  readonly #serverDeaths: number[] = [];
  #reordered = 0;
  readonly #seenWrong: string[] = [];

  /** Somebody is about to say a text. */
  wrote(key: string): void {
    const place = this.#texts.size;
    this.#texts.set(key, {
      key,
      listeners: undefined,
      at: 0,
      place,
      reached: 0,
      ids: new Set(),
      reachedAt: 0,
      shown: 0,
    });
  }

  /** The network took it, and told it to these. */
  said(key: string, listeners: readonly Listener[]): void {
    const text = this.#texts.get(key);
    if (text === undefined) return;
    text.listeners = listeners;
    text.at = performance.now();
    if (text.reached > 0) this.#cameOver(text);
  }

  /** A stanza of the gateway that the XMPP server has read. */
  reached(stanza: SeenStanza): void {
    const text = this.#find(stanza);
    // The history of a room tells again what has been told.
    if (text === undefined || (text.reached > 0 && stanza.xml.includes('urn:xmpp:delay'))) return;
    text.reached++;
    text.ids.add(stanza.attrs.id ?? '');
    text.reachedAt = performance.now();
    this.#cameOver(text);
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
    // The server had it and died before it passed it on; the history of the room brings it with its time.
    const again = stanza.xml.includes('urn:xmpp:delay') && this.#serverDeaths.some((at) => at > text.reachedAt - 50);
    if (number < last && !again) {
      this.#reordered++;
      this.#seenWrong.push(`${text.key} was shown behind ${who}-${last}`);
    } else this.#lastShown.set(who, Math.max(last, number));
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

  /** What went wrong so far, and what would be wrong if this were the end. */
  get wrong(): readonly string[] {
    const lines = [...this.#seenWrong];
    this.#reckon((line) => lines.push(line));
    return lines;
  }

  sums(): HeardSums {
    return this.#reckon(() => undefined);
  }

  #reckon(say: (line: string) => void): HeardSums {
    const texts = [...this.#texts.values()];
    const count = (test: (text: Text) => boolean) => texts.filter(test).length;
    const vanished = (text: Text) => text.reached > 0 && text.shown === 0;
    const died = (text: Text) =>
      this.#serverDeaths.some((at) => at > text.reachedAt - 50 && at - text.reachedAt < PASSED_ON_MS);
    for (const { key } of texts.filter((text) => vanished(text) && !died(text)).slice(0, 20))
      say(`read by a living server: ${key}`);
    return {
      sent: count(({ listeners, reached }) => listeners !== undefined || reached > 0),
      answered: count((text) => text.reached > 0 || this.#isDue(text)),
      reached: count(({ reached }) => reached > 0),
      shown: count(({ shown }) => shown > 0),
      duplicates: texts.reduce((sum, { reached }) => sum + Math.max(0, reached - 1), 0),
      renamed: count(({ ids }) => ids.size > 1),
      reordered: this.#reordered,
      lost: count((text) => this.#isDue(text) && text.reached === 0),
      lostByServer: count((text) => vanished(text) && died(text)),
      lostByLivingServer: count((text) => vanished(text) && !died(text)),
      nobodyThere: count(({ reached, listeners }) => reached === 0 && listeners?.length === 0),
      goneWithConnection: count(
        (text) => text.reached === 0 && (text.listeners?.length ?? 0) > 0 && !this.#isDue(text),
      ),
    };
  }

  #cameOver({ listeners = [], place }: Text): void {
    // Where there are two, one of them may be a dead one that its server takes for alive.
    const [listener, another] = listeners;
    if (listener !== undefined && another === undefined) listener.heardUpTo = Math.max(listener.heardUpTo, place);
  }

  #isDue({ listeners = [], at, place }: Text): boolean {
    return listeners.some((listener) => listener.end > at + WITH_ITS_CONNECTION_MS || listener.heardUpTo > place);
  }

  #find({ attrs, xml }: SeenStanza): Text | undefined {
    const key = attrs.type === 'error' ? undefined : /<body>(f\d+-\d+) /.exec(xml)?.[1];
    return key === undefined ? undefined : this.#texts.get(key);
  }
}
