import type { Problem } from '../../problem.js';
import type { Element } from '../../xmpp/element.js';
import { iqResult } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { readRegistration, registrationQuery } from '../../xmpp/register.js';
import { problem } from '../errors.js';
import type { Registration } from '../registration.js';
import type { Site } from '../site.js';
import { type Answer, type Handlers, type Request, refused } from './request.js';

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
    const { label, first } = place;
    const begun = first && read.kind !== 'remove' ? await this.#begin(request) : [];
    if ('condition' in begun) return refused(this.#site, request, begun);
    const result =
      read.kind === 'remove'
        ? await this.#registration.remove(jid, label)
        : await this.#registration.register(jid, joined(read.values), request.lang, label);
    if (!result.ok) return refused(this.#site, request, result.problem);
    return [iqResult(request.iq), ...begun, ...result.follow];
  }

  /** Who registers with one of several networks first is registered with the gateway too, with nothing said there. */
  async #begin({ from, lang }: Request): Promise<readonly Element[] | Problem> {
    if ((await this.#registration.account(from.bare)) !== undefined) return [];
    const result = await this.#registration.register(from.bare, new Map(), lang);
    return result.ok ? result.follow : result.problem;
  }

  /** The label of the account that a request means (undefined: the default one); undefined where nobody can register. */
  #place({ kind, contact, to }: Request): { readonly label: string | undefined; readonly first: boolean } | undefined {
    if (kind === 'gateway') return { label: to.resource === '' ? undefined : to.resource, first: false };
    const label = to.resource === '' ? this.#site.gateway.labelOf?.(contact) : undefined;
    return label === undefined ? undefined : { label, first: true };
  }
}

function joined(values: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  return new Map([...values].map(([name, all]) => [name, all.join('\n')]));
}
