import { type Element, parse } from 'ltx';
import { DOMAIN, type RunningHost } from '../unit/core/support/running-host.js';
import type { Asker } from './play-matrix.js';

/** Asks on the component's stream itself, where no server answers or corrects anything first. */
export class ComponentAsker implements Asker {
  readonly #running: RunningHost;
  readonly #user: string;
  #asked = 0;

  /** `user` is whom the stanzas come from. */
  constructor(running: RunningHost, user: string) {
    this.#running = running;
    this.#user = user;
  }

  async exchange(xml: string): Promise<readonly Element[]> {
    this.#asked += 1;
    const last = `last${this.#asked}.${this.#user}`;
    const from = `from="${this.#user}/a"`;
    const before = this.#running.heard.length;
    this.#running.send(xml.replace(/^<(iq|message|presence) /, `<$1 ${from} `) + this.#barrier(xml, from, last));
    await this.#running.hears((heard) => heard.slice(before).includes(`id="${last}"`), `the answer to ${xml}`);
    const all = parse(`<all>${this.#running.heard.slice(before).trim()}</all>`);
    // What the gateway asks by itself when its stream comes up is an answer to nothing.
    return all
      .getChildElements()
      .filter(({ attrs }) => attrs.id !== last && attrs.type !== 'probe' && attrs.to?.startsWith(this.#user));
  }

  /**
   * A user's requests and presence are answered in their order, and so are messages, by another way: what has not come
   * before the answer to one more of the same never comes.
   */
  #barrier(xml: string, from: string, id: string): string {
    const to = / to="([^"]*)"/.exec(xml)?.[1] ?? DOMAIN;
    if (xml.startsWith('<message '))
      return `<message ${from} to="${to}" type="groupchat" id="${id}"><body>x</body></message>`;
    return `<iq ${from} to="${DOMAIN}" type="get" id="${id}"><ping xmlns="urn:xmpp:ping"/></iq>`;
  }
}
