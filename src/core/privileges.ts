import type { Element } from '../xmpp/element.js';
import { type Grant, privilegeOf, readGrant } from '../xmpp/privilege.js';
import type { Site } from './site.js';

/** Requests without an answer, one after the other, after which a right is no longer relied on. */
const MOST_SILENT = 3;

/**
 * What the XMPP server allows us in the rosters of its users (XEP-0356). Told at the beginning of each stream and true for
 * that stream only. Nobody but the server itself is believed, and for its own users only.
 */
export class Privileges {
  readonly #site: Pick<Site, 'log' | 'metrics' | 'gateway'>;
  readonly #server: string;
  #grant: Grant | undefined;
  #silent = 0;

  /** `server`: the domain of the server. */
  constructor(site: Pick<Site, 'log' | 'metrics' | 'gateway'>, server: string) {
    this.#site = site;
    this.#server = server;
  }

  /** Takes a message that tells of privileges, believed or not; false: it is an ordinary message. */
  take(message: Element): boolean {
    const { from = '', type } = message.attrs;
    // A user's message may hold what it likes: it is read as any other.
    if (from.includes('@') || type === 'error') return false;
    const privilege = privilegeOf(message);
    if (privilege === undefined) return false;
    const { log, metrics, gateway } = this.#site;
    if (from !== this.#server) {
      metrics.count('privileges_refused', { network: gateway.name });
      log.warn({ from }, 'privileges that are not from the XMPP server were refused');
      return true;
    }
    this.#grant = readGrant(privilege);
    this.#silent = 0;
    const { roster, message: messages, ns } = this.#grant;
    log.info({ roster, messages, ns }, 'the XMPP server grants privileges');
    return true;
  }

  /** Whether the roster of a user (bare JID) may be read, or changed. */
  roster(jid: string, what: 'get' | 'set'): boolean {
    const granted = jid.slice(jid.indexOf('@') + 1) === this.#server ? (this.#grant?.roster ?? 'none') : 'none';
    return granted === what || granted === 'both';
  }

  /** Whether a roster push may be of this user's server: users themselves have a resource. */
  isServerOf(from: { readonly domain: string; readonly local: string; readonly resource: string }): boolean {
    const { domain, local, resource } = from;
    return this.#grant !== undefined && domain === this.#server && local !== '' && resource === '';
  }

  /** What became of a request by a privilege. Some servers swallow such requests, and then each would wait in vain. */
  answered(yes: boolean): void {
    this.#silent = yes ? 0 : this.#silent + 1;
    if (this.#silent < MOST_SILENT || this.#grant === undefined) return;
    this.#site.log.warn({}, 'the XMPP server does not answer by its privileges; going on without');
    this.clear();
  }

  /** The stream is lost, and what was granted with it. */
  clear(): void {
    this.#grant = undefined;
    this.#silent = 0;
  }
}
