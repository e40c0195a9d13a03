import type { Outbox } from '../outbox.js';

/** A stanza that waits for somebody who is entering, and its id in the archive, where it has one. */
interface Held {
  readonly xml: string;
  readonly id: string | undefined;
}

/** One entering of a client: what is held back for it till it is over. */
export interface Entrance {
  readonly held: Held[];
}

/**
 * The clients of one user in one room. Whoever is entering gets what happens meanwhile behind the history and the subject
 * (XEP-0045 7.1).
 */
export class Audience {
  readonly #outbox: Outbox;
  readonly #contact: string;
  /** Full JIDs, and the entrance of those who are entering. */
  readonly #clients = new Map<string, Entrance | undefined>();
  /** Those who hear everything at once. */
  #settled: readonly string[] = [];

  constructor(outbox: Outbox, contact: string) {
    this.#outbox = outbox;
    this.#contact = contact;
  }

  get size(): number {
    return this.#clients.size;
  }

  /** Full JIDs. */
  get jids(): readonly string[] {
    return [...this.#clients.keys()];
  }

  has(jid: string): boolean {
    return this.#clients.has(jid);
  }

  /**
   * A client enters, or enters anew; what is told to all is held back for it from now on. Who enters anew while still entering
   * begins from the front, and what was held back stays so.
   */
  enter(jid: string): Entrance {
    const entrance = { held: this.#clients.get(jid)?.held ?? [] };
    this.#clients.set(jid, entrance);
    this.#change();
    return entrance;
  }

  /** Whether that is still how it enters: it has not left meanwhile, nor begun anew. */
  isEntering(jid: string, entrance: Entrance): boolean {
    return this.#clients.get(jid) === entrance;
  }

  /** It knows everything: what was held back follows, but for what is among the lines of the history. */
  settle(jid: string, known: ReadonlySet<string>): void {
    const entrance = this.#clients.get(jid);
    if (entrance === undefined) return;
    for (const { xml, id } of entrance.held) {
      if (id === undefined || !known.has(id)) this.#outbox.push(this.#contact, xml, [jid]);
    }
    this.#clients.set(jid, undefined);
    this.#change();
  }

  /** Takes a client in as it was before this process knew of it. */
  restore(jid: string): void {
    if (!this.#clients.has(jid)) this.#clients.set(jid, undefined);
    this.#change();
  }

  leave(jid: string): boolean {
    const was = this.#clients.delete(jid);
    this.#change();
    return was;
  }

  clear(): void {
    this.#clients.clear();
    this.#change();
  }

  /** Tells all of them. `id`: of the line in the archive. */
  tell(xml: string, id?: string): void {
    this.#outbox.push(this.#contact, xml, this.#settled);
    if (this.#settled.length === this.#clients.size) return;
    for (const entrance of this.#clients.values()) entrance?.held.push({ xml, id });
  }

  /** Tells one, whatever is held back for it. */
  tellOne(jid: string, xml: string): void {
    this.#outbox.push(this.#contact, xml, [jid]);
  }

  #change(): void {
    this.#settled = [...this.#clients].filter(([, entrance]) => entrance === undefined).map(([jid]) => jid);
  }
}
