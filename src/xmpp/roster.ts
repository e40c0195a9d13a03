import { type Element, el } from './element.js';
import { parseJid } from './jid.js';
import { NS } from './namespaces.js';

type RosterSubscription = 'none' | 'to' | 'from' | 'both';

/** One item of a user's roster, seen from the user (RFC 6121 2.1.2): `to` means that the user sees the contact. */
export interface RosterItem {
  /** Bare JID, normalised. */
  readonly jid: string;
  /** `remove` only in what is pushed or set. */
  readonly subscription: RosterSubscription | 'remove';
  readonly name?: string;
  readonly groups: readonly string[];
}

const SUBSCRIPTIONS = new Set<string>(['none', 'to', 'from', 'both', 'remove'] satisfies RosterItem['subscription'][]);

/** Asks for the roster of a user, as XEP-0356 4.3 allows it to privileged entities. */
export function rosterGet(from: string, user: string): Element {
  return el('iq', { type: 'get', from, to: user }, el('query', { xmlns: NS.roster }));
}

/** Sets one item in the roster of a user; a roster set holds no more than one (RFC 6121 2.1.5). */
export function rosterSet(from: string, user: string, item: RosterItem): Element {
  const { jid, subscription, name, groups } = item;
  const element = el('item', { jid, subscription, name }, ...groups.map((group) => el('group', {}, group)));
  return el('iq', { type: 'set', from, to: user }, el('query', { xmlns: NS.roster }, element));
}

/** The items of a `<query/>` of jabber:iq:roster. Items without a valid JID are left out. */
export function readRoster(query: Element): readonly RosterItem[] {
  return query.getChildren('item', NS.roster).flatMap((item) => {
    const { jid = '', subscription = 'none', name } = item.attrs;
    const parsed = parseJid(jid);
    if (parsed === undefined || parsed.resource !== '') return [];
    const groups = item.getChildren('group', NS.roster).map((group) => group.getText());
    const known = SUBSCRIPTIONS.has(subscription) ? (subscription as RosterItem['subscription']) : 'none';
    return [{ jid: parsed.bare, subscription: known, groups, ...(name === undefined ? {} : { name }) }];
  });
}

/** Whether the user of an item shows presence to the contact, and sees that of the contact. */
export function rosterDirections(item: RosterItem | undefined): { readonly sees: boolean; readonly seen: boolean } {
  const { subscription = 'none' } = item ?? {};
  return {
    sees: subscription === 'to' || subscription === 'both',
    seen: subscription === 'from' || subscription === 'both',
  };
}
