import { iqResult } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { readRegistration, registrationQuery } from '../../xmpp/register.js';
import { problem } from '../errors.js';
import type { Registration, RegistrationChange } from '../registration.js';
import type { Site } from '../site.js';
import { type Answer, type Handlers, type Request, refused } from './request.js';

/** What a request for registration is about. */
interface Target {
  /** The label of the account; undefined: the default one. */
  readonly label: string | undefined;
  /** Whether a contact was asked: who has no account at all gets the default one with it. */
  readonly atContact: boolean;
}

/**
 * In-band registration with the gateway, by form or plain fields (XEP-0077, XEP-0100 4). A request to the gateway's domain
 * means the user's default account, or with `<remove/>` all of them; one to `<domain>/<label>`, or to a contact that has an
 * account of its own, the account of that label.
 */
export class RegistrationRequests {
  readonly #site: Site;
  readonly #registration: Registration;

  constructor(site: Site, registration: Registration) {
    this.#site = site;
    this.#registration = registration;
  }

  get handlers(): Handlers {
    return {
      [`get ${NS.register}`]: (request) => this.#show(request),
      [`set ${NS.register}`]: (request) => this.#change(request),
    };
  }

  async #show(request: Request): Promise<Answer> {
    const target = this.#target(request);
    if (target === undefined) return undefined;
    const closed = this.#site.access(request.from.bare);
    if (closed !== undefined) return refused(this.#site, request, closed);
    const { label, atContact } = target;
    const jid = request.from.bare;
    if (label !== undefined && !atContact && (await this.#registration.account(jid)) === undefined)
      return refused(this.#site, request, problem('account-first', { gateway: this.#site.gateway.domain }));
    const { account, ...offer } = await this.#registration.view(jid, request.lang, label);
    return [iqResult(request.iq, registrationQuery({ ...offer, registered: account !== undefined }))];
  }

  async #change(request: Request): Promise<Answer> {
    const target = this.#target(request);
    if (target === undefined) return undefined;
    const read = readRegistration(request.payload);
    if (read.kind === 'bad') return refused(this.#site, request, problem(`register-${read.fault}`));
    if (read.kind === 'cancel') return [iqResult(request.iq)];
    const jid = request.from.bare;
    const result =
      read.kind === 'remove'
        ? await this.#registration.remove(jid, target.label)
        : await this.#register(jid, target, joined(read.values), request.lang);
    if (!result.ok) return refused(this.#site, request, result.problem);
    return [iqResult(request.iq), ...result.follow];
  }

  async #register(
    jid: string,
    { label, atContact }: Target,
    values: ReadonlyMap<string, string>,
    lang: string | undefined,
  ): Promise<RegistrationChange> {
    if (!atContact || (await this.#registration.account(jid)) !== undefined)
      return this.#registration.register(jid, values, lang, label);
    const first = await this.#registration.register(jid, new Map(), lang);
    if (!first.ok) return first;
    const result = await this.#registration.register(jid, values, lang, label);
    // Who is refused is as unregistered as before; nothing was sent yet.
    if (!result.ok) await this.#registration.remove(jid);
    return result.ok ? { ...result, follow: [...first.follow, ...result.follow] } : result;
  }

  /** Undefined where nothing can be registered at the address. */
  #target({ kind, to, contact }: Request): Target | undefined {
    if (kind === 'gateway') return { label: to.resource === '' ? undefined : to.resource, atContact: false };
    const label = this.#site.gateway.accountAt?.(contact);
    return label === undefined ? undefined : { label, atContact: true };
  }
}

function joined(values: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  return new Map([...values].map(([name, all]) => [name, all.join('\n')]));
}
