import { Trouble } from '../../trouble.js';
import type { Element } from '../../xmpp/element.js';
import { errorReply, type StanzaProblem } from '../../xmpp/errors.js';
import { classifyIq } from '../../xmpp/iq.js';
import { type Jid, parseJid } from '../../xmpp/jid.js';
import { NS } from '../../xmpp/namespaces.js';
import type { LimitName } from '../../xmpp/parse.js';
import { isOwn, readContact } from '../addresses.js';
import type { CommandTree } from '../commands/tree.js';
import { type EntityResult, readEntity } from '../entities.js';
import { problem } from '../errors.js';
import { Registration } from '../registration.js';
import type { RoomDesk } from '../rooms/room-desk.js';
import { accountOf, type Site } from '../site.js';
import { isAway, whyFailed } from '../store-patience.js';
import { inWords } from '../telling.js';
import { AdHoc } from './ad-hoc.js';
import { archiveHandlers } from './archive.js';
import { avatarHandlers } from './avatar.js';
import { commandNodeHandlers } from './command-nodes.js';
import { discoHandlers } from './disco.js';
import { housekeepingHandlers } from './housekeeping.js';
import { promptHandlers } from './prompt.js';
import { RegistrationRequests } from './registration.js';
import { type Handlers, type Request, wordsFor } from './request.js';
import { rosterPushHandlers } from './roster-push.js';
import { SearchRequests } from './search.js';
import { vcardHandlers } from './vcard.js';

/** The most of a namespace that is repeated to whoever sent it: the answer must not be larger than a stanza may be. */
const SHOWN = 100;

const shown = (namespace: string): string => namespace.slice(0, SHOWN);

interface IqDeskParts {
  readonly send: (stanza: Element) => void;
  readonly tree: CommandTree;
  /** Passes on what only the network can answer; missing: nobody is asked. */
  readonly rooms?: Pick<RoomDesk, 'ask'>;
  /** Whether such an address can only be a user's server (see `Privileges`). */
  readonly isServerOf?: (from: Jid) => boolean;
}

/** Answers IQs to the gateway and its contacts from the store; each get and set exactly once (RFC 6120 8.2.3). */
export class IqDesk {
  readonly #site: Site;
  readonly #send: (stanza: Element) => void;
  readonly #handlers: Handlers;
  readonly #rooms: IqDeskParts['rooms'];
  readonly #trouble: Trouble;

  constructor(site: Site, { send, tree, rooms, isServerOf = () => false }: IqDeskParts) {
    this.#site = site;
    this.#send = send;
    this.#rooms = rooms;
    this.#trouble = new Trouble(site.clock, site.log);
    this.#handlers = {
      ...commandNodeHandlers(site, tree, discoHandlers(site)),
      ...new AdHoc(site, tree).handlers,
      ...housekeepingHandlers(site),
      ...promptHandlers(site),
      ...vcardHandlers(site),
      ...avatarHandlers(site),
      ...archiveHandlers(site),
      ...new SearchRequests(site).handlers,
      ...rosterPushHandlers(isServerOf),
      ...new RegistrationRequests(site, new Registration(site)).handlers,
    };
  }

  /** Handles one IQ. `before` resolves when the messages that came before it are in a lane or answered. */
  async handle(iq: Element, before: Promise<void>): Promise<void> {
    const from = parseJid(iq.attrs.from ?? '');
    const to = parseJid(iq.attrs.to ?? '');
    // Nothing of our own domain is ever answered: that would be a loop.
    if (from === undefined || to === undefined || from.domain === this.#site.gateway.domain) return;
    const read = classifyIq(iq);
    if (read.kind === 'bad') {
      return this.#refuse(iq, inWords(this.#site.words, problem(`iq-${read.fault}`), iq.attrs['xml:lang']));
    }
    if (read.kind !== 'request') return;
    const { payload, type } = read;
    const lang = iq.attrs['xml:lang'];
    try {
      const entity = await this.#entity(from, to, payload.ns);
      if (!entity.ok) return this.#refuse(iq, wordsFor(this.#site, { lang }, entity.problem));
      const { kind, contact } = entity;
      const request: Request = { iq, payload, type, from, to, kind, contact, lang, before };
      const { node = '' } = payload.attrs;
      if (this.#site.gateway.rooms?.answers(contact, to.resource, type, payload.ns, node) === true) {
        const why = await (this.#rooms?.ask(request) ?? problem('message-internal'));
        if (why !== undefined) this.#refuse(iq, wordsFor(this.#site, request, why));
        return;
      }
      const answer = await this.#handlers[`${type} ${payload.ns}`]?.(request);
      if (answer !== undefined) for (const stanza of answer) this.#send(stanza);
      else this.#refuse(iq, wordsFor(this.#site, request, problem('iq-unknown', { namespace: shown(payload.ns) })));
    } catch (error) {
      this.#failed(error, payload.ns);
      this.#refuse(iq, wordsFor(this.#site, { lang }, whyFailed(error)));
    }
  }

  /**
   * Whom a request is for. Our addresses have no resources (RFC 6121 8.5.3.2.3), but who registers with the gateway names an
   * account so.
   */
  async #entity(from: Jid, to: Jid, namespace: string): Promise<EntityResult> {
    const namesAccount = namespace === NS.register && isOwn(to);
    const named = namesAccount || this.#hasResources(to);
    if (to.resource !== '' && !named) return { ok: false, problem: problem('iq-resource', { jid: to.bare }) };
    const entity = readEntity(this.#site.gateway, to, undefined);
    if (entity.ok) return entity;
    // Only what a mistaken address may have meant depends on the account.
    return readEntity(this.#site.gateway, to, await accountOf(this.#site, from.bare));
  }

  /** Whether the resources of an address are somebody: where rooms are contacts as well, only those of rooms are. */
  #hasResources(to: Jid): boolean {
    const { gateway } = this.#site;
    if (gateway.rooms?.contacts !== true) return gateway.rooms !== undefined && !isOwn(to);
    const found = isOwn(to) ? undefined : readContact(gateway, to, undefined);
    return found?.ok === true && gateway.rooms.kindOf(found.contact) === 'room';
  }

  /** Answers a stanza that was thrown away while it was read, because it exceeded a limit. */
  refuseOversized(head: Element, limit: LimitName): void {
    this.#site.metrics.count('stanzas_oversized', { network: this.#site.gateway.name, limit });
    this.#refuse(head, inWords(this.#site.words, problem('stanza-limit', { limit }), head.attrs['xml:lang']));
  }

  /** A store that is away is no fault of a request, and every request that needs it fails. */
  #failed(error: unknown, namespace: string): void {
    const fields = { namespace: shown(namespace) };
    if (isAway(error)) this.#trouble.tell('a request was refused: no store', error, fields);
    else this.#site.log.error({ ...fields, error: String(error) }, 'a request could not be answered');
  }

  #refuse(stanza: Element, why: StanzaProblem): void {
    const reply = errorReply(stanza, why);
    if (reply !== undefined) this.#send(reply);
  }
}
