import { type BerElement, is, octetsOf, oidOf, TAG, tagged } from './ber.js';
import { OID } from './oids.js';

/** A general name (RFC 5280 4.2.1.6): number of its tag, and its element. */
export interface GeneralName {
  readonly tag: number;
  readonly element: BerElement;
}

/** Tags of general names. */
export const NAME = { other: 0, rfc822: 1, dns: 2, directory: 4, uri: 6 } as const;

/**
 * The mail addresses that a certificate is for, ASCII in lower case, each once. `subject`: its name.
 */
export function addressesOf(names: readonly GeneralName[], subject: BerElement): readonly string[] {
  const found: string[] = [];
  for (const { tag, element } of names) {
    if (tag === NAME.rfc822) found.push(text(element.content));
    if (tag === NAME.other && oidOf(element.children[0]) === OID.smtpUtf8Mailbox) found.push(otherText(element));
  }
  // RFC 8550 3: the address in the name itself is what old certificates have; it counts only where the extension names none.
  if (found.length === 0) {
    for (const set of subject.children) {
      for (const pair of set.children) {
        const [type, value] = pair.children;
        if (oidOf(type) === OID.emailAddress && value !== undefined) found.push(text(value.content));
      }
    }
  }
  return [...new Set(found.filter((one) => one !== '').map(lower))];
}

/** The domains that it is for, in lower case; of those with a wildcard none. */
export function domainsOf(names: readonly GeneralName[]): readonly string[] {
  const found = names.flatMap(({ tag, element }) => (tag === NAME.dns ? [lower(text(element.content))] : []));
  return [...new Set(found.filter((one) => one !== '' && !one.includes('*')))];
}

/** The JIDs, and addresses of instant messaging and presence, that it is for, in lower case and without a scheme. */
export function jidsOf(names: readonly GeneralName[]): readonly string[] {
  const found: string[] = [];
  for (const { tag, element } of names) {
    if (tag === NAME.other && oidOf(element.children[0]) === OID.xmppAddr) found.push(otherText(element));
    if (tag === NAME.uri) found.push(/^(?:im|pres|xmpp):([^?#/@]+@[^?#/@]+)$/i.exec(text(element.content))?.[1] ?? '');
  }
  return [...new Set(found.filter((one) => one !== '').map((one) => one.toLowerCase()))];
}

/** The UTF8String in an otherName. */
function otherText(element: BerElement): string {
  const value = tagged(element, 0)?.children[0];
  return is(value, TAG.utf8String) ? text(octetsOf(value)) : '';
}

/** A name as text; '' where it has what no address has: it is compared with what people see. */
function text(octets: Uint8Array): string {
  const said = Buffer.from(octets).toString('utf8');
  for (const character of said) if (character <= ' ' || character === '\u007f' || character === '\ufffd') return '';
  return said;
}

/** Lower case of ASCII alone: other letters are compared as they are. */
export function lower(address: string): string {
  return address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
