import type { Account, Gateway } from '../../gateways/gateway.js';
import type { Problem } from '../problem.js';
import { type Jid, unescapeLocal } from '../xmpp/jid.js';
import { isOwn, readContact } from './addresses.js';
import type { EntityKind } from './discovery.js';

/** Whom an address of ours names, or why it names nobody. `contact` is '' for the gateway itself, or `OWN_LOCAL` for its other address. */
export type EntityResult =
  | { readonly ok: true; readonly kind: EntityKind; readonly contact: string }
  | { readonly ok: false; readonly problem: Problem };

/** Whom an address is, whether or not it can be written to. */
export function readEntity(gateway: Gateway, to: Jid, account: Account | undefined): EntityResult {
  if (isOwn(to)) return { ok: true, kind: 'gateway', contact: to.local };
  const result = readContact(gateway, to, account);
  if (result.ok) return { ...result, kind: isNetwork(gateway, result.contact) ? 'network' : 'contact' };
  const silent = gateway.addresses.noReply?.(unescapeLocal(to.local));
  return silent === undefined ? result : { ok: true, kind: 'no-reply', contact: silent };
}

/** What a contact of the gateway is, by its canonical address; '' and `OWN_LOCAL` are the gateway. */
export function kindOf(gateway: Gateway, contact: string): EntityKind {
  if (isOwn({ local: contact })) return 'gateway';
  if (isNetwork(gateway, contact)) return 'network';
  return gateway.addresses.noReply?.(gateway.addresses.format(contact)) === undefined ? 'contact' : 'no-reply';
}

/** Whether an address is of somebody or something in a network: neither the gateway itself nor a contact that only writes. */
export function isOutside(gateway: Gateway, contact: string): boolean {
  const kind = kindOf(gateway, contact);
  return kind === 'contact' || kind === 'network';
}

/** Whether the network says how a contact shows itself, and to whom. The gateway, and contacts that only write, are always there. */
export function hasOwnPresence(gateway: Gateway, contact: string): boolean {
  return gateway.presence?.ofContacts === true && isOutside(gateway, contact);
}

function isNetwork({ rooms }: Gateway, contact: string): boolean {
  return rooms?.kindOf(contact) === 'network';
}
