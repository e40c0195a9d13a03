import type { Gateway, UserEvent } from '../../../../gateways/gateway.js';
import { Online } from '../../../../src/core/online.js';
import { PresenceDesk } from '../../../../src/core/presence.js';
import { Registrar } from '../../../../src/core/registrar.js';
import type { Site } from '../../../../src/core/site.js';
import type { Envelope } from '../../../../src/lanes/envelope.js';
import type { Lanes } from '../../../../src/lanes/lanes.js';
import type { Element } from '../../../../src/xmpp/element.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import type { TestStore } from '../../store/support.js';
import { siteWithout } from './site.js';

let made = 0;

export function readStanza(xml: string): Element {
  const stanza = parseStanza(xml);
  if (stanza === undefined) throw new Error(`not a stanza: ${xml}`);
  return stanza;
}

/** A presence desk on a real store, with accounts of its own; lanes only remember what they were given. */
export class TestDesk {
  readonly site: Site;
  readonly desk: PresenceDesk;
  readonly onlines: Online;
  readonly registrar: Registrar;
  readonly added: { readonly lane: string; readonly envelope: Envelope }[] = [];
  #sent: Element[] = [];

  /** `presence`: whether the network has it. `parts` replace parts of the site. */
  constructor(store: TestStore, options: { readonly presence?: boolean } & Partial<Site> = {}) {
    const { presence = false, ...parts } = options;
    made += 1;
    const add = async (lane: string, envelope: Envelope): Promise<void> => {
      this.added.push({ lane, envelope });
    };
    const site = siteWithout({ stores: store.store, lanes: { add } as unknown as Lanes, ...parts });
    const gateway: Gateway = Object.assign(Object.create(site.gateway), { name: `desk${made}` });
    if (!presence) Object.assign(gateway, { presence: undefined });
    this.site = { ...site, gateway, limits: { ...site.limits, contacts: 1000 } };
    this.onlines = new Online(this.site);
    this.desk = new PresenceDesk(this.site, { send: (stanza) => this.#sent.push(stanza), online: this.onlines });
    this.registrar = new Registrar(this.site);
  }

  async register(jid: string): Promise<void> {
    await this.registrar.register(jid, new Map([['nick', jid.slice(0, jid.indexOf('@'))]]));
  }

  /** A stanza comes in; what is answered, each as `type from` (and `> to` where it is not the sender's bare JID). */
  async hears(xml: string): Promise<readonly string[]> {
    await this.desk.handle(readStanza(xml));
    return this.take().map(({ attrs }) => `${attrs.type ?? 'available'} ${attrs.from}`);
  }

  /** What was sent since the last call. */
  take(): readonly Element[] {
    return this.#sent.splice(0);
  }

  online(jid: string): Promise<readonly string[]> {
    return this.site.stores.presence.online(this.site.gateway.name, jid).then((all) => [...all.keys()].sort());
  }

  /** Events that the network was told, since the last call. */
  events(): readonly UserEvent[] {
    return this.added
      .splice(0)
      .flatMap(({ envelope }) => (envelope.event === undefined ? [] : [envelope.event as UserEvent]));
  }
}
