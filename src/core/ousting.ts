import { newEnvelopeId } from '../lanes/envelope.js';
import { sleep } from '../lanes/trouble.js';
import { Trouble } from '../trouble.js';
import type { Element } from '../xmpp/element.js';
import { presence } from '../xmpp/presence.js';
import { serialise } from '../xmpp/serialise.js';
import { covers, isPersonal } from './ban-book.js';
import { mask } from './mask.js';
import type { Online } from './online.js';
import { Replies } from './replies.js';
import { GATEWAY, Shown } from './shown.js';
import { accountOf, type Site } from './site.js';
import { laneOf } from './xmpp-lanes.js';

/** Pause before what needs the store is tried again, and between two portions of the users of a domain, ms. */
const PAUSE_MS = 1000;
/** Users of a domain who are looked at in one portion. */
const PORTION = 50;

/**
 * Ends what people have with a gateway when they are banned: they are offline to the network, and the gateway and their contacts
 * are offline to them. Who is banned no more is asked for presence, and begins anew. Done by whoever holds the lane of a person.
 */
export class Ousting {
  readonly #site: Site;
  readonly #online: Online;
  readonly #shown: Shown;
  readonly #replies: Replies;
  readonly #trouble: Trouble;
  /** Rules that are to be worked. What becomes of a person is decided by what counts then. */
  readonly #rules = new Set<string>();
  #working = false;

  constructor(site: Site, online: Online) {
    this.#site = site;
    this.#online = online;
    this.#shown = new Shown(site);
    this.#replies = new Replies(site);
    this.#trouble = new Trouble(site.clock, site.log);
    // For as long as the process lives: whether it holds the lane is asked for each person.
    site.bans.watch(({ added, lifted }) => this.#add([...added, ...lifted]));
  }

  /** Does it again for all bans: a process may have ended in the middle of it. */
  review(): void {
    this.#add(this.#site.bans.rules);
  }

  #add(rules: readonly string[]): void {
    for (const rule of rules) this.#rules.add(rule);
    if (this.#working || this.#rules.size === 0) return;
    this.#working = true;
    void this.#work().finally(() => {
      this.#working = false;
    });
  }

  async #work(): Promise<void> {
    for (let rule = this.#next(); rule !== undefined; rule = this.#next()) {
      try {
        // Before it is done: it may be lifted meanwhile.
        this.#rules.delete(rule);
        if (isPersonal(rule)) await this.#settle([rule]);
        else await this.#settleAll(rule);
      } catch (error) {
        this.#rules.add(rule);
        this.#trouble.tell('what banned people have with the gateway is not ended yet', error);
        await sleep(this.#site.clock, PAUSE_MS);
      }
    }
  }

  #next(): string | undefined {
    const [rule] = this.#rules;
    return rule;
  }

  async #settleAll(rule: string): Promise<void> {
    const { stores, gateway, clock } = this.#site;
    for (let from: string | undefined = '0'; from !== undefined; ) {
      const page = await stores.accounts.page(gateway.name, from);
      const jids = new Set(page.accounts.map(({ jid }) => jid).filter((jid) => covers(rule, jid)));
      for (let rest = [...jids]; rest.length > 0; rest = rest.slice(PORTION)) {
        await this.#settle(rest.slice(0, PORTION));
        if (rest.length > PORTION) await sleep(clock, PAUSE_MS);
      }
      from = page.next;
    }
  }

  async #settle(jids: readonly string[]): Promise<void> {
    const holding = new Set(this.#site.lanes.holding);
    const ours = jids.filter((jid) => holding.has(laneOf(this.#site, jid)));
    await Promise.all(
      ours.map((jid) => (this.#site.bans.refusal(jid) === undefined ? this.#takeUp(jid) : this.#oust(jid))),
    );
  }

  async #oust(jid: string): Promise<void> {
    const { stores, gateway, log } = this.#site;
    const account = await accountOf(this.#site, jid);
    if (account === undefined) return;
    await this.#online.end(account);
    const roster = await stores.roster.list(gateway.name, jid);
    const contacts = roster.filter(({ contact, sees }) => sees && contact !== GATEWAY).map(({ contact }) => contact);
    await Promise.all([...contacts, GATEWAY].map((contact) => this.#tell(jid, this.#shown.gone(contact, jid))));
    log.info({ account: mask(jid) }, 'banned: what this person had with the gateway is ended');
  }

  /**
   * Servers answer a probe as at the start of a stream, and with that all begins anew. Who does not show us presence answers none,
   * so what they see is sent unasked; of somebody who is not there it is dropped.
   */
  async #takeUp(jid: string): Promise<void> {
    const { stores, gateway } = this.#site;
    if ((await accountOf(this.#site, jid)) === undefined || this.#site.access(jid) !== undefined) return;
    this.#online.doubt(jid);
    await stores.presence.ask(gateway.name, [jid]);
    await this.#tell(jid, presence({ type: 'probe', from: gateway.domain, to: jid }));
    const roster = await stores.roster.list(gateway.name, jid);
    const seen = roster.filter(({ sees }) => sees).map(({ contact }) => contact);
    const states = await stores.contactPresences.get(gateway.name, jid, seen);
    await Promise.all(seen.map((contact, index) => this.#tell(jid, this.#shown.presence(contact, jid, states[index]))));
  }

  #tell(jid: string, stanza: Element): Promise<void> {
    return this.#replies.enqueue(newEnvelopeId(), jid, serialise(stanza));
  }
}
