import { iqResult } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { readRegistration, registrationQuery } from '../../xmpp/register.js';
import { problem } from '../errors.js';
import type { Registration } from '../registration.js';
import type { Site } from '../site.js';
import { type Answer, type Handlers, type Request, refused } from './request.js';

/**
 * In-band registration with the gateway, by form or plain fields (XEP-0077, XEP-0100 4). A request to the gateway's domain
 * means the user's default account, or with `<remove/>` all of them; one to `<domain>/<label>` the account of that label.
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
    if (request.kind !== 'gateway') return undefined;
    const closed = this.#site.access(request.from.bare);
    if (closed !== undefined) return refused(this.#site, request, closed);
    const label = labelIn(request);
    const jid = request.from.bare;
    if (label !== undefined && (await this.#registration.account(jid)) === undefined)
      return refused(this.#site, request, problem('account-first', { gateway: this.#site.gateway.domain }));
    const { account, ...offer } = await this.#registration.view(jid, request.lang, label);
    return [iqResult(request.iq, registrationQuery({ ...offer, registered: account !== undefined }))];
  }

  async #change(request: Request): Promise<Answer> {
    if (request.kind !== 'gateway') return undefined;
    const read = readRegistration(request.payload);
    if (read.kind === 'bad') return refused(this.#site, request, problem(`register-${read.fault}`));
    if (read.kind === 'cancel') return [iqResult(request.iq)];
    const jid = request.from.bare;
    const label = labelIn(request);
    const result =
      read.kind === 'remove'
        ? await this.#registration.remove(jid, label)
        : await this.#registration.register(jid, joined(read.values), request.lang, label);
    if (!result.ok) return refused(this.#site, request, result.problem);
    return [iqResult(request.iq), ...result.follow];
  }
}

function joined(values: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  return new Map([...values].map(([name, all]) => [name, all.join('\n')]));
}

/** The label of the account that a request means; undefined: the default one. */
function labelIn({ to }: Request): string | undefined {
  return to.resource === '' ? undefined : to.resource;
}
