import { linearOf } from '../../time/local-time.js';
import { ZonedClock } from '../../time/zoned-clock.js';
import type { EventLines } from './components.js';
import { type ContentLine, textOf } from './content-lines.js';
import { type CalendarLength, type DateValue, parseDateValue, parseLength } from './date-values.js';
import type { CalendarEvent, CalendarProblem } from './event.js';
import { parseRule, type RecurrenceRule } from './recurrence-rule.js';
import { type Named, peopleOf, type WhoIs } from './who.js';
import { clockOfTzid } from './zones.js';

/** An event by itself, before it is joined with the others of its UID. */
export interface ReadEvent {
  readonly uid: string;
  /** The instant at which the instance began that this one changes (RECURRENCE-ID). */
  readonly instance?: number;
  /** Does not take place. */
  readonly cancelled: boolean;
  /** Missing where nobody of it is known, or it lasts no time: it may change an instance all the same. */
  readonly event?: CalendarEvent;
}

/** Of an event that comes back: with longer ones too many would run at once. */
const LONGEST_INSTANCE = 32 * 86_400_000;
const LONGEST_EVENT = 3660 * 86_400_000;
const MOST_ATTENDEES = 100;
const SHOWN = 80;

const DAY: CalendarLength = { nominal: 86_400_000, exact: 0 };

/** A time with the clock that it is read from. */
interface Moment {
  readonly value: DateValue;
  readonly clock: ZonedClock;
}

/** Tells a problem of the event that is being read. */
type Tell = (kind: CalendarProblem['kind'], written?: string) => undefined;

/** Makes events of their properties. */
export class EventReader {
  readonly #floating: ZonedClock;
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #who: WhoIs;
  readonly #report: (problem: CalendarProblem) => void;

  constructor(
    floating: ZonedClock,
    aliases: ReadonlyMap<string, string>,
    who: WhoIs,
    report: (problem: CalendarProblem) => void,
  ) {
    this.#floating = floating;
    this.#aliases = aliases;
    this.#who = who;
    this.#report = report;
  }

