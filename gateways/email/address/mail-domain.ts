import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';

/** Octets of a name (RFC 1035 2.3.4): 255 with the lengths of its labels, which leaves 253 characters. */
const LONGEST = 253;
/** Labels of letters, digits and hyphens; underscores stand in names that are in use all the same. */
const NAME = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
/** ASCII that no name holds; looked for first, because IDNA mapping would take some of it away. */
const FORBIDDEN = /[^-.0-9_a-z\u0080-\u{10ffff}]/u;
/** A last label of digits alone: RFC 3696 2 has no such names, and some readers would see an IPv4 address. */
const NUMERIC = /(?:^|\.)[0-9]+$/;

/** The part of a mail address behind the at sign. */
interface MailDomain {
  /** For people: small letters, U-labels. */
  readonly domain: string;
  /** For DNS and SMTP: small letters, A-labels (RFC 5890). */
  readonly ascii: string;
}

/** Reads a domain or an address literal (RFC 5321 4.1.2, 4.1.3); undefined where it is none. Never throws. */
export function readMailDomain(text: string): MailDomain | undefined {
  if (text.length > LONGEST) return undefined;
  const lower = text.toLowerCase();
  if (lower.startsWith('[')) return literal(lower);
  if (NAME.test(lower) && !lower.includes('xn--'))
    return NUMERIC.test(lower) ? undefined : { domain: lower, ascii: lower };
  if (lower === '' || FORBIDDEN.test(lower)) return undefined;
  const ascii = domainToASCII(lower);
  if (ascii.length > LONGEST || !NAME.test(ascii) || NUMERIC.test(ascii)) return undefined;
  const domain = domainToUnicode(ascii);
  // A label that does not come back the same would name one host to people and another one to DNS.
  return domain !== '' && domainToASCII(domain) === ascii ? { domain, ascii } : undefined;
}

function literal(text: string): MailDomain | undefined {
  if (!text.endsWith(']')) return undefined;
  const inside = text.slice(1, -1);
  if (isIPv4(inside)) return { domain: text, ascii: text };
  if (!inside.startsWith('ipv6:') || inside.includes('%') || !isIPv6(inside.slice(5))) return undefined;
  const written = `[IPv6:${inside.slice(5)}]`;
  return { domain: written, ascii: written };
}
