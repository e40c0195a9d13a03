import { copy, type Element, el } from './element.js';
import { NS } from './namespaces.js';

type IqPermission = 'none' | 'get' | 'set' | 'both';

/** What a server allows us to do in the name of its users (XEP-0356 4.2). */
export interface Grant {
  /** The namespace in which it was granted; what is sent by this right uses the same. */
  readonly ns: string;
  readonly roster: IqPermission;
  /** `outgoing`: messages may be sent in the name of users. */
  readonly message: 'none' | 'outgoing';
  /** By namespace of the payload. */
  readonly iq: ReadonlyMap<string, IqPermission>;
}

const PERMISSIONS = new Set<string>(['none', 'get', 'set', 'both'] satisfies IqPermission[]);

function permission(type: string | undefined): IqPermission {
  return type !== undefined && PERMISSIONS.has(type) ? (type as IqPermission) : 'none';
}

/** The `<privilege/>` of a message, whoever sent it; undefined where there is none. */
export function privilegeOf(message: Element): Element | undefined {
  return message.getChild('privilege', NS.privilege) ?? message.getChild('privilege', NS.privilegeOld);
}

/** Reads a `<privilege/>` with permissions. What it does not name is not granted; unknown accesses are ignored. */
export function readGrant(privilege: Element): Grant {
  let roster: IqPermission = 'none';
  let message: Grant['message'] = 'none';
  const iq = new Map<string, IqPermission>();
  for (const perm of privilege.getChildren('perm')) {
    const { access, type } = perm.attrs;
    if (access === 'roster') roster = permission(type);
    else if (access === 'message') message = type === 'outgoing' ? 'outgoing' : 'none';
    else if (access === 'iq') {
      for (const { attrs } of perm.getChildren('namespace')) {
        if (attrs.ns !== undefined) iq.set(attrs.ns, permission(attrs.type));
      }
    }
  }
  return { ns: privilege.ns, roster, message, iq };
}

/**
 * A message in the name of a user of the server (XEP-0356 5.3): what the user has sent by another client of the network is
 * seen in XMPP clients too. `message` has the user's bare JID as `from`; a resource is refused by servers. `server` is
 * the domain that granted it. The server routes it like any message of the user, so it comes back to the gateway when it
 * is to one of its contacts: whoever sends such must know its ids again.
 */
export function privilegedMessage(
  grant: Grant,
  gateway: string,
  server: string,
  id: string,
  message: Element,
): Element {
  const inner = copy(message);
  inner.attrs.xmlns = NS.client;
  return el(
    'message',
    { from: gateway, to: server, id },
    el('privilege', { xmlns: grant.ns }, el('forwarded', { xmlns: NS.forward }, inner)),
  );
}
