/**
 * Reading of BER (X.690 8), of which DER is the strict form: what mail programs write is often neither. Only what CMS and
 * X.509 need. Nothing here throws at what it reads; depth and number of elements are bounded.
 */

/** Classes of tags (X.690 8.1.2.2). */
type TagClass = 'universal' | 'application' | 'context' | 'private';

/** One element: identifier, and contents or what is in it. */
export interface BerElement {
  readonly class: TagClass;
  readonly tag: number;
  /** The whole element as it stands, identifier and length included. */
  readonly octets: Uint8Array;
  /** Contents octets; of a constructed element those of all its children. */
  readonly content: Uint8Array;
  readonly constructed: boolean;
  /** Empty for primitive ones. */
  readonly children: readonly BerElement[];
}

/** Universal tags (X.680 8.4). */
export const TAG = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  enumerated: 10,
  utf8String: 12,
  sequence: 16,
  set: 17,
  printableString: 19,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
} as const;

const CLASSES: readonly TagClass[] = ['universal', 'application', 'context', 'private'];
const DEEPEST = 48;
/** Large contents that were written while they were made come in many small strings. */
const MOST_ELEMENTS = 100_000;
/** No tag of CMS or X.509 is larger than the low form has room for. */
const HIGH_TAG = 31;

class Malformed extends Error {}

interface Budget {
  left: number;
}

interface Head {
  readonly class: TagClass;
  readonly tag: number;
  readonly constructed: boolean;
  /** Where its contents begin. */
  readonly start: number;
  /** Where they end; undefined: at an end-of-contents mark (X.690 8.1.3.6). */
  readonly end: number | undefined;
}

/** Reads the one element that stands at the beginning; what comes behind it is passed over. Undefined: it is none. */
export function readBer(octets: Uint8Array): BerElement | undefined {
  try {
    return readElement(octets, 0, octets.length, 0, { left: MOST_ELEMENTS });
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** The first element in the one that stands at the beginning, without reading what comes behind it. */
export function readFirstInside(octets: Uint8Array): BerElement | undefined {
  try {
    const { constructed, start } = readHead(octets, 0, octets.length);
    return constructed ? readElement(octets, start, octets.length, 1, { left: MOST_ELEMENTS }) : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function readElement(from: Uint8Array, at: number, limit: number, depth: number, budget: Budget): BerElement {
  budget.left -= 1;
  if (depth > DEEPEST || budget.left < 0) throw new Malformed();
  const head = readHead(from, at, limit);
  const { class: tagClass, tag, constructed, start } = head;
  if (!constructed) {
    if (head.end === undefined) throw new Malformed();
    const content = from.subarray(start, head.end);
    return { class: tagClass, tag, constructed, content, octets: from.subarray(at, head.end), children: [] };
  }
  const children: BerElement[] = [];
  let next = start;
  const end = head.end ?? limit;
  while (head.end === undefined ? !isEndMark(from, next, limit) : next < end) {
    const child = readElement(from, next, end, depth + 1, budget);
    children.push(child);
    next += child.octets.length;
  }
  const content = from.subarray(start, next);
  const stop = head.end ?? next + 2;
  return { class: tagClass, tag, constructed, content, octets: from.subarray(at, stop), children };
}

function readHead(from: Uint8Array, at: number, limit: number): Head {
  const identifier = octetAt(from, at, limit);
  const length = octetAt(from, at + 1, limit);
  const tag = identifier & 0x1f;
  if (tag === HIGH_TAG) throw new Malformed();
  const kind = {
    class: CLASSES[identifier >> 6] ?? 'universal',
    tag,
    constructed: (identifier & 0x20) !== 0,
  } as const;
  if (length === 0x80) return { ...kind, start: at + 2, end: undefined };
  if (length < 0x80) return { ...kind, ...span(at + 2, length, limit) };
  const count = length & 0x7f;
  if (count > 6) throw new Malformed();
  let total = 0;
  for (let index = 0; index < count; index++) total = total * 256 + octetAt(from, at + 2 + index, limit);
  return { ...kind, ...span(at + 2 + count, total, limit) };
}

function span(start: number, length: number, limit: number): { readonly start: number; readonly end: number } {
  if (start + length > limit) throw new Malformed();
  return { start, end: start + length };
}

function octetAt(from: Uint8Array, at: number, limit: number): number {
  const octet = at < limit ? from[at] : undefined;
  if (octet === undefined) throw new Malformed();
  return octet;
}

function isEndMark(from: Uint8Array, at: number, limit: number): boolean {
  return octetAt(from, at, limit) === 0 && octetAt(from, at + 1, limit) === 0;
}

/** Whether an element is of a universal tag. */
export function is(element: BerElement | undefined, tag: number): element is BerElement {
  return element?.class === 'universal' && element.tag === tag;
}

/** The first child with a context tag, such as `[0]`. */
export function tagged(element: BerElement, tag: number): BerElement | undefined {
  return element.children.find((child) => child.class === 'context' && child.tag === tag);
}

/** An object identifier in dotted form; undefined where it is none. */
export function oidOf(element: BerElement | undefined): string | undefined {
  if (!is(element, TAG.oid) || element.content.length === 0 || element.content.length > 64) return undefined;
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of element.content) {
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if ((octet & 0x80) !== 0) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [first = 0n, ...rest] = arcs;
  // The first two arcs share a number (X.690 8.19.4).
  const top = first < 40n ? 0n : first < 80n ? 1n : 2n;
  return [top, first - top * 40n, ...rest].join('.');
}

/** The octets of a string that may come in pieces (X.690 8.7); also where a context tag stands for OCTET STRING. */
export function octetsOf(element: BerElement): Uint8Array {
  if (!element.constructed) return element.content;
  const pieces: Uint8Array[] = [];
  const open: BerElement[] = [element];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!next.constructed) pieces.push(next.content);
    for (let at = next.children.length - 1; at >= 0; at--) {
      const child = next.children[at];
      if (child !== undefined) open.push(child);
    }
  }
  return Buffer.concat(pieces);
}

/** A small INTEGER that is not negative; undefined where it is none. */
export function numberOf(element: BerElement | undefined): number | undefined {
  if (!is(element, TAG.integer) || element.content.length === 0 || element.content.length > 6) return undefined;
  if (((element.content[0] ?? 0) & 0x80) !== 0) return undefined;
  return element.content.reduce((total, octet) => total * 256 + octet, 0);
}

/** UTCTime or GeneralizedTime in UTC (RFC 5280 4.1.2.5) as ms since the epoch; undefined where it is none. */
export function timeOf(element: BerElement | undefined): number | undefined {
  const short = is(element, TAG.utcTime);
  if (element === undefined || (!short && !is(element, TAG.generalizedTime))) return undefined;
  const text = Buffer.from(element.content).toString('latin1');
  const found = (short ? /^(\d{2})(\d{10})Z$/ : /^(\d{4})(\d{10})Z$/).exec(text);
  const [, years = '', rest = ''] = found ?? [];
  if (found === null) return undefined;
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = (rest.match(/../g) ?? []).map(Number);
  const year = short ? Number(years) + (Number(years) < 50 ? 2000 : 1900) : Number(years);
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute, second);
  return at.getTime();
}
