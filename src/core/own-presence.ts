import { copy, type Element } from '../xmpp/element.js';
import { type AvailableDetails, available } from '../xmpp/presence.js';
import { vcardUpdate } from '../xmpp/vcard.js';
import { contactJid } from './addresses.js';
import { capsOf, type EntityKind } from './discovery.js';
import { kindOf } from './entities.js';
import type { Site } from './site.js';

/** For how long it is kept what was last announced; whoever was not there in that time asks anew anyway. */
const REMEMBERED_SECONDS = 400 * 86_400;

/** What the available presence of the gateway and its contacts says: caps (XEP-0115) and avatar (XEP-0153). */
export class OwnPresence {
  readonly #site: Site;
  readonly #caps: Readonly<Record<EntityKind, Element>>;
  readonly #photo: Element;
  #changed: Promise<boolean> | undefined;

  constructor(site: Site) {
    this.#site = site;
    const caps = (kind: EntityKind) => capsOf(site, kind);
    this.#caps = { gateway: caps('gateway'), contact: caps('contact'), 'no-reply': caps('no-reply') };
    this.#photo = vcardUpdate(site.about.avatar.id);
  }

  /** The available presence of a contact (canonical address; '' is the gateway) to a user. */
  of(contact: string, to: string): Element {
    const { gateway } = this.#site;
    const from = contact === '' ? gateway.domain : contactJid(gateway, contact);
    return available(from, to, this.details(contact));
  }

  /** What goes into it. */
  details(contact: string): AvailableDetails {
    return { caps: copy(this.#caps[kindOf(this.#site.gateway, contact)]), photo: copy(this.#photo) };
  }

  /**
   * The presence of a user's contacts, where it says something else than what was last announced (another configuration,
   * another release): servers ask for it at a login only, so whoever stayed online would go by what is no longer true.
   */
  async anew(jid: string): Promise<readonly Element[]> {
    const { stores, gateway, log } = this.#site;
    this.#changed ??= this.#hasChanged().catch((error: unknown) => {
      log.warn({ error: String(error) }, 'it is not known what was last announced; users see changes when they log in');
      return false;
    });
    if (!(await this.#changed)) return [];
    const roster = await stores.roster.list(gateway.name, jid);
    return roster.filter(({ contact, sees }) => contact !== '' && sees).map(({ contact }) => this.of(contact, jid));
  }

  async #hasChanged(): Promise<boolean> {
    const kv = this.#site.stores.kv('core');
    const key = `announced.${this.#site.gateway.name}`;
    const now = [this.#caps.contact, this.#caps['no-reply']].map(({ attrs }) => attrs.ver);
    const said = [...now, this.#site.about.avatar.id].join(' ');
    const before = await kv.get<string>(key);
    if (before === said) return false;
    await kv.set(key, said, REMEMBERED_SECONDS);
    // At the very first start nobody has seen anything yet.
    return before !== undefined;
  }
}
