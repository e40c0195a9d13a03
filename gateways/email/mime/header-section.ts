import type { HeaderField } from './header-fields.js';
import type { MimeLimits } from './limits.js';

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const COLON = 0x3a;
const DEL = 0x7f;

/** A header section and where it ends. */
export interface HeaderSection {
  readonly fields: readonly HeaderField[];
  /** Where the body begins, after the empty line. */
  readonly bodyStart: number;
}

/** Octets of a field, by their places. */
interface FieldPlace {
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly valueStart: number;
  valueEnd: number;
}

/** Tells whether a line that begins there ends the part: a delimiter of a multipart around it. */
type EndsPart = (lineStart: number, lineEnd: number) => boolean;

/**
 * Reads the fields between `start` and `end`. The section ends at an empty line; also, as mail servers do it, at the first
 * line that cannot be a field, which then begins the body. Lines end with LF or CRLF. Linear; never throws.
 */
export function readHeaderSection(
  octets: Buffer,
  start: number,
  end: number,
  limits: MimeLimits,
  endsPart?: EndsPart,
): HeaderSection {
  const places: FieldPlace[] = [];
  const most = start + limits.headerOctets;
  let current: FieldPlace | undefined;
  let at = start;
  while (at < end) {
    const newline = octets.indexOf(LF, at);
    const next = newline === -1 || newline >= end ? end : newline + 1;
    let lineEnd = next > at && octets[next - 1] === LF ? next - 1 : next;
    if (lineEnd > at && octets[lineEnd - 1] === CR) lineEnd -= 1;
    const first = octets[at];
    if (lineEnd === at) return { fields: fieldsAt(octets, places), bodyStart: next };
    if (first === SPACE || first === TAB) {
      // A line of white space alone belongs to the field too. Before the first field there is nothing to continue.
      if (at === start) break;
      if (current !== undefined && lineEnd <= most) current.valueEnd = lineEnd;
    } else {
      if (endsPart?.(at, lineEnd)) break;
      const colon = fieldColon(octets, at, lineEnd);
      if (colon === -1) {
        // The line that mbox files put before a mail; some programs pass it on.
        if (at !== start || !isMboxLine(octets, at)) break;
      } else if (at < most && places.length < limits.fields) {
        const valueStart = colon + 1;
        const valueEnd = Math.min(lineEnd, Math.max(most, valueStart));
        current = { nameStart: at, nameEnd: nameEnd(octets, at, colon), valueStart, valueEnd };
        places.push(current);
      } else current = undefined;
    }
    at = next;
  }
  return { fields: fieldsAt(octets, places), bodyStart: at };
}

/** The fields at these places. All octets become characters in one step, which is far quicker than field by field. */
function fieldsAt(octets: Buffer, places: readonly FieldPlace[]): HeaderField[] {
  const start = places[0]?.nameStart ?? 0;
  const text = octets.toString('latin1', start, places.at(-1)?.valueEnd ?? start);
  return places.map((place) => ({
    name: text.slice(place.nameStart - start, place.nameEnd - start).toLowerCase(),
    raw: text.slice(place.valueStart - start, place.valueEnd - start),
  }));
}

/** Where the colon after a field name is; -1 where the line is no field. Names are printable ASCII, white space may follow. */
function fieldColon(octets: Buffer, start: number, end: number): number {
  let at = start;
  for (; at < end; at += 1) {
    const octet = octets[at] ?? 0;
    if (octet === COLON) return at > start ? at : -1;
    if (octet <= SPACE || octet >= DEL) break;
  }
  if (at === start) return -1;
  while (at < end && (octets[at] === SPACE || octets[at] === TAB)) at += 1;
  return octets[at] === COLON && at < end ? at : -1;
}

function nameEnd(octets: Buffer, start: number, colon: number): number {
  let end = colon;
  while (end > start && (octets[end - 1] === SPACE || octets[end - 1] === TAB)) end -= 1;
  return end;
}

function isMboxLine(octets: Buffer, at: number): boolean {
  const from = octets[at] === 0x3e ? at + 1 : at;
  return octets.toString('latin1', from, from + 5) === 'From ';
}
