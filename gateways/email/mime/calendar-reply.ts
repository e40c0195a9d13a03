import { type ContentLine, contentLines } from './content-lines.js';
import { legalLine } from './legal-text.js';

interface CalendarAnswer {
  /** Who answers: as the invitation names them. */
  readonly attendee: { readonly name?: string; readonly address: string };
  readonly answer: 'accepted' | 'declined' | 'tentative';
  /** Wall time, ms. */
  readonly now: number;
}

/** Properties that an answer repeats as they were (RFC 5546 3.2.3), so that the organizer finds the event; each at most once. */
const REPEATED = ['UID', 'SEQUENCE', 'RECURRENCE-ID', 'DTSTART', 'DTEND', 'SUMMARY', 'ORGANIZER'] as const;
const LINE_OCTETS = 75;
const DEEPEST = 16;
const MOST_ZONE_LINES = 1000;

/**
 * The iCalendar object that answers an invitation (RFC 5546 3.2.3), lines with CRLF. Undefined where the object is no invitation to
 * an event that could be answered: without a UID or an organizer.
 */
export function calendarReply(text: string, { attendee, answer, now }: CalendarAnswer): string | undefined {
  const { event: lines, zones } = partsOf(text);
  if (!lines.has('UID') || !lines.has('ORGANIZER')) return undefined;
  const { name, address } = attendee;
  const named = name === undefined ? '' : `;CN=${quoted(name)}`;
  const all = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Isthmus//Mail gateway//EN',
    'VERSION:2.0',
    'METHOD:REPLY',
    // Times that name a zone mean nothing without it (RFC 5545 3.2.19).
    ...zones.map(written),
    'BEGIN:VEVENT',
    `DTSTAMP:${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}`,
    ...REPEATED.flatMap((property) => {
      const line = lines.get(property);
      return line === undefined ? [] : [written(line)];
    }),
    `ATTENDEE${named};PARTSTAT=${answer.toUpperCase()}:mailto:${legalLine(address)}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return all.map((line) => `${folded(line)}\r\n`).join('');
}

interface CalendarParts {
  /** The properties of the first event, without those of what is in it (alarms). */
  readonly event: ReadonlyMap<string, ContentLine>;
  /** All lines of its time zones. */
  readonly zones: readonly ContentLine[];
}

function partsOf(text: string): CalendarParts {
  const event = new Map<string, ContentLine>();
  const zones: ContentLine[] = [];
  const path: string[] = [];
  let done = false;
  for (const line of contentLines(text)) {
    const begins = line.name === 'BEGIN';
    if (begins) path.push(line.value.trim().toUpperCase());
    if (path.length > DEEPEST) break;
    const [, component] = path;
    if (component === 'VTIMEZONE' && zones.length < MOST_ZONE_LINES) zones.push(line);
    if (line.name === 'END') done = path.pop() === 'VEVENT' || done;
    else if (!begins && !done && path.length === 2 && component === 'VEVENT' && !event.has(line.name)) {
      event.set(line.name, line);
    }
  }
  // Half a time zone is none.
  return { event, zones: zones.length < MOST_ZONE_LINES ? zones : [] };
}

function written({ name, params, value }: ContentLine): string {
  const told = Object.entries(params).map(([param, said]) => `;${token(param)}=${quoted(said)}`);
  return `${name}${told.join('')}:${legalLine(value)}`;
}

function token(name: string): string {
  return name.replace(/[^A-Z0-9-]/g, '');
}

/** The value of a parameter (RFC 5545 3.1): in quotes where it has a colon, a semicolon or a comma. */
function quoted(text: string): string {
  const plain = legalLine(text).replaceAll('"', "'");
  return /[:;,]/.test(plain) ? `"${plain}"` : plain;
}

/** Lines of at most 75 octets, never broken within a character (RFC 5545 3.1). */
function folded(line: string): string {
  const lines: string[] = [];
  let current = '';
  let octets = 0;
  for (const char of line) {
    const size = Buffer.byteLength(char);
    if (octets + size > LINE_OCTETS) {
      lines.push(current);
      current = ' ';
      octets = 1;
    }
    current += char;
    octets += size;
  }
  return [...lines, current].join('\r\n');
}
