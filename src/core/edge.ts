import type { Element } from '../xmpp/element.js';
import { parseJid } from '../xmpp/jid.js';
import type { AgentDesk } from './agents.js';
import { Backlog } from './backlog.js';
import type { Dialogue } from './chat/dialogue.js';
import type { Ingress } from './ingress.js';
import type { IqDesk } from './iq/desk.js';
import type { PresenceDesk } from './presence.js';
import type { Privileges } from './privileges.js';
import type { RoomDesk } from './rooms/room-desk.js';
import type { Site } from './site.js';
import { StorePatience, type StorePatienceParts } from './store-patience.js';

/** Stanzas, but for messages to contacts, that may be worked at once before the stream is no longer read. */
const MOST_OPEN = 1024;

/** What waits for one user: the last that stands alone, and those that may be handled together after it. */
interface Mailbox {
  alone: Promise<void>;
  readonly together: Set<Promise<void>>;
  open: number;
}

/** The desks to which an edge gives stanzas, and how it holds up whatever brings them. */
export interface EdgeParts {
  readonly ingress: Pick<Ingress, 'push' | 'settled'>;
  readonly iqs: Pick<IqDesk, 'handle'>;
  readonly presence: Pick<PresenceDesk, 'handle' | 'bounced' | 'refusal'>;
  readonly rooms: Pick<RoomDesk, 'takesPresence' | 'presence' | 'takesMessage' | 'message' | 'refusal'>;
  readonly dialogue: Pick<Dialogue, 'takes' | 'handle'>;
  readonly agents: Pick<AgentDesk, 'takes' | 'hear'>;
  /** Takes what is no message of anybody: true where it has. */
  readonly privileges: Pick<Privileges, 'take'>;
  /** Stops and restarts the reading of the stream: presence and requests wait for the store, and users send them as they like. */
  readonly reading: (go: boolean) => void;
  readonly stream: StorePatienceParts['stream'];
  /** Asks anew for the presence of a bare JID that could not be kept. */
  readonly recall: (jid: string) => void;
}

/** Takes the stanzas of one stream in their order and gives each to the part of the core that answers it. */
export class Edge {
  readonly #site: Site;
  readonly #ingress: EdgeParts['ingress'];
  readonly #iqs: EdgeParts['iqs'];
  readonly #presence: EdgeParts['presence'];
  readonly #rooms: EdgeParts['rooms'];
  readonly #dialogue: EdgeParts['dialogue'];
  readonly #agents: EdgeParts['agents'];
  readonly #privileges: EdgeParts['privileges'];
  readonly #recall: EdgeParts['recall'];
  readonly #patience: StorePatience;
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
    this.#agents = parts.agents;
    this.#privileges = parts.privileges;
    this.#recall = parts.recall;
    this.#patience = new StorePatience({ site, stream: parts.stream });
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

  /** Resolves when everything that this sender sent so far is in a lane, done or answered. */
  async settled({ attrs }: Element): Promise<void> {
    const box = this.#mailboxes.get(parseJid(attrs.from ?? '')?.bare ?? '');
    await Promise.all([this.#ingress.settled(), box?.alone, ...(box?.together ?? [])]);
  }

  #take(stanza: Element): void {
    if (this.#agents.takes(stanza)) {
      this.#inOrder(stanza, () => this.#agents.hear(stanza));
      return;
    }
    switch (stanza.name) {
      case 'message':
        if (this.#privileges.take(stanza)) return;
        if (this.#dialogue.takes(stanza)) {
          this.#inOrder(stanza, () => this.#dialogue.handle(stanza));
          return;
        }
        if (this.#rooms.takesMessage(stanza)) {
          const before = this.#ingress.settled();
          this.#inOrder(stanza, () => this.#ofRoom(stanza, () => this.#rooms.message(stanza, before)));
          return;
        }
        if (stanza.attrs.type === 'error')
          this.#inOrder(stanza, () => this.#ofUser(stanza, () => this.#presence.bounced(stanza)));
        this.#ingress.push(stanza);
        return;
      case 'presence':
        if (this.#rooms.takesPresence(stanza)) {
          const before = this.#ingress.settled();
          this.#inOrder(stanza, () => this.#ofRoom(stanza, () => this.#rooms.presence(stanza, before)));
          return;
        }
        this.#inOrder(
          stanza,
          () => this.#ofUser(stanza, () => this.#presence.handle(stanza)),
          stanza.attrs.type === 'probe',
        );
        return;
      case 'iq': {
        // Taken now, not when its turn comes: messages that come later are none of this ping's business.
        const before = this.#ingress.settled();
        this.#inOrder(stanza, () => this.#iqs.handle(stanza, before));
        return;
      }
    }
  }

  /** Who cannot be told to have left a room is found out by what comes back from them. */
  #ofRoom(stanza: Element, work: () => Promise<void>): Promise<void> {
    return this.#patience.keep({ work, refuse: this.#rooms.refusal(stanza), missed: () => undefined });
  }

  #ofUser(stanza: Element, work: () => Promise<void>): Promise<void> {
    return this.#patience.keep({ work, refuse: this.#presence.refusal(stanza), missed: () => this.#missed(stanza) });
  }

  #missed(stanza: Element): void {
    const from = parseJid(stanza.attrs.from ?? '');
    if (from !== undefined && from.domain !== this.#site.gateway.domain) this.#recall(from.bare);
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
    const { name, attrs } = stanza;
    this.#site.log.error({ error: String(error), stanza: name, type: attrs.type }, 'a stanza could not be handled');
  }
}
