import type { Account, Gateway } from '../../gateways/gateway.js';
import type { Problem } from '../problem.js';
import { type Jid, unescapeLocal } from '../xmpp/jid.js';
import { readContact } from './addresses.js';
import type { EntityKind } from './discovery.js';

/** Whom an address of ours names, or why it names nobody. `contact` is '' for the gateway itself. */
export type EntityResult =
  | { readonly ok: true; readonly kind: EntityKind; readonly contact: string }
  | { readonly ok: false; readonly problem: Problem };

/** Whom an address is, whether or not it can be written to. */
export function readEntity(gateway: Gateway, to: Jid, account: Account | undefined): EntityResult {
  if (to.local === '') return { ok: true, kind: 'gateway', contact: '' };
  const result = readContact(gateway, to, account);
  if (result.ok) return { ...result, kind: 'contact' };
  const silent = gateway.addresses.noReply?.(unescapeLocal(to.local));
  return silent === undefined ? result : { ok: true, kind: 'no-reply', contact: silent };
}

/** What a contact of the gateway is, by its canonical address; '' is the gateway. */
export function kindOf(gateway: Gateway, contact: string): EntityKind {
  if (contact === '') return 'gateway';
  return gateway.addresses.noReply?.(gateway.addresses.format(contact)) === undefined ? 'contact' : 'no-reply';
}
