import type { Element } from '../xmpp/element.js';
import { parseJid } from '../xmpp/jid.js';
import { Backlog } from './backlog.js';
import type { Dialogue } from './chat/dialogue.js';
import type { Ingress } from './ingress.js';
import type { IqDesk } from './iq/desk.js';
import type { PresenceDesk } from './presence.js';
import type { Site } from './site.js';

/** Stanzas, but for messages to contacts, that may be worked at once before the stream is no longer read. */
const MOST_OPEN = 1024;

export interface EdgeParts {
  readonly ingress: Pick<Ingress, 'push' | 'settled'>;
  readonly iqs: Pick<IqDesk, 'handle'>;
  readonly presence: Pick<PresenceDesk, 'handle'>;
  readonly dialogue: Pick<Dialogue, 'takes' | 'handle'>;
  /** Stops and restarts the reading of the stream: presence and requests wait for the store, and users send them as they like. */
  readonly reading: (go: boolean) => void;
}

/** Takes the stanzas of one stream in their order and gives each to the part of the core that answers it. */
export class Edge {
  readonly #site: Site;
  readonly #ingress: EdgeParts['ingress'];
  readonly #iqs: EdgeParts['iqs'];
  readonly #presence: EdgeParts['presence'];
  readonly #dialogue: EdgeParts['dialogue'];
  readonly #backlog: Backlog;
  /** What one user sends to the gateway itself is handled in its order, that of different users side by side. */
  readonly #mailboxes = new Map<string, Promise<void>>();

  constructor(site: Site, parts: EdgeParts) {
    this.#site = site;
    this.#ingress = parts.ingress;
    this.#iqs = parts.iqs;
    this.#presence = parts.presence;
    this.#dialogue = parts.dialogue;
    this.#backlog = new Backlog(MOST_OPEN, parts.reading);
  }

  /** Never throws: what one stanza does must not end the stream of all. */
  receive(stanza: Element): void {
    try {
      this.#take(stanza);
    } catch (error) {
      this.#failed(stanza, error);
    }
  }

  #take(stanza: Element): void {
    switch (stanza.name) {
      case 'message':
        if (this.#dialogue.takes(stanza)) this.#inOrder(stanza, () => this.#dialogue.handle(stanza));
        else this.#ingress.push(stanza);
        return;
      case 'presence':
        this.#inOrder(stanza, () => this.#presence.handle(stanza));
        return;
      case 'iq': {
        // Taken now, not when its turn comes: messages that come later are none of this ping's business.
        const before = this.#ingress.settled();
        this.#inOrder(stanza, () => this.#iqs.handle(stanza, before));
        return;
      }
    }
  }

  #inOrder(stanza: Element, handle: () => Promise<void>): void {
    const user = parseJid(stanza.attrs.from ?? '')?.bare ?? '';
    const before = this.#mailboxes.get(user) ?? Promise.resolve();
    const turn = before.then(handle).catch((error: unknown) => this.#failed(stanza, error));
    this.#mailboxes.set(user, turn);
    this.#backlog.opened();
    void turn.then(() => {
      this.#backlog.closed();
      if (this.#mailboxes.get(user) === turn) this.#mailboxes.delete(user);
    });
  }

  #failed(stanza: Element, error: unknown): void {
    this.#site.log.error({ error: String(error), stanza: stanza.name }, 'a stanza could not be handled');
  }
}