  /** Undefined for an event that cannot be understood, which is told. */
  read(lines: EventLines): ReadEvent | undefined {
    const named = namedIn(lines);
    const uid = find(lines, 'UID')?.value ?? '';
    const tell = (kind: CalendarProblem['kind'], written?: string): undefined => {
      const shown = (named.summary || uid).slice(0, SHOWN);
      this.#report({
        kind,
        ...(shown === '' ? {} : { event: shown }),
        ...(written === undefined ? {} : { written: written.slice(0, SHOWN) }),
      });
    };
    const startLine = find(lines, 'DTSTART');
    const start = this.#moment(startLine);
    if (start === undefined) return this.#tellWhy(startLine, 'bad-start', tell);
    const instance = this.#instance(find(lines, 'RECURRENCE-ID'), tell);
    const cancelled = find(lines, 'STATUS')?.value.trim().toUpperCase() === 'CANCELLED';
    const event = cancelled ? undefined : this.#event(lines, start, named, tell);
    return {
      uid,
      cancelled,
      ...(instance === undefined ? {} : { instance }),
      ...(event === undefined ? {} : { event }),
    };
  }

  #event(lines: EventLines, start: Moment, named: Named, tell: Tell): CalendarEvent | undefined {
    const length = this.#length(lines, start, tell);
    if (length === undefined) return undefined;
    const rule = readRule(find(lines, 'RRULE'), start.clock, tell);
    if (rule === 'unknown') return undefined;
    const whole = length.nominal + length.exact;
    if (whole > (rule === undefined ? LONGEST_EVENT : LONGEST_INSTANCE)) return tell('too-long-event');
    const people = peopleOf(named, this.#who);
    if (people.length === 0) return tell('nobody-known', named.summary);
    return {
      start: start.value.local,
      clock: start.clock,
      length,
      people,
      ...this.#exclusions(lines, start.clock),
      ...(rule === undefined ? {} : { rule }),
    };
  }

  /** DTEND or DURATION; a whole day where DTSTART is a date and neither is there (RFC 5545 3.6.1). */
  #length(lines: EventLines, start: Moment, tell: Tell): CalendarLength | undefined {
    const duration = find(lines, 'DURATION');
    const end = find(lines, 'DTEND');
    if (duration === undefined && end === undefined && start.value.isDate) return DAY;
    const length = duration === undefined ? lengthBetween(start, this.#moment(end)) : parseLength(duration.value);
    if (length !== undefined && length.nominal + length.exact > 0) return length;
    return duration === undefined ? this.#tellWhy(end, 'bad-end', tell) : tell('bad-end', duration.value);
  }

  #instance(line: ContentLine | undefined, tell: Tell): number | undefined {
    if (line === undefined) return undefined;
    if (line.params.has('RANGE')) tell('this-and-future');
    const moment = this.#moment(line);
    return moment === undefined ? this.#tellWhy(line, 'bad-start', tell) : instantOf(moment);
  }

  #exclusions(lines: EventLines, clock: ZonedClock): Pick<CalendarEvent, 'excluded' | 'excludedDays'> {
    const excluded = new Set<number>();
    const excludedDays = new Set<number>();
    for (const line of lines) {
      if (line.name !== 'EXDATE') continue;
      const zone = this.#clockOf(line) ?? clock;
      for (const written of line.value.split(',')) {
        const value = parseDateValue(written);
        if (value?.isDate === true) excludedDays.add(value.local.day);
        else if (value !== undefined) excluded.add(instantOf({ value, clock: value.isUtc ? ZonedClock.utc() : zone }));
      }
    }
    return { excluded, excludedDays };
  }

  #moment(line: ContentLine | undefined): Moment | undefined {
    const value = line === undefined ? undefined : parseDateValue(line.value);
    if (line === undefined || value === undefined) return undefined;
    const clock = value.isUtc ? ZonedClock.utc() : this.#clockOf(line);
    return clock === undefined ? undefined : { value, clock };
  }

  /** Undefined for a zone that nobody knows. */
  #clockOf(line: ContentLine): ZonedClock | undefined {
    const tzid = line.params.get('TZID');
    if (tzid === undefined) return this.#floating;
    const alias = this.#aliases.get(tzid.trim());
    return (alias === undefined ? undefined : clockOfTzid(alias)) ?? clockOfTzid(tzid);
  }

  #tellWhy(line: ContentLine | undefined, kind: 'bad-start' | 'bad-end', tell: Tell): undefined {
    const isZone = line !== undefined && parseDateValue(line.value) !== undefined && this.#clockOf(line) === undefined;
    return isZone ? tell('unknown-zone', line.params.get('TZID')) : tell(kind, line?.value ?? '');
  }
}

function find(lines: EventLines, name: string): ContentLine | undefined {
  return lines.find((line) => line.name === name);
}

function instantOf({ value, clock }: Moment): number {
  return clock.instantOf(value.local, 'through');
}

/**
 * On one clock the length is that of the clock: who has Monday nine to Monday nine has it also in the week in which summer
 * time begins (RFC 5545 3.8.5.3 would have the seconds be the same, and so holes between shifts).
 */
function lengthBetween(start: Moment, end: Moment | undefined): CalendarLength | undefined {
  if (end === undefined) return undefined;
  if (start.clock === end.clock) return { nominal: linearOf(end.value.local) - linearOf(start.value.local), exact: 0 };
  return { nominal: 0, exact: instantOf(end) - instantOf(start) };
}

function readRule(
  line: ContentLine | undefined,
  clock: ZonedClock,
  tell: Tell,
): RecurrenceRule | 'unknown' | undefined {
  if (line === undefined) return undefined;
  const reading = parseRule(line.value, clock);
  if ('rule' in reading) return reading.rule;
  tell('unknown-rule', reading.unknown);
  return 'unknown';
}

function namedIn(lines: EventLines): Named {
  const attendees = lines
    .filter(({ name, params }) => name === 'ATTENDEE' && params.get('PARTSTAT')?.toUpperCase() !== 'DECLINED')
    .slice(0, MOST_ATTENDEES)
    .map(({ value, params }) => {
      const name = params.get('CN');
      return { address: value.trim(), ...(name === undefined ? {} : { name }) };
    });
  return { summary: textOf(find(lines, 'SUMMARY')?.value ?? '').trim(), attendees };
}
