import type { RegistrationField } from '../../gateways/gateway.js';
import { newEnvelopeId } from '../lanes/envelope.js';
import type { Problem } from '../problem.js';
import { discoInfoQuery, discoItemsQuery } from '../xmpp/disco.js';
import type { Element } from '../xmpp/element.js';
import { errorReply, type StanzaProblem } from '../xmpp/errors.js';
import type { FormField } from '../xmpp/forms.js';
import { gatewayJidQuery, gatewayPromptQuery, readGatewayPrompt } from '../xmpp/gateway-prompt.js';
import { afterEdited, afterRegistered, afterUnregistered } from '../xmpp/gateway-roster.js';
import { classifyIq, iqResult } from '../xmpp/iq.js';
import { type Jid, parseJid } from '../xmpp/jid.js';
import { lastQuery } from '../xmpp/last.js';
import { chatMessage } from '../xmpp/messages.js';
import { NS } from '../xmpp/namespaces.js';
import type { LimitName } from '../xmpp/parse.js';
import { readRegistration, registrationQuery } from '../xmpp/register.js';
import { timePayload } from '../xmpp/time.js';
import { versionQuery } from '../xmpp/version.js';
import { contactJid } from './addresses.js';
import { discoOf, type EntityKind, isCapsNode } from './discovery.js';
import { problem } from './errors.js';
import type { Registrar } from './registrar.js';
import { accountOf, type Site } from './site.js';
import { inWords } from './telling.js';

/** The most of a namespace that is repeated to whoever sent it: the answer must not be larger than a stanza may be. */
const SHOWN = 100;

const shown = (namespace: string): string => namespace.slice(0, SHOWN);

/** A request of a user to one of our addresses. */
interface Request {
  readonly iq: Element;
  readonly payload: Element;
  readonly type: 'get' | 'set';
  readonly from: Jid;
  readonly to: Jid;
  readonly kind: EntityKind;
  readonly lang: string | undefined;
  /** Resolves when every message that the user sent before is in a lane or answered. */
  readonly before: Promise<void>;
}

/** Stanzas to send, in order; undefined: this request is not for that handler after all. */
type Answer = readonly Element[] | undefined;
type Handler = (request: Request) => Promise<Answer> | Answer;

/** Answers IQs to the gateway and its contacts from the store; each get and set exactly once (RFC 6120 8.2.3). */
export class IqDesk {
  readonly #site: Site;
  readonly #registrar: Registrar;
  readonly #send: (stanza: Element) => void;
  readonly #handlers: Readonly<Record<string, Handler>>;
  readonly #startedAt: number;

