import { newEnvelopeId } from '../lanes/envelope.js';
import type { ExtendedAddress } from '../xmpp/extended-addresses.js';
import { type Jid, parseJid } from '../xmpp/jid.js';
import { isOwn } from './addresses.js';
import type { Arrival, Copy } from './arrival.js';
import { problem } from './errors.js';
import type { Site } from './site.js';

const DELIVERED_TO = new Set<string>(['to', 'cc', 'bcc'] satisfies Copy['type'][]);

/** Code units of an address that are repeated to its sender. */
const LONGEST_WRITTEN = 200;

/** Whether a message names people whom it is to be delivered to (XEP-0033). */
export function namesRecipients(addresses: readonly ExtendedAddress[] | undefined): boolean {
  return addresses?.some(isOpen) === true;
}

/** Somebody is to get it and nobody has delivered it: `delivered='true'` is what keeps it from going in circles. */
function isOpen({ type, delivered }: ExtendedAddress): boolean {
  return DELIVERED_TO.has(type) && !delivered;
}

/**
 * A message to several as one message for each of them (XEP-0033 6). Written to the gateway, all of its addresses have to
 * be ours, else nothing goes anywhere; written to a contact, the contact is one of the recipients and addresses elsewhere
 * are only told. Each recipient that cannot be read is refused by itself. A network that knows several recipients gets all
 * of them in one (`together`).
 */
export function recipientsOf(arrival: Arrival, site: Site): readonly Arrival[] {
  const { addresses = [], to } = arrival;
  const open = addresses.filter(isOpen);
  const refused = (refuse: ReturnType<typeof problem>): readonly Arrival[] => [{ ...arrival, wish: { refuse } }];
  if (open.length > site.limits.recipients) {
    return refused(problem('recipients-too-many', { count: open.length, most: site.limits.recipients }));
  }
  const { domain } = site.gateway;
  const found = new Map<string, Omit<Arrival, 'copy'> & { readonly copy: Omit<Copy, 'index' | 'of'> }>();
  if (!isOwn(to)) found.set(to.bare, { ...arrival, copy: { type: 'to', written: to.bare } });
  for (const address of open) {
    const type = address.type as Copy['type'];
    const written = (address.jid ?? address.uri ?? address.description ?? '?').slice(0, LONGEST_WRITTEN);
    const jid = address.jid === undefined ? undefined : parseJid(address.jid);
    const copy = { type, written };
    const outside = isOwn(to) ? elsewhere(site, address, jid) : undefined;
    if (outside !== undefined) {
      if (!found.has(outside.contact))
        found.set(outside.contact, { ...arrival, copy: { ...copy, elsewhere: outside } });
    } else if (address.uri !== undefined && address.jid === undefined) {
      // Read when it is known whose it is: a national number depends on the account.
      if (!found.has(written)) found.set(written, { ...arrival, copy: { ...copy, uri: address.uri } });
    } else if (jid === undefined || address.uri !== undefined || (jid.domain === domain && isOwn(jid))) {
      const refuse = problem('recipient-malformed', { recipient: written });
      found.set(written, { ...arrival, copy, wish: { refuse } });
    } else if (jid.domain === domain) {
      if (!found.has(jid.bare)) found.set(jid.bare, { ...arrival, to: jid, copy });
    } else if (isOwn(to)) {
      return refused(problem('recipient-foreign', { recipient: jid.bare }));
    }
  }
  const of = newEnvelopeId();
  const all = [...found.values()];
  // Nobody beside the one who was written to: an ordinary message.
  if (all.length === 1 && !isOwn(to)) return [arrival];
  const copies = all.map((one, place): Arrival => ({ ...one, copy: { ...one.copy, of, index: place + 1 } }));
  if (!site.gateway.features.has('addresses')) return copies;
  const together = copies.filter(({ wish }) => !('refuse' in wish));
  const apart = copies.filter(({ wish }) => 'refuse' in wish);
  return together.length === 0 ? apart : [{ ...arrival, together }, ...apart];
}

/** Whom an address means to the gateway that is none of its own; undefined: it does not deliver there. */
function elsewhere({ gateway }: Site, { jid, uri }: ExtendedAddress, read: Jid | undefined): Copy['elsewhere'] {
  if (jid !== undefined && uri !== undefined) return undefined;
  if (read === undefined && uri === undefined) return undefined;
  if (read?.domain === gateway.domain) return undefined;
  const contact = gateway.elsewhere?.(read === undefined ? { uri: uri ?? '' } : { jid: read.bare });
  return contact === undefined ? undefined : { contact, jid: read?.bare ?? gateway.domain };
}

/** The addresses that a recipient is told: everybody but those who are to stay unseen. */
export function toldAddresses(addresses: readonly ExtendedAddress[] | undefined): readonly ExtendedAddress[] {
  return addresses?.filter(({ type }) => type !== 'bcc') ?? [];
}
