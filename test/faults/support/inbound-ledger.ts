import type { SeenStanza } from '../../support/stanza-splitter.js';

/** From reading a stanza until it is handed to the client a server may need so long on a machine that does much else, ms. */
export const PASSED_ON_MS = 5000;

interface Text {
  readonly key: string;
  /** Every part was answered with status 0. */
  answered: boolean;
  /** How often the XMPP server has surely read it. */
  reached: number;
  /** How often the client of the user got it. */
  shown: number;
  /** Machine time of the last proof, ms. */
  reachedAt: number;
  /** Ids of the stanzas that it came as: a repeat that says so has the id of the first. */
  readonly ids: Set<string>;
}

export interface InboundSums {
  readonly sent: number;
  readonly answered: number;
  readonly reached: number;
  readonly shown: number;
  readonly duplicates: number;
  /** Came again as if it were another one. */
  readonly renamed: number;
  readonly reordered: number;
  /** Answered for to the carrier, and the XMPP server never read it. */
  readonly lost: number;
  /** The XMPP server had read it and was killed before it passed it on. */
  readonly lostByServer: number;
  readonly lostByLivingServer: number;
}

/** Texts of phones to XMPP users. Their bodies are `f<phone>-<number>` and filling. */
export class InboundLedger {
  readonly #texts = new Map<string, Text>();
  /** Highest number that the client of each user got. */
  readonly #lastShown = new Map<string, number>();
  readonly #serverDeaths: number[] = [];
  /** The longest that one took from the server to the client of its user, ms. */
  #longestWay = 0;
  readonly #ordered: boolean;
  readonly #key: RegExp;
  readonly #putBefore: (early: string, late: string) => boolean;
  #reordered = 0;
  readonly #seenWrong: string[] = [];

  /**
   * `ordered`: whether the network keeps the order by itself. `putBefore`: whether the network has said that a text comes before
   * another one that was written earlier; default never.
   */
  constructor({
    ordered = true,
    key = /<body>(f\d+-\d+) /,
    putBefore = () => false,
  }: {
    readonly ordered?: boolean;
    /** Where a stanza says which text it is. */
    readonly key?: RegExp;
    readonly putBefore?: (early: string, late: string) => boolean;
  } = {}) {
    this.#ordered = ordered;
    this.#key = key;
    this.#putBefore = putBefore;
  }

  wrote(key: string): void {
    this.#texts.set(key, { key, answered: false, reached: 0, shown: 0, reachedAt: 0, ids: new Set() });
  }

  answered(key: string): void {
    const text = this.#texts.get(key);
    if (text !== undefined) text.answered = true;
  }

  /** A stanza of the gateway that the server has read. */
  reached(stanza: SeenStanza): void {
    const text = this.#find(stanza);
    if (text === undefined) return;
    text.reached++;
    text.ids.add(stanza.attrs.id ?? '');
    text.reachedAt = performance.now();
  }

  /** A stanza that a client got. */
  shown(stanza: SeenStanza): void {
    const text = this.#find(stanza);
    if (text === undefined) return;
    text.shown++;
    if (text.reached > 0) this.#longestWay = Math.max(this.#longestWay, performance.now() - text.reachedAt);
    if (text.shown > 1 || !this.#ordered) return;
    const [phone = '', digits] = text.key.split('-');
    const number = Number(digits);
    const last = this.#lastShown.get(phone) ?? -1;
    if (number < last && !this.#putBefore(`${phone}-${last}`, text.key)) {
      this.#reordered++;
      this.#seenWrong.push(`${text.key} was shown behind ${phone}-${last}`);
    } else this.#lastShown.set(phone, Math.max(last, number));
  }

  serverDied(): void {
    this.#serverDeaths.push(performance.now());
  }

  get answeredCount(): number {
    let count = 0;
    for (const text of this.#texts.values()) if (text.answered) count++;
    return count;
  }

  /** Texts that the XMPP server has surely read. */
  get reachedCount(): number {
    let count = 0;
    for (const text of this.#texts.values()) if (text.reached > 0) count++;
    return count;
  }

  get complete(): boolean {
    for (const text of this.#texts.values()) if (!text.answered || text.reached === 0) return false;
    return true;
  }

  get openOnes(): string[] {
    return [...this.#texts.values()].filter((text) => !text.answered || text.reached === 0).map(describe);
  }

  /** What went wrong so far, and what would be wrong if this were the end. */
  get wrong(): readonly string[] {
    const lines = [...this.#seenWrong];
    this.#reckon((line) => lines.push(line));
    return lines;
  }

  sums(): InboundSums {
    return this.#reckon(() => undefined);
  }

  #reckon(say: (line: string) => void): InboundSums {
    const texts = [...this.#texts.values()];
    const count = (test: (text: Text) => boolean, what?: string) => {
      const found = texts.filter(test);
      if (what !== undefined) for (const text of found.slice(0, 20)) say(`${what}: ${describe(text)}`);
      return found.length;
    };
    const vanished = (text: Text) => text.reached > 0 && text.shown === 0;
    return {
      sent: texts.length,
      answered: count((text) => text.answered),
      reached: count((text) => text.reached > 0),
      shown: count((text) => text.shown > 0),
      duplicates: texts.reduce((sum, text) => sum + Math.max(0, text.reached - 1), 0),
      renamed: count((text) => text.ids.size > 1),
      reordered: this.#reordered,
      lost: count((text) => text.answered && text.reached === 0, 'lost'),
      lostByServer: count((text) => vanished(text) && this.#diedSoonAfter(text)),
      lostByLivingServer: count((text) => vanished(text) && !this.#diedSoonAfter(text), this.#livingServer(texts)),
    };
  }

  /** What is said of a text that the server had read and did not pass on, with what helps to find out why. */
  #livingServer(texts: readonly Text[]): string {
    const silent = texts.filter((text) => text.reached > 0 && text.shown === 0).map(({ reachedAt }) => reachedAt);
    const deaths = this.#serverDeaths.map(
      (at) => `${Math.round(at - Math.min(...silent))} to ${Math.round(at - Math.max(...silent))}`,
    );
    const way = `others took up to ${Math.round(this.#longestWay)} ms from server to client`;
    return `read by a living server (ms before it was killed: ${deaths.join(', ')}; ${way})`;
  }

  #diedSoonAfter(text: Text): boolean {
    return this.#serverDeaths.some((at) => at > text.reachedAt - 50 && at - text.reachedAt < PASSED_ON_MS);
  }

  #find({ xml }: SeenStanza): Text | undefined {
    const key = this.#key.exec(xml)?.[1];
    return key === undefined ? undefined : this.#texts.get(key);
  }
}

function describe({ key, answered, reached, shown }: Text): string {
  return `${key} ${answered ? 'answered with 0' : 'not answered'}, read by the server ${reached} times, shown ${shown} times`;
}
