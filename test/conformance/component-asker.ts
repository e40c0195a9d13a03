import { type Element, parse } from 'ltx';
import { DOMAIN, type RunningHost } from '../unit/core/support/running-host.js';
import type { Asker } from './play-matrix.js';

/** Asks on the component's stream itself, where no server answers or corrects anything first. */
export class ComponentAsker implements Asker {
  readonly #running: RunningHost;
  readonly #user: string;
  #pings = 0;

  /** `user` is whom the stanzas come from. */
  constructor(running: RunningHost, user: string) {
    this.#running = running;
    this.#user = user;
  }

  async exchange(xml: string): Promise<readonly Element[]> {
    this.#pings += 1;
    const ping = `ping${this.#pings}.${this.#user}`;
    const from = `from="${this.#user}/a"`;
    const before = this.#running.heard.length;
    // A user's stanzas are answered in their order, so what has not come before the answer to the ping never comes.
    const barrier = `<iq ${from} to="${DOMAIN}" type="get" id="${ping}"><ping xmlns="urn:xmpp:ping"/></iq>`;
    this.#running.send(xml.replace(/^<(iq|message|presence) /, `<$1 ${from} `) + barrier);
    await this.#running.hears((heard) => heard.slice(before).includes(`id="${ping}"`), `the answer to ${xml}`);
    const all = parse(`<all>${this.#running.heard.slice(before).trim()}</all>`);
    return all.getChildElements().filter(({ attrs }) => attrs.id !== ping && attrs.to?.startsWith(this.#user));
  }
}
