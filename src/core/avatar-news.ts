import { Recent } from '../recent.js';
import { avatarEvent } from '../xmpp/avatar.js';
import { capsVersion } from '../xmpp/caps.js';
import { readDiscoInfo } from '../xmpp/disco.js';
import { type Element, el } from '../xmpp/element.js';
import type { Jid } from '../xmpp/jid.js';
import { NS } from '../xmpp/namespaces.js';
import type { PresenceContent } from '../xmpp/presence.js';
import { Shown } from './shown.js';
import type { Site } from './site.js';

const WANTED = `${NS.avatarMetadata}+notify`;
const ANSWER_MS = 10_000;
/** Kinds of clients that are remembered, and clients that were told. */
const REMEMBERED = 4096;
/** Clients that may be asked at once; whoever comes beyond that is told by the hash in our presence alone. */
const MOST_ASKED = 64;

/**
 * Tells clients that look for it (`+notify` in their capabilities, XEP-0163 4.3.2) which avatar the gateway and the user's
 * contacts have, as a server does for people (XEP-0084 4.4). Older clients read its hash in our presence (XEP-0153).
 */
export class AvatarNews {
  readonly #site: Site;
  readonly #send: (stanza: Element) => void;
  readonly #shown: Shown;
  /** Whether a kind of client wants it, by its verification string. */
  readonly #kinds = new Recent<string, boolean>(REMEMBERED);
  /** Full JIDs that were told, with what they were then. */
  readonly #told = new Recent<string, string>(REMEMBERED);
  #asked = 0;

  constructor(site: Site, send: (stanza: Element) => void) {
    this.#site = site;
    this.#send = send;
    this.#shown = new Shown(site);
  }

  /** A client is there; it is told once, until it goes. Never throws, and waits for nobody. */
  came(from: Jid, caps: PresenceContent['caps']): void {
    if (caps === undefined || from.resource === '') return;
    const kind = `${caps.hash} ${caps.ver}`;
    if (this.#told.get(from.full) === kind) return;
    this.#told.set(from.full, kind);
    void this.#tell(from, caps, kind).catch((error: unknown) => {
      this.#site.log.debug({ error: String(error) }, 'a client was not told of avatars');
    });
  }

  /** A client has gone: it knows nothing any more when it comes again. */
  left(from: Jid): void {
    this.#told.delete(from.full);
  }

  async #tell(from: Jid, caps: NonNullable<PresenceContent['caps']>, kind: string): Promise<void> {
    const wants = this.#kinds.get(kind) ?? (await this.#ask(from, caps, kind));
    if (!wants) return;
    const { stores, gateway, about } = this.#site;
    const roster = await stores.roster.list(gateway.name, from.bare);
    const seen = roster.filter(({ contact, sees }) => sees || contact === '').map(({ contact }) => contact);
    for (const contact of new Set(['', ...seen])) {
      const address = { from: this.#shown.jidOf(contact), to: from.full, type: 'headline' as const };
      this.#send(el('message', { ...address }, avatarEvent(about.avatar)));
    }
  }

  async #ask(from: Jid, caps: NonNullable<PresenceContent['caps']>, kind: string): Promise<boolean> {
    const { ask } = this.#site.requests;
    if (ask === undefined || this.#asked >= MOST_ASKED) return false;
    this.#asked += 1;
    try {
      const query = el('query', { xmlns: NS.discoInfo, node: `${caps.node}#${caps.ver}` });
      const address = { type: 'get', from: this.#site.gateway.domain, to: from.full };
      const answer = await ask(el('iq', address, query), ANSWER_MS);
      const found = answer.ok ? answer.iq.getChild('query', NS.discoInfo) : undefined;
      if (found === undefined) return false;
      const info = readDiscoInfo(found);
      const wants = info.features.includes(WANTED);
      // What does not agree with its own hash counts for this client alone (XEP-0115 5.4).
      if (caps.hash === 'sha-1' && capsVersion(info) === caps.ver) this.#kinds.set(kind, wants);
      return wants;
    } finally {
      this.#asked -= 1;
    }
  }
}
