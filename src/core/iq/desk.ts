import type { Element } from '../../xmpp/element.js';
import { errorReply, type StanzaProblem } from '../../xmpp/errors.js';
import { classifyIq } from '../../xmpp/iq.js';
import { parseJid } from '../../xmpp/jid.js';
import type { LimitName } from '../../xmpp/parse.js';
import { isOwn } from '../addresses.js';
import { CommandTree } from '../commands/tree.js';
import { problem } from '../errors.js';
import { Registration } from '../registration.js';
import type { Site } from '../site.js';
import { inWords } from '../telling.js';
import { AdHoc } from './ad-hoc.js';
import { commandNodeHandlers } from './command-nodes.js';
import { discoHandlers } from './disco.js';
import { housekeepingHandlers } from './housekeeping.js';
import { promptHandlers } from './prompt.js';
import { RegistrationRequests } from './registration.js';
import { type Handlers, type Request, wordsFor } from './request.js';

/** The most of a namespace that is repeated to whoever sent it: the answer must not be larger than a stanza may be. */
const SHOWN = 100;

const shown = (namespace: string): string => namespace.slice(0, SHOWN);

/** Answers IQs to the gateway and its contacts from the store; each get and set exactly once (RFC 6120 8.2.3). */
export class IqDesk {
  readonly #site: Site;
  readonly #send: (stanza: Element) => void;
  readonly #handlers: Handlers;

  constructor(site: Site, send: (stanza: Element) => void) {
    this.#site = site;
    this.#send = send;
    const tree = new CommandTree(site);
    this.#handlers = {
      ...commandNodeHandlers(site, tree, discoHandlers(site)),
      ...new AdHoc(site, tree).handlers,
      ...housekeepingHandlers(site),
      ...promptHandlers(site),
      ...new RegistrationRequests(site, new Registration(site)).handlers,
    };
  }

  /** Handles one IQ. `before` resolves when the messages that came before it are in a lane or answered. */
  async handle(iq: Element, before: Promise<void>): Promise<void> {
    const from = parseJid(iq.attrs.from ?? '');
    const to = parseJid(iq.attrs.to ?? '');
    if (from === undefined || to === undefined) return;
    const read = classifyIq(iq);
    if (read.kind === 'bad') {
      return this.#refuse(iq, inWords(this.#site.words, problem(`iq-${read.fault}`), iq.attrs['xml:lang']));
    }
    if (read.kind !== 'request') return;
    const { payload, type } = read;
    const kind = isOwn(to) ? 'gateway' : 'contact';
    const request: Request = { iq, payload, type, from, to, kind, lang: iq.attrs['xml:lang'], before };
    try {
      const answer = await this.#handlers[`${type} ${payload.ns}`]?.(request);
      if (answer !== undefined) for (const stanza of answer) this.#send(stanza);
      else this.#refuse(iq, wordsFor(this.#site, request, problem('iq-unknown', { namespace: shown(payload.ns) })));
    } catch (error) {
      this.#site.log.error({ error: String(error), namespace: shown(payload.ns) }, 'a request could not be answered');
      this.#refuse(iq, wordsFor(this.#site, request, problem('message-internal')));
    }
  }

  /** Answers a stanza that was thrown away while it was read, because it exceeded a limit. */
  refuseOversized(head: Element, limit: LimitName): void {
    this.#site.metrics.count('stanzas_oversized', { gateway: this.#site.gateway.name, limit });
    this.#refuse(head, inWords(this.#site.words, problem('stanza-limit', { limit }), head.attrs['xml:lang']));
  }

  #refuse(stanza: Element, why: StanzaProblem): void {
    const reply = errorReply(stanza, why);
    if (reply !== undefined) this.#send(reply);
  }
}
