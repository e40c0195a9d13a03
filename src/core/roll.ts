import type { Account } from '../../gateways/gateway.js';
import type { Timer } from '../clock.js';
import { Recent } from '../recent.js';
import type { Element } from '../xmpp/element.js';
import { presence } from '../xmpp/presence.js';
import { mask } from './mask.js';
import { GATEWAY, Shown } from './shown.js';
import type { Site } from './site.js';

/** Probes a second: enough to know an ordinary installation within seconds, too few to disturb a large one. */
const PROBES_A_SECOND = 50;

/** Users probed whose answer may still come, and for how long, ms. */
const REMEMBERED = 8192;
const ANSWER_MS = 30_000;

export interface RollParts {
  readonly send: (stanza: Element) => void;
  /** Compares a user's roster with what we know, where it may be read. */
  readonly review: (account: Account) => Promise<void>;
  /** The store has just forgotten who is online. */
  readonly cleared: () => void;
  /** A user who was online before has been asked, and has had a second to answer. */
  readonly asked: (jid: string) => Promise<void>;
}

/**
 * Calls the roll of the registered users when a stream comes up: each is probed once, so that the core learns who is
 * online (XEP-0100 4.5, RFC 6121 4.3). Whoever removed the gateway while it was away is online no more: servers answer
 * such a probe with `unsubscribed` or, as Prosody and ejabberd do, not at all. Where rosters may be read it is seen there.
 * And takes leave of those online.
 */
export class Roll {
  readonly #site: Site;
  readonly #send: (stanza: Element) => void;
  readonly #parts: RollParts;
  readonly #shown: Shown;
  /** Monotonic time of the probe. */
  readonly #called = new Recent<string, number>(REMEMBERED);
  #timer: Timer | undefined;
  /** Counts the calls; a call that is not the newest any more ends. */
  #call = 0;

  constructor(site: Site, parts: RollParts) {
    this.#site = site;
    this.#parts = parts;
    this.#send = parts.send;
    this.#shown = new Shown(site);
  }

  /** Whether this user was called; true once, for the first answer. */
  isCalled(jid: string): boolean {
    const called = this.#called.get(jid);
    this.#called.delete(jid);
    return called !== undefined && this.#site.clock.monotonic() - called < ANSWER_MS;
  }

  /** The stream is up: begins to probe, those first who were online before. */
  call(): void {
    this.#call += 1;
    const call = this.#call;
    this.#walk(call).catch((error: unknown) => {
      this.#site.log.warn(
        { error: String(error) },
        'the users could not all be probed; their next presence corrects it',
      );
    });
  }

  /** The stream is lost: nobody's presence is known. */
  lost(): void {
    this.#call += 1;
    this.#site.stores.presence.clear(this.#site.gateway.name).catch((error: unknown) => {
      this.#site.log.warn({ error: String(error) }, 'the presence of users could not be forgotten');
    });
  }

  stop(): void {
    this.#call += 1;
    this.#timer?.cancel();
  }

  /**
   * Unavailable presence of the gateway, and then of the contacts, to everybody online (XEP-0100 8), as far as the time
   * allows.
   */
  async goodbye(signal: AbortSignal): Promise<void> {
    this.stop();
    try {
      await this.#eachOnline(signal, 500, (jid) => this.#send(this.#shown.gone(GATEWAY, jid)));
      await this.#eachOnline(signal, 20, (jid) => this.#contactsGone(jid));
    } catch (error) {
      this.#site.log.warn({ error: String(error) }, 'users online were not told that the gateway stops');
    }
  }

  async #eachOnline(signal: AbortSignal, together: number, tell: (jid: string) => void | Promise<void>): Promise<void> {
    const { stores, gateway } = this.#site;
    for (let from: string | undefined = '0'; from !== undefined && !signal.aborted; ) {
      const page = await stores.presence.page(gateway.name, from, together);
      await Promise.all(page.jids.map(tell));
      from = page.next;
    }
  }

  async #contactsGone(jid: string): Promise<void> {
    const { stores, gateway } = this.#site;
    for (const { contact, sees } of await stores.roster.list(gateway.name, jid)) {
      if (sees && contact !== GATEWAY) this.#send(this.#shown.gone(contact, jid));
    }
  }

  async #walk(call: number): Promise<void> {
    const { stores, gateway } = this.#site;
    // What the store says is from before: nobody told us who left while there was no stream.
    await stores.presence.clear(gateway.name);
    this.#parts.cleared();
    for (;;) {
      const jids = await stores.presence.takeUnknown(gateway.name, PROBES_A_SECOND);
      if (jids.length === 0) break;
      if (!(await this.#probe(call, jids))) return;
      await Promise.all(jids.map((jid) => this.#parts.asked(jid)));
    }
    for (let from: string | undefined = '0'; from !== undefined; ) {
      const page = await stores.accounts.page(gateway.name, from, PROBES_A_SECOND);
      const allowed = page.accounts.filter(({ jid }) => this.#site.access(jid) === undefined);
      const jids = allowed.map(({ jid }) => jid);
      const gone = await stores.bounces.gone(gateway.name, jids);
      const there = allowed.filter((_, index) => gone[index] !== true);
      if (
        !(await this.#probe(
          call,
          there.map(({ jid }) => jid),
        ))
      )
        return;
      await this.#reviewAll(there);
      from = page.next;
    }
  }

  async #reviewAll(accounts: readonly Account[]): Promise<void> {
    for (const account of accounts) {
      await this.#parts.review(account).catch((error: unknown) => {
        this.#site.log.warn({ account: mask(account.jid), error: String(error) }, 'a roster could not be compared');
      });
    }
  }

  /** Probes in portions of one second. False when the call is over. */
  async #probe(call: number, jids: readonly string[]): Promise<boolean> {
    for (let index = 0; index < jids.length; index += PROBES_A_SECOND) {
      for (const jid of jids.slice(index, index + PROBES_A_SECOND)) {
        if (call !== this.#call) return false;
        this.#site.log.debug({ account: mask(jid) }, 'probe');
        this.#called.set(jid, this.#site.clock.monotonic());
        this.#send(presence({ type: 'probe', from: this.#site.gateway.domain, to: jid }));
      }
      await new Promise<void>((resolve) => {
        this.#timer = this.#site.clock.after(1000, resolve);
      });
    }
    return call === this.#call;
  }
}
