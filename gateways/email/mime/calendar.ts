import { type CalendarTime, dayBefore, readCalendarTime, timeSpan } from './calendar-times.js';
import { type ContentLine, contentLines, unescapeText } from './content-lines.js';
import { legalLine, legalText } from './legal-text.js';

/** Somebody of an event. */
interface CalendarPerson {
  readonly name?: string;
  /** Mail address, where the URI is one. */
  readonly address?: string;
  /** PARTSTAT in capitals, e.g. `ACCEPTED`. */
  readonly answer?: string;
}

/** The first event, task or free-busy answer of an iCalendar object (RFC 5545), and its iTIP method (RFC 5546). */
export interface CalendarEvent {
  /** In capitals, e.g. `REQUEST`. */
  readonly method?: string;
  readonly component: 'VEVENT' | 'VTODO' | 'VFREEBUSY' | 'VJOURNAL';
  readonly uid?: string;
  readonly sequence?: number;
  readonly title?: string;
  readonly start?: CalendarTime;
  readonly end?: CalendarTime;
  /** RECURRENCE-ID as written: only this one of a series is meant. */
  readonly recurrenceId?: string;
  /** FREQ of RRULE in small letters, e.g. `weekly`. */
  readonly repeats?: string;
  readonly location?: string;
  readonly url?: string;
  readonly status?: string;
  readonly organizer?: CalendarPerson;
  readonly attendees: readonly CalendarPerson[];
}

const COMPONENTS: ReadonlySet<string> = new Set(['VEVENT', 'VTODO', 'VFREEBUSY', 'VJOURNAL']);
const MOST_ATTENDEES = 200;
/** So many are named to people. */
const SHOWN_ATTENDEES = 10;
const TEXT_LENGTH = 500;

interface Draft {
  method?: string;
  component?: CalendarEvent['component'];
  readonly lines: Map<string, ContentLine>;
  readonly attendees: CalendarPerson[];
}

/** Reads the text of a text/calendar part; undefined where there is nothing for people in it. Never throws. */
export function readCalendar(text: string): CalendarEvent | undefined {
  const draft: Draft = { lines: new Map(), attendees: [] };
  /** Components around the line; alarms within an event have properties of the same names. */
  const path: string[] = [];
  let done = false;
  for (const line of contentLines(text)) {
    const value = line.value.trim().toUpperCase();
    if (line.name === 'BEGIN') {
      path.push(value);
      if (path.length > 16) break;
      if (path.length === 2 && !done && draft.component === undefined && isComponent(value)) draft.component = value;
    } else if (line.name === 'END') {
      const ended = path.pop();
      if (ended !== undefined && ended === draft.component && path.length === 1) done = true;
    } else if (path.length === 1 && line.name === 'METHOD') draft.method = value.slice(0, 32);
    else if (path.length === 2 && !done && path[1] === draft.component) take(line, draft);
  }
  return finish(draft);
}

function isComponent(name: string): name is CalendarEvent['component'] {
  return COMPONENTS.has(name);
}

function take(line: ContentLine, draft: Draft): void {
  if (line.name !== 'ATTENDEE') {
    if (!draft.lines.has(line.name)) draft.lines.set(line.name, line);
  } else if (draft.attendees.length < MOST_ATTENDEES) draft.attendees.push(person(line));
}

