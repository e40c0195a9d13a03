import type { Element } from '../xmpp/element.js';
import { parseJid } from '../xmpp/jid.js';
import { Backlog } from './backlog.js';
import type { Dialogue } from './chat/dialogue.js';
import type { Ingress } from './ingress.js';
import type { IqDesk } from './iq/desk.js';
import type { PresenceDesk } from './presence.js';
import type { Privileges } from './privileges.js';
import type { RoomDesk } from './rooms/room-desk.js';
import type { Site } from './site.js';

/** Stanzas, but for messages to contacts, that may be worked at once before the stream is no longer read. */
const MOST_OPEN = 1024;

/** What waits for one user: the last that stands alone, and those that may be handled together after it. */
interface Mailbox {
  alone: Promise<void>;
  readonly together: Set<Promise<void>>;
  open: number;
}

export interface EdgeParts {
  readonly ingress: Pick<Ingress, 'push' | 'settled'>;
  readonly iqs: Pick<IqDesk, 'handle'>;
  readonly presence: Pick<PresenceDesk, 'handle' | 'bounced'>;
  readonly rooms: Pick<RoomDesk, 'takesPresence' | 'presence' | 'takesMessage' | 'message'>;
  readonly dialogue: Pick<Dialogue, 'takes' | 'handle'>;
  /** Takes what is no message of anybody: true where it has. */
  readonly privileges: Pick<Privileges, 'take'>;
  /** Stops and restarts the reading of the stream: presence and requests wait for the store, and users send them as they like. */
  readonly reading: (go: boolean) => void;
}

/** Takes the stanzas of one stream in their order and gives each to the part of the core that answers it. */
export class Edge {
  readonly #site: Site;
  readonly #ingress: EdgeParts['ingress'];
  readonly #iqs: EdgeParts['iqs'];
  readonly #presence: EdgeParts['presence'];
  readonly #rooms: EdgeParts['rooms'];
  readonly #dialogue: EdgeParts['dialogue'];
  readonly #privileges: EdgeParts['privileges'];
  readonly #backlog: Backlog;
  /**
   * What one user sends to the gateway itself is handled in its order, that of different users side by side. Probes change
   * nothing: a user's server sends one for each contact at a login, and they share their round trips.
   */
  readonly #mailboxes = new Map<string, Mailbox>();

  constructor(site: Site, parts: EdgeParts) {
    this.#site = site;
    this.#ingress = parts.ingress;
    this.#iqs = parts.iqs;
    this.#presence = parts.presence;
    this.#rooms = parts.rooms;
    this.#dialogue = parts.dialogue;
    this.#privileges = parts.privileges;
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
        if (this.#privileges.take(stanza)) return;
        if (this.#dialogue.takes(stanza)) {
          this.#inOrder(stanza, () => this.#dialogue.handle(stanza));
          return;
        }
        if (this.#rooms.takesMessage(stanza)) {
          const before = this.#ingress.settled();
          this.#inOrder(stanza, () => this.#rooms.message(stanza, before));
          return;
        }
        if (stanza.attrs.type === 'error') this.#inOrder(stanza, () => this.#presence.bounced(stanza));
        this.#ingress.push(stanza);
        return;
      case 'presence':
        if (this.#rooms.takesPresence(stanza)) {
          const before = this.#ingress.settled();
          this.#inOrder(stanza, () => this.#rooms.presence(stanza, before));
          return;
        }
        this.#inOrder(stanza, () => this.#presence.handle(stanza), stanza.attrs.type === 'probe');
        return;
      case 'iq': {
        // Taken now, not when its turn comes: messages that come later are none of this ping's business.
        const before = this.#ingress.settled();
        this.#inOrder(stanza, () => this.#iqs.handle(stanza, before));
        return;
      }
    }
  }

  #inOrder(stanza: Element, handle: () => Promise<void>, together = false): void {
    const user = parseJid(stanza.attrs.from ?? '')?.bare ?? '';
    const box = this.#mailboxes.get(user) ?? { alone: Promise.resolve(), together: new Set(), open: 0 };
    this.#mailboxes.set(user, box);
    const before = together ? box.alone : Promise.all([box.alone, ...box.together]);
    const turn = before.then(handle).catch((error: unknown) => this.#failed(stanza, error));
    if (together) box.together.add(turn);
    else box.alone = turn;
    box.open += 1;
    this.#backlog.opened();
    void turn.then(() => {
      this.#backlog.closed();
      box.together.delete(turn);
      box.open -= 1;
      if (box.open === 0) this.#mailboxes.delete(user);
    });
  }

  #failed(stanza: Element, error: unknown): void {
    this.#site.log.error({ error: String(error), stanza: stanza.name }, 'a stanza could not be handled');
  }
}
