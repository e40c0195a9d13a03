import { parseJid } from '../../../src/xmpp/jid.js';
import type { ExtendedAddress } from '../../gateway.js';
import type { Place } from '../book/place.js';
import { type GatewayDomains, placeOfJid } from '../book/place-jid.js';
import { parsePlace } from '../book/place-syntax.js';

/** An address of a message to several, as its sender wrote it. */
export type Outside = { readonly jid: string } | { readonly uri: string };

/** Kinds of places that a message to several may name: one person's. Rooms and nodes are the book's to name. */
const PERSONAL: ReadonlySet<Place['kind']> = new Set(['chat', 'phone', 'mail', 'nick'] as const);

/** Where an address of a message to several is (XEP-0033 4); undefined: it is none that this installation could write to. `own`: our domain. */
export function outsidePlace(address: Outside, domains: GatewayDomains, own: string): Place | undefined {
  const place = 'jid' in address ? placeOfJid(address.jid, domains) : placeOfUri(address.uri);
  if (place === undefined || !PERSONAL.has(place.kind) || place.medium === 'hook') return undefined;
  if (place.kind === 'chat') {
    const jid = parseJid(place.jid);
    return jid === undefined || jid.local === '' || jid.domain === own ? undefined : place;
  }
  return place.medium === 'xmpp' || domains[place.medium] === undefined ? undefined : place;
}

function placeOfUri(uri: string): Place | undefined {
  const read = parsePlace(uri.replace(/^tel:/i, 'sms:'));
  return read.ok ? read.value : undefined;
}

/**
 * What recipients are told of each other: those that are no secret, as delivered, so that nobody delivers to them again, and where
 * answers go. That is the sender, or who is `trusted` to stand there: else whoever is named would get the answers of strangers
 * (XEP-0033 11). Rooms are left out.
 */
export function toldAddresses(
  addresses: readonly ExtendedAddress[],
  sender: string,
  trusted: (jid: string) => boolean,
): readonly ExtendedAddress[] {
  const others = addresses.flatMap((one) =>
    one.type === 'to' || one.type === 'cc' ? [{ ...one, delivered: true }] : [],
  );
  const noreply = addresses.find(({ type }) => type === 'noreply');
  if (noreply !== undefined) return [...others, { type: 'noreply', delivered: false }];
  const wanted = addresses.flatMap(({ type, jid }) => {
    const bare = type === 'replyto' && jid !== undefined ? parseJid(jid)?.bare : undefined;
    return bare !== undefined && (bare === sender || trusted(bare)) ? [bare] : [];
  });
  const answers = wanted.length === 0 ? [sender] : [...new Set(wanted)];
  return [...others, ...answers.map((jid) => ({ type: 'replyto' as const, jid, delivered: false }))];
}