function finish(draft: Draft): CalendarEvent | undefined {
  const { component, method, attendees, lines } = draft;
  if (component === undefined) return undefined;
  const start = time(lines.get('DTSTART'));
  const end = time(lines.get('DTEND') ?? lines.get('DUE')) ?? timeSpan(start, lines.get('DURATION')?.value);
  const sequence = lines.get('SEQUENCE')?.value.trim();
  const organizer = lines.get('ORGANIZER');
  const repeats = /FREQ=([A-Z]{1,12})/i.exec(lines.get('RRULE')?.value ?? '')?.[1]?.toLowerCase();
  return {
    component,
    attendees,
    ...(method === undefined ? {} : { method }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(sequence === undefined || !/^\d{1,9}$/.test(sequence) ? {} : { sequence: Number(sequence) }),
    ...(organizer === undefined ? {} : { organizer: person(organizer) }),
    ...(repeats === undefined ? {} : { repeats }),
    ...property('uid', lines.get('UID')),
    ...property('title', lines.get('SUMMARY')),
    ...property('location', lines.get('LOCATION')),
    ...property('url', lines.get('URL')),
    ...property('status', lines.get('STATUS')),
    ...property('recurrenceId', lines.get('RECURRENCE-ID')),
  };
}

function property<K extends string>(key: K, line: ContentLine | undefined): { readonly [P in K]?: string } {
  const text = line === undefined ? '' : legalLine(unescapeText(line.value)).slice(0, TEXT_LENGTH).toWellFormed();
  const found: { [P in K]?: string } = {};
  if (text !== '') found[key] = text;
  return found;
}

function time(line: ContentLine | undefined): CalendarTime | undefined {
  return line === undefined ? undefined : readCalendarTime(line.value.trim(), line.params.TZID);
}

function person(line: ContentLine): CalendarPerson {
  const name = legalLine(line.params.CN ?? '').slice(0, TEXT_LENGTH);
  const uri = legalLine(line.value);
  const address = /^mailto:/i.test(uri) ? uri.slice('mailto:'.length) : undefined;
  const answer = line.params.PARTSTAT?.toUpperCase().slice(0, 32);
  return {
    ...(name === '' ? {} : { name }),
    ...(address === undefined || address === '' ? {} : { address }),
    ...(answer === undefined ? {} : { answer }),
  };
}

/**
 * An event for people, in signs and not in words of one language: what, when (with its time zone), how often, where, and
 * who. Lines with LF between them.
 */
export function describeCalendar(event: CalendarEvent): string {
  const lines: string[] = [`${event.component === 'VTODO' ? '☑' : '📅'} ${event.title ?? event.uid ?? '…'}`];
  const when = describeTimes(event.start, event.end);
  if (when !== '') lines.push(`🕒 ${when}`);
  if (event.repeats !== undefined) lines.push(`🔁 ${event.repeats}`);
  if (event.location !== undefined) lines.push(`📍 ${event.location}`);
  if (event.url !== undefined) lines.push(`🔗 ${event.url}`);
  const organizer = event.organizer === undefined ? '' : describePerson(event.organizer);
  if (organizer !== '') lines.push(`👤 ${organizer}`);
  const named = event.attendees.slice(0, SHOWN_ATTENDEES).map(describeAttendee);
  const more = event.attendees.length - named.length;
  if (named.length > 0) lines.push(`👥 ${named.join(', ')}${more > 0 ? `, +${more}` : ''}`);
  return legalText(lines.join('\n'));
}

/** `2026-11-26 14:00 – 15:30 (Europe/Berlin, UTC+01:00)`; the day of the end only where it is another one. */
function describeTimes(start: CalendarTime | undefined, end: CalendarTime | undefined): string {
  if (start === undefined) return end === undefined ? '' : `– ${end.day}${clock(end)}${zone(end)}`;
  const from = `${start.day}${clock(start)}`;
  if (end === undefined || (end.day === start.day && end.clock === start.clock)) return `${from}${zone(start)}`;
  if (end.zone !== start.zone) return `${from}${zone(start)} – ${end.day}${clock(end)}${zone(end)}`;
  if (start.clock === undefined) {
    const last = dayBefore(end.day);
    return last <= start.day ? start.day : `${start.day} – ${last}`;
  }
  return `${from} – ${end.day === start.day ? (end.clock ?? '') : `${end.day}${clock(end)}`}${zone(start)}`;
}

function clock(time: CalendarTime): string {
  return time.clock === undefined ? '' : ` ${time.clock}`;
}

function zone(time: CalendarTime): string {
  if (time.zone === undefined) return '';
  return time.offset === undefined ? ` (${time.zone})` : ` (${time.zone}, ${time.offset})`;
}

function describePerson({ name, address }: CalendarPerson): string {
  if (name === undefined || name === address) return address ?? name ?? '';
  return address === undefined ? name : `${name} <${address}>`;
}

function describeAttendee(attendee: CalendarPerson): string {
  const who = attendee.name ?? attendee.address ?? '?';
  if (attendee.answer === 'ACCEPTED') return `${who} ✔`;
  if (attendee.answer === 'DECLINED') return `${who} ✘`;
  return attendee.answer === 'TENTATIVE' ? `${who} ?` : who;
}
