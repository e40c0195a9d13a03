import type { RegistrationField } from '../../../gateways/gateway.js';
import { newEnvelopeId } from '../../lanes/envelope.js';
import type { Element } from '../../xmpp/element.js';
import type { FormField } from '../../xmpp/forms.js';
import { afterEdited, afterRegistered, afterUnregistered } from '../../xmpp/gateway-roster.js';
import { iqResult } from '../../xmpp/iq.js';
import { chatMessage } from '../../xmpp/messages.js';
import { NS } from '../../xmpp/namespaces.js';
import { readRegistration, registrationQuery } from '../../xmpp/register.js';
import { contactJid } from '../addresses.js';
import { problem } from '../errors.js';
import type { Registrar } from '../registrar.js';
import type { Site } from '../site.js';
import { type Answer, type Handlers, type Request, refused } from './request.js';

/**
 * In-band registration with the gateway, by form or plain fields (XEP-0077, XEP-0100 4). A request to the gateway's domain
 * means the user's default account, or with `<remove/>` all of them; one to `<domain>/<label>` the account of that label.
 */
export class RegistrationRequests {
  readonly #site: Site;
  readonly #registrar: Registrar;

  constructor(site: Site, registrar: Registrar) {
    this.#site = site;
    this.#registrar = registrar;
  }

  get handlers(): Handlers {
    return {
      [`get ${NS.register}`]: (request) => this.#registration(request),
      [`set ${NS.register}`]: (request) => this.#register(request),
    };
  }

  async #registration(request: Request): Promise<Answer> {
    if (request.kind !== 'gateway') return undefined;
    const { gateway, words } = this.#site;
    const closed = this.#site.access(request.from.bare);
    if (closed !== undefined) return refused(this.#site, request, closed);
    const label = labelIn(request);
    const user = await this.#registrar.list(request.from.bare);
    if (user === undefined && label !== undefined)
      return refused(this.#site, request, problem('account-first', { gateway: gateway.domain }));
    const account = label === undefined ? user?.default : user?.all.find((one) => one.label === label);
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
    if (read.kind === 'bad') return refused(this.#site, request, problem(`register-${read.fault}`));
    if (read.kind === 'cancel') return [iqResult(request.iq)];
    if (read.kind === 'remove') return this.#unregister(request);
    const values = new Map([...read.values].map(([name, all]) => [name, all.join('\n')]));
    const { gateway } = this.#site;
    const jid = request.from.bare;
    const result = await this.#registrar.register(jid, values, request.lang, labelIn(request));
    if (!result.ok) return refused(this.#site, request, result.problem);
    // A further account changes nothing in the roster.
    if (!result.created || result.account.label !== '') return afterEdited(request.iq);
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
    const label = labelIn(request);
    const roster = await stores.roster.list(gateway.name, jid);
    if (label !== undefined) {
      const result = await this.#registrar.removeAccount(jid, label);
      if (!result.ok) return refused(this.#site, request, result.problem);
      if (!result.ended) return [iqResult(request.iq)];
    } else if (!(await this.#registrar.remove(jid))) {
      return refused(this.#site, request, problem('register-not-registered', { jid }));
    }
    const contacts = roster.filter(({ contact }) => contact !== '').map(({ contact }) => contactJid(gateway, contact));
    return afterUnregistered(request.iq, gateway.domain, jid, contacts);
  }
}

/** The label of the account that a request means; undefined: the default one. */
function labelIn({ to }: Request): string | undefined {
  return to.resource === '' ? undefined : to.resource;
}