  constructor(site: Site, registrar: Registrar, send: (stanza: Element) => void) {
    this.#site = site;
    this.#registrar = registrar;
    this.#send = send;
    this.#startedAt = site.clock.monotonic();
    this.#handlers = {
      [`get ${NS.discoInfo}`]: (request) => this.#info(request),
      [`get ${NS.discoItems}`]: (request) => this.#items(request),
      [`get ${NS.version}`]: ({ iq }) => [iqResult(iq, versionQuery(site.software.name, site.software.version))],
      [`get ${NS.time}`]: ({ iq }) => [iqResult(iq, timePayload(site.clock.now()))],
      [`get ${NS.ping}`]: async ({ iq, before }) => {
        await before;
        return [iqResult(iq)];
      },
      [`get ${NS.last}`]: (request) => this.#last(request),
      [`get ${NS.register}`]: (request) => this.#registration(request),
      [`set ${NS.register}`]: (request) => this.#register(request),
      [`get ${NS.gateway}`]: (request) => this.#prompt(request),
      [`set ${NS.gateway}`]: (request) => this.#prompted(request),
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
    const kind = to.local === '' ? 'gateway' : 'contact';
    const request: Request = { iq, payload, type, from, to, kind, lang: iq.attrs['xml:lang'], before };
    try {
      const answer = await this.#handlers[`${type} ${payload.ns}`]?.(request);
      if (answer !== undefined) for (const stanza of answer) this.#send(stanza);
      else this.#refuse(iq, this.#words(request, problem('iq-unknown', { namespace: shown(payload.ns) })));
    } catch (error) {
      this.#site.log.error({ error: String(error), namespace: shown(payload.ns) }, 'a request could not be answered');
      this.#refuse(iq, this.#words(request, problem('message-internal')));
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

  #words(request: Request, why: Problem): StanzaProblem {
    return inWords(this.#site.words, why, request.lang);
  }

  #error(request: Request, why: Problem): readonly Element[] {
    const reply = errorReply(request.iq, this.#words(request, why));
    return reply === undefined ? [] : [reply];
  }

  #info({ iq, payload, kind }: Request): Answer {
    const node = payload.attrs.node;
    if (node !== undefined && node !== '' && !isCapsNode(this.#site, kind, node)) return this.#noNode(iq);
    return [iqResult(iq, discoInfoQuery(discoOf(this.#site, kind), node))];
  }

  #items({ iq, payload }: Request): Answer {
    const node = payload.attrs.node;
    if (node !== undefined && node !== '') return this.#noNode(iq);
    return [iqResult(iq, discoItemsQuery([]))];
  }

  #noNode(iq: Element): readonly Element[] {
    const reply = errorReply(iq, { condition: 'item-not-found' });
    return reply === undefined ? [] : [reply];
  }

  #last({ iq, kind }: Request): Answer {
    if (kind !== 'gateway') return undefined;
    return [iqResult(iq, lastQuery((this.#site.clock.monotonic() - this.#startedAt) / 1000))];
  }

  async #registration(request: Request): Promise<Answer> {
    if (request.kind !== 'gateway') return undefined;
    const { gateway, words } = this.#site;
    const closed = this.#site.access(request.from.bare);
    if (closed !== undefined) return this.#error(request, closed);
    const account = await this.#registrar.account(request.from.bare);
    const { title, instructions, fields } = gateway.registration;
    const query = registrationQuery({
      title: words.text(title, request.lang),
      instructions: words.text(instructions, request.lang),
      registered: account !== undefined,
      fields: fields.map((field) => this.#field(field, account?.fields[field.name], request.lang)),
    });
    return [iqResult(request.iq, query)];
  }

  #field(field: RegistrationField, value: string | undefined, lang: string | undefined): FormField {
    const { words } = this.#site;
    const shown = value ?? field.initial;
    return {
      name: field.name,
      kind: field.kind,
      label: words.text(field.label, lang),
      required: field.required,
      values: shown === undefined ? [] : [shown],
      ...(field.description === undefined ? {} : { description: words.text(field.description, lang) }),
      ...(field.options === undefined
        ? {}
        : { options: field.options.map((option) => ({ value: option.value, label: words.text(option.label, lang) })) }),
      ...(field.validate === undefined
        ? {}
        : {
            validation: {
              datatype: field.validate.datatype,
              ...(field.validate.regex === undefined ? {} : { method: { regex: field.validate.regex } }),
            },
          }),
    };
  }

  async #register(request: Request): Promise<Answer> {
    if (request.kind !== 'gateway') return undefined;
    const read = readRegistration(request.payload);
    if (read.kind === 'bad') return this.#error(request, problem(`register-${read.fault}`));
    if (read.kind === 'cancel') return [iqResult(request.iq)];
    if (read.kind === 'remove') return this.#unregister(request);
    const values = new Map([...read.values].map(([name, all]) => [name, all.join('\n')]));
    const { gateway } = this.#site;
    const jid = request.from.bare;
    const result = await this.#registrar.register(jid, values, request.lang);
    if (!result.ok) return this.#error(request, result.problem);
    if (!result.created) return afterEdited(request.iq);
    await this.#site.stores.roster.change(gateway.name, jid, '', { seen: 'asked' });
    return [...afterRegistered(request.iq, gateway.domain, jid, gateway.identity.name), this.#welcome(request)];
  }

  /** Some clients cannot open a chat with a domain, so the gateway writes first (XEP-0100 has no rule for it). */
  #welcome({ from, lang }: Request): Element {
    const { gateway, words } = this.#site;
    const example = contactJid(gateway, gateway.example);
    const text = words.text({ key: 'register.welcome', params: { gateway: gateway.domain, example } }, lang);
    return chatMessage({ from: gateway.domain, to: from.bare, id: newEnvelopeId() }, text);
  }

  async #unregister(request: Request): Promise<Answer> {
    const { stores, gateway } = this.#site;
    const jid = request.from.bare;
    const roster = await stores.roster.list(gateway.name, jid);
    if (!(await this.#registrar.remove(jid))) return this.#error(request, problem('register-not-registered', { jid }));
    const contacts = roster.filter(({ contact }) => contact !== '').map(({ contact }) => contactJid(gateway, contact));
    return afterUnregistered(request.iq, gateway.domain, jid, contacts);
  }

  #prompt(request: Request): Answer {
    if (request.kind !== 'gateway') return undefined;
    const { gateway, words, access } = this.#site;
    const closed = access(request.from.bare);
    if (closed !== undefined) return this.#error(request, closed);
    const description = words.text(gateway.prompt.description, request.lang);
    return [iqResult(request.iq, gatewayPromptQuery(description, words.text(gateway.prompt.label, request.lang)))];
  }

  async #prompted(request: Request): Promise<Answer> {
    if (request.kind !== 'gateway') return undefined;
    const closed = this.#site.access(request.from.bare);
    if (closed !== undefined) return this.#error(request, closed);
    const typed = readGatewayPrompt(request.payload)?.trim() ?? '';
    if (typed === '') return this.#error(request, problem('prompt-empty'));
    const { gateway } = this.#site;
    const result = gateway.addresses.prompt(typed, await accountOf(this.#site, request.from.bare));
    if (result.ok) return [iqResult(request.iq, gatewayJidQuery(contactJid(gateway, result.address)))];
    return this.#error(request, { ...result.problem, type: 'modify', condition: 'not-acceptable' });
  }
}
