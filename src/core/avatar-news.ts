import { Recent } from '../recent.js';
import { avatarEvent } from '../xmpp/avatar.js';
import { capsVersion } from '../xmpp/caps.js';
import { readDiscoInfo } from '../xmpp/disco.js';
import { type Element, el } from '../xmpp/element.js';
import type { Jid } from '../xmpp/jid.js';
import { NS } from '../xmpp/namespaces.js';
import type { PresenceContent } from '../xmpp/presence.js';
import { Paced } from './paced.js';
import { Shown } from './shown.js';
import type { Site } from './site.js';
import { type Told, ToldClients } from './told-clients.js';

const WANTED = `${NS.avatarMetadata}+notify`;
const ANSWER_MS = 10_000;
/** Kinds of clients that are remembered. */
const REMEMBERED = 4096;
/** Of a kind of client, characters; no hash of capabilities is as long. */
const LONGEST_KIND = 256;
/** Clients that may be asked at once. */
const MOST_ASKED = 64;
/** Avatars that are told a second, and clients that may wait to be told; whoever comes beyond that is at its next presence. */
const A_SECOND = 200;
const MOST_WAITING = 16_384;

type Caps = NonNullable<PresenceContent['caps']>;

/**
 * Tells clients that look for it (`+notify` in their capabilities, XEP-0163 4.3.2) which avatar the gateway and the user's
 * contacts have, as a server does for people (XEP-0084 4.4). It is in no hurry: all clients may come at once, when a stream
 * is up again, and each may have many contacts. Older clients read the hash in our presence (XEP-0153), as others do
 * meanwhile.
 */
export class AvatarNews {
  readonly #site: Site;
  readonly #shown: Shown;
  readonly #paced: Paced;
  /** Whether a kind of client wants it, by its verification string. */
  readonly #kinds = new Recent<string, boolean>(REMEMBERED);
  readonly #told = new ToldClients();
  #asked = 0;

  constructor(site: Site, send: (stanza: Element) => void) {
    const { clock, log } = site;
    this.#site = site;
    this.#shown = new Shown(site);
    this.#paced = new Paced({ send, clock, log, rate: A_SECOND, most: MOST_WAITING });
  }

  /** A client is there; it is told once, until it goes. Never throws, and waits for nobody. */
  came(from: Jid, caps: PresenceContent['caps']): void {
    if (caps === undefined || from.resource === '') return;
    const kind = `${caps.hash} ${caps.ver}`;
    if (kind.length > LONGEST_KIND || this.#told.get(from)?.kind === kind) return;
    const told: Told = { kind };
    this.#told.set(from, told);
    void this.#tell(from, caps, told).catch((error: unknown) => {
      this.#site.log.debug({ error: String(error) }, 'a client was not told of avatars');
    });
  }

  /** A client has gone: it knows nothing any more when it comes again. */
  left(from: Jid): void {
    this.#told.delete(from);
  }

  async #tell(from: Jid, caps: Caps, told: Told): Promise<void> {
    const wants = this.#kinds.get(told.kind) ?? (await this.#ask(from, caps, told.kind));
    if (wants === false) return;
    if (wants === 'unknown' || !this.#paced.add(() => this.#news(from, told))) this.#missed(from, told);
  }

  /** What a client is told when its turn has come; nothing where it has gone meanwhile. */
  async #news(from: Jid, told: Told): Promise<readonly Element[]> {
    if (this.#told.get(from) !== told) return [];
    const { stores, gateway, about, requests } = this.#site;
    if (requests.ask === undefined) {
      // The stream was lost; the client is heard of again when it is back.
      this.#missed(from, told);
      return [];
    }
    const roster = await stores.roster.list(gateway.name, from.bare).catch((error: unknown) => {
      this.#missed(from, told);
      throw error;
    });
    const seen = roster.filter(({ contact, sees }) => sees || contact === '').map(({ contact }) => contact);
    return [...new Set(['', ...seen])].map((contact) => {
      const address = { from: this.#shown.jidOf(contact), to: from.full, type: 'headline' as const };
      return el('message', { ...address }, avatarEvent(about.avatar));
    });
  }

  /** A client that was not told is told at its next presence. */
  #missed(from: Jid, told: Told): void {
    if (this.#told.get(from) === told) this.#told.delete(from);
  }

  /** Whether a client wants to be told; `unknown` where it did not answer, or could not be asked. */
  async #ask(from: Jid, caps: Caps, kind: string): Promise<boolean | 'unknown'> {
    const { ask } = this.#site.requests;
    if (ask === undefined || this.#asked >= MOST_ASKED) return 'unknown';
    this.#asked += 1;
    try {
      const query = el('query', { xmlns: NS.discoInfo, node: `${caps.node}#${caps.ver}` });
      const address = { type: 'get', from: this.#site.gateway.domain, to: from.full };
      const answer = await ask(el('iq', address, query), ANSWER_MS);
      if (!answer.ok) return 'unknown';
      const found = answer.iq.getChild('query', NS.discoInfo);
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
