import type { Account, RegistrationField } from '../../gateways/gateway.js';
import { newEnvelopeId } from '../lanes/envelope.js';
import type { Problem } from '../problem.js';
import type { Element } from '../xmpp/element.js';
import type { FormField } from '../xmpp/forms.js';
import { afterRegistered, afterUnregistered } from '../xmpp/gateway-roster.js';
import { chatMessage } from '../xmpp/messages.js';
import { contactJid, ownNode } from './addresses.js';
import { problem } from './errors.js';
import { afterLeaving } from './leaving.js';
import { Registrar } from './registrar.js';
import { GATEWAY } from './shown.js';
import type { Site } from './site.js';
import { checkSubmission } from './submission.js';

/** The registration form as one user sees it. */
interface RegistrationView {
  readonly title: string;
  readonly instructions: string;
  /** With the values on record; a secret has none. */
  readonly fields: readonly FormField[];
  readonly account: Account | undefined;
}

/** What became of a registration that a user sent by XEP-0077 or by a command. */
export type RegistrationChange =
  /** `follow` is to be sent after the answer, in order. */
  | { readonly ok: true; readonly created: boolean; readonly follow: readonly Element[] }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Registration as every face shows it: the IQ, the command and the dialogue. All that they ask of the registrar goes
 * through here.
 */
export class Registration {
  readonly #site: Site;
  readonly #registrar: Registrar;

  constructor(site: Site) {
    this.#site = site;
    this.#registrar = new Registrar(site);
  }

  /** Names of the fields that a chat asks for only when a registration is changed. */
  get later(): ReadonlySet<string> {
    const { fields } = this.#site.gateway.registration;
    return new Set(fields.filter(({ later }) => later === true).map(({ name }) => name));
  }

  /** Names of the fields that say nothing beside the values of others. */
  needless(fields: readonly FormField[]): ReadonlySet<string> {
    const values = new Map(fields.map(({ name = '', values: given = [] }) => [name, given.join('\n')]));
    const { fields: known } = this.#site.gateway.registration;
    return new Set(known.filter((field) => field.needless?.(values) === true).map(({ name }) => name));
  }

  /** The account of a user with a label, or the default one, read afresh. */
  account(jid: string, label?: string): Promise<Account | undefined> {
    return this.#registrar.account(jid, label);
  }

  async view(jid: string, lang: string | undefined, label?: string): Promise<RegistrationView> {
    const { gateway, words } = this.#site;
    const { title, instructions, fields } = gateway.registration;
    const account = await this.account(jid, label);
    return {
      title: words.text(title, lang),
      instructions: words.text(instructions, lang),
      fields: fields.map((field) => this.#field(field, account?.fields[field.name], lang)),
      account,
    };
  }

  /** What is wrong with the value of one field, before the others are known. */
  checkField(name: string, value: string, account: Account | undefined, lang: string | undefined): Problem | undefined {
    const { gateway, words } = this.#site;
    const fields = gateway.registration.fields.filter((field) => field.name === name);
    // Whether a secret is on record is seen when everything is checked; an empty one is taken for "as it is" until then.
    const onRecord = account === undefined ? undefined : { fields: account.fields, hasSecret: () => true };
    const result = checkSubmission({ ...gateway.registration, fields }, new Map([[name, value]]), onRecord, (ref) =>
      words.text(ref, lang),
    );
    return result.ok ? undefined : result.problem;
  }

  /**
   * Registers, or changes the registration; with the welcome for whoever is new (XEP-0100 4.1 and 4.2). `label`: as for
   * `Registrar.register`; a further account changes nothing in the roster.
   */
  async register(
    jid: string,
    values: ReadonlyMap<string, string>,
    lang?: string,
    label?: string,
  ): Promise<RegistrationChange> {
    const { gateway, stores } = this.#site;
    const result = await this.#registrar.register(jid, values, lang, label);
    if (!result.ok) return result;
    const { created, account } = result;
    if (!created || account.label !== '') return { ok: true, created, follow: [] };
    await stores.roster.change(gateway.name, jid, GATEWAY, { seen: 'asked' });
    const asks = afterRegistered(undefined, gateway.domain, jid, gateway.identity.name);
    const own = this.#site.notices?.find('welcome', gateway.name);
    const follow = [...asks, this.#welcome(account, lang)];
    if (own !== undefined) follow.push(chatMessage({ from: gateway.domain, to: jid, id: newEnvelopeId() }, own.text));
    return { ok: true, created: true, follow };
  }

  /**
   * Removes the registration with all accounts, or the account of a label, and ends all subscriptions where nothing is left
   * (XEP-0100 4.3).
   */
  async remove(jid: string, label?: string): Promise<RegistrationChange> {
    const { stores, gateway } = this.#site;
    const roster = await stores.roster.list(gateway.name, jid);
    // Read before, for the network is told of the one that was the last.
    const account = await this.account(jid, label);
    if (label !== undefined) {
      const result = await this.#registrar.removeAccount(jid, label);
      if (!result.ok) return result;
      if (!result.ended) return { ok: true, created: false, follow: [] };
    } else if (!(await this.#registrar.remove(jid))) {
      return { ok: false, problem: problem('register-not-registered', { jid }) };
    }
    const contacts = roster.filter(({ contact }) => contact !== GATEWAY).map(({ contact }) => contact);
    if (account !== undefined) await afterLeaving(this.#site, account, contacts);
    const jids = contacts.map((contact) => contactJid(gateway, contact));
    return { ok: true, created: false, follow: afterUnregistered(undefined, gateway.domain, jid, jids) };
  }

  /** Some clients cannot open a chat with a domain, so the gateway writes first, and names an address that they can. */
  #welcome(account: Account, lang: string | undefined): Element {
    const { gateway, words } = this.#site;
    const own = gateway.ownAddress?.(account);
    const key = own === undefined ? 'register.welcome' : 'register.welcome-as';
    const example = contactJid(gateway, gateway.example);
    const params = { gateway: gateway.domain, example, node: ownNode(gateway), ...(own === undefined ? {} : { own }) };
    const text = words.text({ key, params }, lang);
    const spoken = words.languageOf(key, lang);
    return chatMessage({ from: gateway.domain, to: account.jid, id: newEnvelopeId(), lang: spoken }, text);
  }

  #field(field: RegistrationField, value: string | undefined, lang: string | undefined): FormField {
    const { words } = this.#site;
    // Of a list an empty value is no choice: it says that nothing was chosen.
    const chosen = field.kind === 'list-single' && value === '' ? undefined : value;
    const shown = field.kind === 'text-private' ? undefined : (chosen ?? field.initial);
    return {
      name: field.name,
      kind: field.kind,
      label: words.text(field.label, lang),
      required: field.required,
      values: shown === undefined ? [] : field.kind === 'text-multi' ? shown.split('\n') : [shown],
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
}
