import type { Element } from '../xmpp/element.js';
import { parseJid } from '../xmpp/jid.js';
import type { Site } from './site.js';

/** Users that are forgotten or told in one step. */
const STEP = 500;

/** The users whose presence came over one stream: what its loss makes unknown. */
export interface Attendance {
  /** Every stanza of the stream is shown, before it is worked. */
  note(stanza: Element): void;
  /** The stream is lost: nobody's presence is known. */
  lost(): Promise<unknown>;
  /** Takes up to `count` of those who were there when the stream was lost. */
  takeUnknown(count: number): Promise<readonly string[]>;
  /** Those who are there, in portions. Where the domain has other streams they are forgotten, as the loss of this one would do. */
  leave(): AsyncIterable<readonly string[]>;
}

/** Of the only stream of a domain: everybody's. */
export class WholeAttendance implements Attendance {
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  note(): void {}

  lost(): Promise<unknown> {
    return this.#site.stores.presence.clear(this.#site.gateway.name);
  }

  takeUnknown(count: number): Promise<readonly string[]> {
    return this.#site.stores.presence.takeUnknown(this.#site.gateway.name, count);
  }

  async *leave(): AsyncIterable<readonly string[]> {
    const { stores, gateway } = this.#site;
    for (let from: string | undefined = '0'; from !== undefined; ) {
      const page = await stores.presence.page(gateway.name, from);
      yield page.jids;
      from = page.next;
    }
  }
}

/**
 * Of one of several streams. The server decides whose stanzas come over it, by a hash that only the server knows, so who
 * came is kept in mind here; whoever comes after a crash does not need it, because the roll asks everybody anew.
 */
export class PartAttendance implements Attendance {
  readonly #site: Site;
  readonly #here = new Set<string>();
  #unknown: string[] = [];

  constructor(site: Site) {
    this.#site = site;
  }

  note(stanza: Element): void {
    if (stanza.name !== 'presence' || stanza.attrs.type !== undefined) return;
    const from = parseJid(stanza.attrs.from ?? '');
    if (from !== undefined) this.#here.add(from.bare);
  }

  async lost(): Promise<void> {
    const here = [...this.#here];
    this.#here.clear();
    this.#unknown.push(...here);
    for (let at = 0; at < here.length; at += STEP) await this.#forget(here.slice(at, at + STEP));
  }

  async takeUnknown(count: number): Promise<readonly string[]> {
    return this.#unknown.splice(0, count);
  }

  async *leave(): AsyncIterable<readonly string[]> {
    while (this.#here.size > 0) {
      const some: string[] = [];
      for (const jid of this.#here) {
        if (some.push(jid) === STEP) break;
      }
      for (const jid of some) this.#here.delete(jid);
      await this.#forget(some);
      yield some;
    }
  }

  /** Whoever has come again meanwhile is known from then on. */
  async #forget(jids: readonly string[]): Promise<void> {
    const { stores, gateway } = this.#site;
    const gone = jids.filter((jid) => !this.#here.has(jid));
    await Promise.all(gone.map((jid) => stores.presence.remove(gateway.name, jid)));
  }
}
