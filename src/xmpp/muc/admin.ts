import type { StanzaCondition } from '../../problem.js';
import { type Element, el } from '../element.js';
import { NS } from '../namespaces.js';
import { type Affiliation, isAffiliation, isRole, type Role } from './terms.js';
import { type Item, itemElement } from './user.js';

/** Items that one request may have; lists of rooms are changed a few at a time. */
const MOST_ITEMS = 100;

/** One change of what someone is in a room: of role or of affiliation, never of both (XEP-0045 8 and 9). */
export type AdminChange = {
  /** By which the someone is named; one of the two is there. A JID as it is written, a real one or `room/nick`. */
  readonly nick?: string;
  readonly jid?: string;
  readonly reason?: string;
} & ({ readonly role: Role } | { readonly affiliation: Affiliation });

/** What an occupant asks of the lists of a room (XEP-0045 8 and 9). */
export type AdminRequest =
  /** Who has this role or affiliation? */
  | { readonly kind: 'list'; readonly role: Role }
  | { readonly kind: 'list'; readonly affiliation: Affiliation }
  /** Never empty, in the order of the request. */
  | { readonly kind: 'change'; readonly changes: readonly AdminChange[] };

type AdminReading =
  | { readonly ok: true; readonly request: AdminRequest }
  | { readonly ok: false; readonly condition: StanzaCondition };

const BAD: AdminReading = { ok: false, condition: 'bad-request' };

/**
 * Reads `<query xmlns='…muc#admin'/>` of an IQ. Faults: `bad-request` where there is no item, where an item names nobody,
 * or does not have exactly one of role and affiliation with a value that there is; `not-acceptable` for too many items.
 */
export function readAdmin(type: 'get' | 'set', query: Element): AdminReading {
  const items = query.getChildren('item');
  if (items.length > MOST_ITEMS) return { ok: false, condition: 'not-acceptable' };
  if (type === 'get') {
    const [item, ...others] = items;
    const asked = item === undefined || others.length > 0 ? undefined : standing(item);
    return asked === undefined ? BAD : { ok: true, request: { kind: 'list', ...asked } };
  }
  const changes: AdminChange[] = [];
  for (const item of items) {
    const change = readChange(item);
    if (change === undefined) return BAD;
    changes.push(change);
  }
  return changes.length === 0 ? BAD : { ok: true, request: { kind: 'change', changes } };
}

function readChange(item: Element): AdminChange | undefined {
  const wanted = standing(item);
  const nick = item.attrs.nick ?? '';
  const jid = item.attrs.jid?.trim() ?? '';
  const reason = item.getChildText('reason')?.trim() ?? '';
  if (wanted === undefined || (nick === '' && jid === '')) return undefined;
  return {
    ...wanted,
    ...(nick === '' ? {} : { nick }),
    ...(jid === '' ? {} : { jid }),
    ...(reason === '' ? {} : { reason }),
  };
}

function standing({ attrs }: Element): { role: Role } | { affiliation: Affiliation } | undefined {
  const { role, affiliation } = attrs;
  if (role !== undefined && affiliation === undefined && isRole(role)) return { role };
  if (affiliation !== undefined && role === undefined && isAffiliation(affiliation)) return { affiliation };
  return undefined;
}

/** The answer to a `list` request; without items it is empty, which is no error. */
export function adminList(items: readonly Item[]): Element {
  return el('query', { xmlns: NS.mucAdmin }, ...items.map(itemElement));
}
