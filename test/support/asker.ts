import type { Element } from 'ltx';
import { isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';

/** Asks as a client does, with a server in between. */
export class UserAsker {
  readonly #user: XmppUser;
  readonly #gateway: string;

  /** `gateway`: whose addresses are asked. */
  constructor(user: XmppUser, gateway: string) {
    this.#user = user;
    this.#gateway = gateway;
  }

  /** Sends a stanza and resolves with all that the gateway's addresses said until everything must have been answered. */
  async exchange(xml: string): Promise<readonly Element[]> {
    const before = this.#user.received.length;
    await this.#user.sendRaw(xml);
    const ping = await this.#user.request(`<iq type="get" to="${this.#gateway}"><ping xmlns="urn:xmpp:ping"/></iq>`);
    return this.#user.received.slice(before).filter((stanza) => stanza !== ping && this.#isOurs(stanza));
  }

  #isOurs(stanza: Element): boolean {
    return (
      isFrom(stanza, this.#gateway) || String(stanza.attrs.from).split('/')[0]?.endsWith(`@${this.#gateway}`) === true
    );
  }
}
