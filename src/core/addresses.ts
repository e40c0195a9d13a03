import type { Account, AddressResult, Gateway } from '../../gateways/gateway.js';
import type { Problem } from '../problem.js';
import { escapeLocal, type Jid, unescapeLocal } from '../xmpp/jid.js';

/** A contact of the gateway: its canonical network address, or why the JID names none. */
export type ContactResult =
  | { readonly ok: true; readonly contact: string }
  | { readonly ok: false; readonly problem: Problem };

/** Reads the contact that a JID at the gateway's domain names. A near miss is answered with the JID that was meant. */
export function readContact(gateway: Gateway, to: Jid, account: Account | undefined): ContactResult {
  const result = gateway.addresses.parse(unescapeLocal(to.local), account);
  if (result.ok) return { ok: true, contact: result.address };
  return { ok: false, problem: withHint(gateway, result) };
}

/** Why a text is no address, with the JID that was probably meant. */
export function withHint(gateway: Gateway, failed: Extract<AddressResult, { readonly ok: false }>): Problem {
  const meant = failed.suggestion === undefined ? undefined : escapeLocal(failed.suggestion);
  return meant === undefined ? failed.problem : { ...failed.problem, hint: `${meant}@${gateway.domain}` };
}

/**
 * The local part that stands for the gateway itself, for clients that cannot open a chat with a domain. No gateway takes it
 * for a contact.
 */
export const OWN_LOCAL = 'gateway';

/** The address of the gateway for such clients: `gateway@sms.example.org`. */
export function ownNode(gateway: Pick<Gateway, 'domain'>): string {
  return `${OWN_LOCAL}@${gateway.domain}`;
}

/** Whether an address at the gateway's domain is the gateway itself, and not one of its contacts. */
export function isOwn(to: Pick<Jid, 'local'>): boolean {
  return to.local === '' || to.local === OWN_LOCAL;
}

/** The JID of a contact. Throws where the address has no form as a JID: a gateway makes none such. */
export function contactJid(gateway: Gateway, contact: string): string {
  if (contact === OWN_LOCAL) return ownNode(gateway);
  // The one network of a gateway is the gateway itself.
  if (contact === '') return gateway.domain;
  const local = escapeLocal(gateway.addresses.format(contact));
  if (local === undefined) throw new Error(`the ${gateway.name} gateway made an address that no JID can hold`);
  return `${local}@${gateway.domain}`;
}
