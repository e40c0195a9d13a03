import type { Element } from './element.js';
import { checkOutgoing, type SendRefusal } from './outgoing.js';
import { escapeAttribute, serialise, XmlNameError } from './serialise.js';

/** The XML text of a stanza, cut where the address of its receiver belongs. */
interface Addressable {
  /** Up to and with the name: `<message`, `<presence` or `<iq`. */
  readonly before: string;
  /** The other attributes and all that follows. */
  readonly after: string;
}

/** The start tag of a stanza as `serialise` writes it: a value holds neither quotes nor `<` as such. */
const HEAD = /^<(message|presence|iq)((?: [^ ="'<>/]+="[^"'<>]*")*)\/?>/;
const TO = / to="/;

/**
 * Makes of one stanza without a receiver what can be sent to many: it is built, checked and serialised once. Undefined
 * for what is no stanza as `serialise` writes it, and for one that has a receiver already. Throws where `serialise` does.
 */
export function addressable(stanza: Element | string): Addressable | undefined {
  const xml = typeof stanza === 'string' ? stanza : serialise(stanza);
  const head = HEAD.exec(xml);
  const name = head?.[1];
  if (name === undefined || TO.test(head?.[2] ?? '')) return undefined;
  const border = name.length + 1;
  return { before: xml.slice(0, border), after: xml.slice(border) };
}

/** The text of the stanza to one receiver; whatever the address holds, it cannot leave its attribute. */
export function addressed({ before, after }: Addressable, to: string): string {
  return `${before} to="${escapeAttribute(to)}"${after}`;
}

/** As `addressed`, for text that is sent to one receiver only. */
export function withTo(xml: string, to: string): string | undefined {
  const stanza = addressable(xml);
  return stanza === undefined ? undefined : addressed(stanza, to);
}

/** A stanza that may go out (see `checkOutgoing`), whoever gets it. */
export interface CheckedAddressable extends Addressable {
  /** Octets that the address of a receiver may take as it is written in XML. */
  readonly spare: number;
}

/**
 * Looks once for all receivers at a stanza without one. To look again at the text for each of them costs ten times as
 * much as to write it. `limit` in octets.
 */
export function checkAddressable(
  stanza: Element | string,
  domain: string,
  limit: number,
): CheckedAddressable | SendRefusal {
  const cut = cutOf(stanza);
  if (cut === undefined) return 'malformed';
  // Any receiver will do.
  const checked = checkOutgoing(addressed(cut, domain), domain, limit);
  if (typeof checked === 'string') return checked;
  return { ...cut, spare: limit - Buffer.byteLength(checked.xml) + Buffer.byteLength(domain) };
}

function cutOf(stanza: Element | string): Addressable | undefined {
  try {
    return addressable(stanza);
  } catch (error) {
    if (error instanceof XmlNameError) return undefined;
    throw error;
  }
}

/** The text of a checked stanza to one receiver, with the same result as if `checkOutgoing` looked at it. */
export function checkedTo(
  { before, after, spare }: CheckedAddressable,
  to: string,
): { readonly xml: string } | SendRefusal {
  const address = escapeAttribute(to);
  if (address === '') return 'missing-to';
  if (address.length * 3 > spare && Buffer.byteLength(address) > spare) return 'too-large';
  return { xml: `${before} to="${address}"${after}` };
}
