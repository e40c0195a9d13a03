import { domainToASCII, domainToUnicode } from 'node:url';
import { Recent } from '../recent.js';
import { isIdentifier, mapIdentifier } from './precis.js';

/** A valid, normalised address (RFC 7622). Two addresses are the same exactly when their `full` forms are equal. */
export interface Jid {
  /** The part before the `@`, in escaped form; empty where there is none. */
  readonly local: string;
  readonly domain: string;
  /** The part after the first `/`; empty where there is none. */
  readonly resource: string;
  readonly bare: string;
  readonly full: string;
}

const PART_OCTETS = 1023;
const JID_UNITS = 3 * PART_OCTETS + 2;

const ASCII = /^[ -~]*$/;

/** Addresses in other scripts, which take some time to read. Long ones are not kept, so that nobody fills the memory. */
const known = new Recent<string, Jid>(8192);
const REMEMBERED_UNITS = 128;

/** Reads and normalises an address; undefined where it is none (RFC 7622 3.1 to 3.4). */
export function parseJid(text: string): Jid | undefined {
  if (text.length > JID_UNITS) return undefined;
  if (ASCII.test(text)) return parse(text);
  const before = known.get(text);
  if (before !== undefined) return before;
  const jid = parse(text);
  if (jid !== undefined && text.length <= REMEMBERED_UNITS) known.set(text, jid);
  return jid;
}

function parse(text: string): Jid | undefined {
  const slash = text.indexOf('/');
  const head = slash === -1 ? text : text.slice(0, slash);
  const at = head.indexOf('@');
  const local = at === -1 ? '' : normaliseLocal(head.slice(0, at));
  const domain = normaliseDomain(at === -1 ? head : head.slice(at + 1));
  const resource = slash === -1 ? '' : normaliseResource(text.slice(slash + 1));
  if (local === undefined || domain === undefined || resource === undefined) return undefined;
  return build(local, domain, resource);
}

function build(local: string, domain: string, resource: string): Jid {
  const bare = local === '' ? domain : `${local}@${domain}`;
  return Object.freeze({ local, domain, resource, bare, full: resource === '' ? bare : `${bare}/${resource}` });
}

/** An address of parts; `local` in escaped form (see `escapeLocal`). Undefined where a part is not valid. */
export function makeJid(local: string, domain: string, resource = ''): Jid | undefined {
  const bare = local === '' ? domain : `${local}@${domain}`;
  const jid = parseJid(resource === '' ? bare : `${bare}/${resource}`);
  // A slash or at sign inside a part would have moved the borders.
  if (jid === undefined || (jid.local === '') !== (local === '') || (jid.resource === '') !== (resource === '')) {
    return undefined;
  }
  return local.includes('/') || domain.includes('/') || domain.includes('@') ? undefined : jid;
}

const ASCII_LOCAL = /^[!#$%()*+,\-.0-9;=?A-Z[\\\]^_`a-z{|}~]+$/;
const LOCAL_FORBIDDEN = /["&'/:<>@ ]/;

/** RFC 7622 3.3: UsernameCaseMapped of PRECIS without the ten excluded characters. Undefined where it is not valid. */
export function normaliseLocal(local: string): string | undefined {
  if (ASCII_LOCAL.test(local)) return local.length <= PART_OCTETS ? local.toLowerCase() : undefined;
  if (local === '') return undefined;
  const mapped = mapIdentifier(local);
  if (LOCAL_FORBIDDEN.test(mapped) || !isIdentifier(mapped)) return undefined;
  return fits(mapped) ? mapped : undefined;
}

const ASCII_DOMAIN = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
const IPV6_LITERAL = /^\[[0-9a-f:.]{2,45}\]$/;
/** ASCII that no domain name holds; looked for first because IDNA mapping would take some of it away. */
const DOMAIN_FORBIDDEN = /[^-.0-9_a-z\u0080-\u{10ffff}]/u;

/** RFC 7622 3.2: a name, lowercased, as U-labels, without a trailing dot; or an IP address. Undefined where it is none. */
function normaliseDomain(domain: string): string | undefined {
  const lower = (domain.endsWith('.') ? domain.slice(0, -1) : domain).toLowerCase();
  if (ASCII_DOMAIN.test(lower) && !lower.includes('xn--')) return lower.length <= PART_OCTETS ? lower : undefined;
  if (IPV6_LITERAL.test(lower)) return lower;
  if (lower === '' || DOMAIN_FORBIDDEN.test(lower)) return undefined;
  const ascii = domainToASCII(lower);
  if (!ASCII_DOMAIN.test(ascii)) return undefined;
  const unicode = domainToUnicode(ascii);
  // What decodes to something that is no name, such as another `xn--`, would be two addresses: one now, none when read again.
  if (unicode !== ascii && domainToASCII(unicode) !== ascii) return undefined;
  return unicode !== '' && fits(unicode) ? unicode : undefined;
}

const ASCII_RESOURCE = /^[ -~]+$/;
/** What no resource may hold. Ignorables and code points newer than ours are left alone: clients put emoji there. */
const RESOURCE_FORBIDDEN = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;

/** RFC 7622 3.4: OpaqueString of PRECIS; case is kept. Undefined where it is not valid. */
export function normaliseResource(resource: string): string | undefined {
  if (ASCII_RESOURCE.test(resource)) return resource.length <= PART_OCTETS ? resource : undefined;
  if (resource === '' || RESOURCE_FORBIDDEN.test(resource)) return undefined;
  const mapped = resource.replace(/\p{Zs}/gu, ' ').normalize('NFC');
  return fits(mapped) ? mapped : undefined;
}

function fits(part: string): boolean {
  return Buffer.byteLength(part) <= PART_OCTETS;
}

const ESCAPES: Readonly<Record<string, string>> = {
  ' ': '\\20',
  '"': '\\22',
  '&': '\\26',
  "'": '\\27',
  '/': '\\2f',
  ':': '\\3a',
  '<': '\\3c',
  '>': '\\3e',
  '@': '\\40',
  '\\': '\\5c',
};
const UNESCAPES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ESCAPES).map(([character, code]) => [code, character]),
);
const TO_ESCAPE = /[ "&'/:<>@]|\\(?=2[0267f]|3[ace]|40|5c)/g;
const TO_UNESCAPE = /\\(?:2[0267f]|3[ace]|40|5c)/g;

/**
 * The escaped form of any text for the local part of an address (XEP-0106 1.1.1). A backslash is escaped only where it
 * would read as an escape. Undefined for text that begins or ends with a space, which no local part may.
 */
export function escapeLocal(text: string): string | undefined {
  if (text.startsWith(' ') || text.endsWith(' ')) return undefined;
  return text.replace(TO_ESCAPE, (found) => ESCAPES[found] ?? found);
}

/** The text of an escaped local part. To be used after normalising, and never for comparing addresses. */
export function unescapeLocal(local: string): string {
  return local.includes('\\') ? local.replace(TO_UNESCAPE, (found) => UNESCAPES[found] ?? found) : local;
}
