import { type ContentLine, contentLines } from './content-lines.js';

/** The properties of one VEVENT, in order; those of what is within it (alarms) left out. */
export type EventLines = readonly ContentLine[];

interface CalendarParts {
  /** False: the text is no iCalendar object. */
  readonly found: boolean;
  readonly events: readonly EventLines[];
  /** X-WR-TIMEZONE: the zone of times that name none. */
  readonly zone?: string;
  /** X-LIC-LOCATION of a VTIMEZONE by its TZID: the name that the IANA database has for it. */
  readonly aliases: ReadonlyMap<string, string>;
  /** There are more events than are read. */
  readonly cut: boolean;
}

const MOST_EVENTS = 2000;
/** Properties that count of one event; attendees and exceptions are many at times. */
const MOST_LINES = 2000;
const MOST_ALIASES = 100;

/** Takes an iCalendar object (RFC 5545 3.4, 3.6) apart. Never fails: what is not closed ends with the text. */
export function calendarParts(text: string): CalendarParts {
  const reader = new PartReader();
  for (const line of contentLines(text)) if (!reader.take(line)) break;
  return reader.parts();
}

class PartReader {
  /** Names of the components in which the current line is; deeper ones than those that are looked at are only counted. */
  readonly #open: string[] = [];
  readonly #events: ContentLine[][] = [];
  readonly #aliases = new Map<string, string>();
  #deeper = 0;
  #found = false;
  #cut = false;
  #zone: string | undefined;
  #tzid: string | undefined;

  /** False: the rest need not be read. */
  take(line: ContentLine): boolean {
    if (line.name === 'BEGIN') return this.#begin(line.value.trim().toUpperCase());
    if (line.name === 'END') this.#end();
    else if (this.#deeper === 0) this.#property(line);
    return true;
  }

  parts(): CalendarParts {
    return {
      found: this.#found,
      events: this.#events,
      aliases: this.#aliases,
      cut: this.#cut,
      ...(this.#zone === undefined ? {} : { zone: this.#zone }),
    };
  }

  #begin(name: string): boolean {
    if (this.#deeper > 0 || this.#open.length >= 2) {
      this.#deeper += 1;
      return true;
    }
    if (this.#open.length === 0 && name === 'VCALENDAR') this.#found = true;
    this.#open.push(name);
    if (this.#current === 'VCALENDAR/VEVENT') {
      if (this.#events.length >= MOST_EVENTS) {
        this.#cut = true;
        return false;
      }
      this.#events.push([]);
    }
    return true;
  }

  #end(): void {
    if (this.#deeper > 0) this.#deeper -= 1;
    else this.#open.pop();
  }

  get #current(): string {
    return this.#open.join('/');
  }

  #property(line: ContentLine): void {
    const lines = this.#events.at(-1);
    if (this.#current === 'VCALENDAR/VEVENT' && lines !== undefined) {
      if (lines.length < MOST_LINES) lines.push(line);
    } else if (this.#current === 'VCALENDAR' && line.name === 'X-WR-TIMEZONE') {
      this.#zone = line.value;
    } else if (this.#current === 'VCALENDAR/VTIMEZONE') {
      if (line.name === 'TZID') this.#tzid = line.value.trim();
      const known = line.name === 'X-LIC-LOCATION' && this.#aliases.size < MOST_ALIASES ? this.#tzid : undefined;
      if (known !== undefined) this.#aliases.set(known, line.value.trim());
    }
  }
}
