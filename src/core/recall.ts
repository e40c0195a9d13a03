import { sleep } from '../lanes/trouble.js';
import { Trouble } from '../trouble.js';
import type { Element } from '../xmpp/element.js';
import { presence } from '../xmpp/presence.js';
import type { Online } from './online.js';
import { accountOf, type Site } from './site.js';

/** Between two attempts, ms, and how long a server has to answer before the network is told. */
const PAUSE_MS = 1000;
/** Users who are probed a second. */
const A_SECOND = 50;
/** Users who may wait; more than a stream may have open at once. */
const MOST = 4096;

interface RecallParts {
  readonly send: (stanza: Element) => void;
  readonly online: Online;
}

/**
 * Asks anew for the presence of users who showed themselves, or left, while the store could not keep it: what it knows of them
 * is out of date, so it is forgotten, and their servers are asked as soon as the store is back (RFC 6121 4.3). It does for some
 * users what a stream that comes up does for all (see `Roll`).
 */
export class Recall {
  readonly #site: Site;
  readonly #parts: RecallParts;
  readonly #trouble: Trouble;
  /** Bare JIDs. */
  #waiting = new Set<string>();
  #working = false;

  constructor(site: Site, parts: RecallParts) {
    this.#site = site;
    this.#parts = parts;
    this.#trouble = new Trouble(site.clock, site.log);
  }

  /** Has the server of a bare JID asked. */
  add(jid: string): void {
    if (this.#waiting.size >= MOST) return;
    this.#waiting.add(jid);
    if (this.#working) return;
    this.#working = true;
    void this.#work().finally(() => {
      this.#working = false;
    });
  }

  /** The stream is lost, or ends: all are asked when the next one is up. */
  clear(): void {
    this.#waiting.clear();
  }

  async #work(): Promise<void> {
    while (this.#waiting.size > 0) {
      await sleep(this.#site.clock, PAUSE_MS);
      const jids = [...this.#waiting].slice(0, A_SECOND);
      try {
        const asked = await this.#ask(jids);
        await sleep(this.#site.clock, PAUSE_MS);
        await this.#parts.online.tellOf(asked);
      } catch (error) {
        this.#trouble.tell('the presence of users could not be asked for anew', error);
      }
    }
  }

  /** Probes those of them who are registered. */
  async #ask(jids: readonly string[]): Promise<readonly string[]> {
    const { stores, gateway } = this.#site;
    const accounts = await Promise.all(jids.map((jid) => this.#account(jid)));
    const users = jids.filter((_, index) => accounts[index] !== undefined);
    for (const jid of users) this.#parts.online.doubt(jid);
    await Promise.all(users.map((jid) => stores.presence.remove(gateway.name, jid)));
    await stores.presence.ask(gateway.name, users);
    // Those who wait are none where the stream was lost meanwhile.
    const probed = users.filter((jid) => this.#waiting.has(jid));
    for (const jid of jids) this.#waiting.delete(jid);
    for (const jid of probed) this.#parts.send(presence({ type: 'probe', from: gateway.domain, to: jid }));
    return probed;
  }

  async #account(jid: string) {
    return this.#site.access(jid) === undefined ? accountOf(this.#site, jid) : undefined;
  }
}
