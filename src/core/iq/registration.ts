import { iqResult } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { readRegistration, registrationQuery } from '../../xmpp/register.js';
import { problem } from '../errors.js';
import type { Registration, RegistrationChange } from '../registration.js';
import type { Site } from '../site.js';
import { type Answer, type Handlers, type Request, refused } from './request.js';

/** Where somebody registers. */
interface Place {
  /** Of the account that is meant; undefined: the default one. */
  readonly label: string | undefined;
  /** Whether it may be the first that the user registers. */
  readonly first: boolean;
}

/**
 * In-band registration with the gateway, by form or plain fields (XEP-0077, XEP-0100 4). A request to the gateway's domain
 * means the user's default account, or with `<remove/>` all of them; one to `<domain>/<label>`, or to the address of one of
 * several networks, the account of that label.
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
    const place = this.#place(request);
    if (place === undefined) return undefined;
    const closed = this.#site.access(request.from.bare);
    if (closed !== undefined) return refused(this.#site, request, closed);
    const { label, first } = place;
    const jid = request.from.bare;
    if (label !== undefined && !first && (await this.#registration.account(jid)) === undefined)
      return refused(this.#site, request, problem('account-first', { gateway: this.#site.gateway.domain }));
    const { account, ...offer } = await this.#registration.view(jid, request.lang, label);
    return [iqResult(request.iq, registrationQuery({ ...offer, registered: account !== undefined }))];
  }

  async #change(request: Request): Promise<Answer> {
    const place = this.#place(request);
    if (place === undefined) return undefined;
    const read = readRegistration(request.payload);
    if (read.kind === 'bad') return refused(this.#site, request, problem(`register-${read.fault}`));
    if (read.kind === 'cancel') return [iqResult(request.iq)];
    const jid = request.from.bare;
    const { label } = place;
    const result =
      read.kind === 'remove'
        ? await this.#registration.remove(jid, label)
        : await this.#register(request, place, joined(read.values));
    if (!result.ok) return refused(this.#site, request, result.problem);
    return [iqResult(request.iq), ...result.follow];
  }

  /** Who registers with one of several networks first is registered with the gateway too, with nothing said there. */
  async #register(
    { from, lang }: Request,
    { label, first }: Place,
    values: ReadonlyMap<string, string>,
  ): Promise<RegistrationChange> {
    const isNew = first && (await this.#registration.account(from.bare)) === undefined;
    if (!isNew) return this.#registration.register(from.bare, values, lang, label);
    const begun = await this.#registration.register(from.bare, new Map(), lang);
    if (!begun.ok) return begun;
    const result = await this.#registration.register(from.bare, values, lang, label);
    if (result.ok) return { ...result, follow: [...begun.follow, ...result.follow] };
    // Who is refused is as unregistered as before: nothing of it was told yet.
    await this.#registration.remove(from.bare);
    return result;
  }

  /** The label of the account that a request means (undefined: the default one); undefined where nobody can register. */
  #place({ kind, contact, to }: Request): Place | undefined {
    if (kind === 'gateway') return { label: to.resource === '' ? undefined : to.resource, first: false };
    const label = to.resource === '' ? this.#site.gateway.labelOf?.(contact) : undefined;
    return label === undefined ? undefined : { label, first: true };
  }
}

function joined(values: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  return new Map([...values].map(([name, all]) => [name, all.join('\n')]));
}
