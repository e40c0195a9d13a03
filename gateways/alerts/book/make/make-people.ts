import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { explainReason } from '../../../../src/config/reason.js';
import type { List, Person, PreferredStep } from '../person.js';
import { MEDIA, type Medium, type Place } from '../place.js';
import type { Policy } from '../policy.js';
import { below, type Report, type Spot } from '../report.js';
import type { Calendar, Layer, Override, Rotation, TurnLength } from '../rotation.js';
import type { RawBook } from '../schema/book-schema.js';
import type { Entry } from '../sections.js';
import { type LocalTime, parseInstant, parseLocalTime } from '../zone.js';
import type { Names } from './names.js';

const LARGEST_CALENDAR = 4 * 1024 * 1024;
/** What stands before an address of a person, by network. */
const SCHEMES: Readonly<Record<Medium, string>> = { xmpp: 'xmpp:', irc: 'irc://', email: 'mailto:', sms: 'sms:' };

type RawRotation = RawBook['rotations'][string];

/** Makes people, lists, rotations and policies of what is written. */
export class PeopleMaker {
  readonly #names: Names;
  readonly #report: Report;
  readonly #zone: string;

  /** `zone`: that of the book. */
  constructor(names: Names, report: Report, zone: string) {
    this.#names = names;
    this.#report = report;
    this.#zone = zone;
  }

  person({ name, raw, spot }: Entry<RawBook['people'][string]>): Person {
    const order = [...new Set([...raw.prefer, ...MEDIA])];
    const places = order.flatMap((medium) => this.#places(medium, raw[medium], below(spot, medium)));
    if (places.length === 0) {
      this.#report.error(spot, undefined, 'has no address', 'add xmpp, irc, email or sms');
    }
    const quiet = raw.quiet && {
      windows: this.#names.windows(raw.quiet.during, below(spot, 'quiet', 'during')),
      bypass: raw.quiet.bypass,
    };
    return {
      name,
      title: raw.title ?? name,
      places,
      zone: this.#names.zone(raw.zone, below(spot, 'zone'), this.#zone),
      least: {
        xmpp: raw.least.xmpp ?? 'info',
        irc: raw.least.irc ?? 'info',
        email: raw.least.email ?? 'info',
        sms: raw.least.sms ?? 'info',
      },
      steps: Object.fromEntries(Object.entries(raw.steps).map(([severity, steps]) => [severity, steps.map(stepOf)])),
      ...(raw.language !== undefined && { language: raw.language }),
      ...(quiet !== undefined && { quiet }),
      ...(raw.digest > 0 && { digest: raw.digest }),
      ...(raw.sendResolved !== undefined && { resolved: mediaOf(raw.sendResolved) }),
    };
  }

  #places(medium: Medium, texts: readonly string[], spot: Spot): Place[] {
    return texts.flatMap((text, index) => {
      const scheme = SCHEMES[medium];
      const place = this.#names.place(text.startsWith(scheme) ? text : scheme + text, below(spot, index), 'warning');
      if (place === undefined) return [];
      const personal = ['chat', 'nick', 'mail', 'phone'].includes(place.kind);
      if (personal && place.medium === medium) return place;
      this.#report.error(
        below(spot, index),
        text,
        'is not the address of one person',
        'put rooms into lists or routes',
      );
      return [];
    });
  }

  list({ name, raw, spot }: Entry<RawBook['lists'][string]>): List {
    if (raw.members.length === 0) this.#report.error(spot, undefined, 'has no members', 'add members, or remove it');
    return {
      name,
      title: raw.title ?? name,
      members: this.#names.targets(raw.members, below(spot, 'members')),
      send: this.#names.actors(raw.send, below(spot, 'send')),
      owners: this.#names.actors(raw.owners, below(spot, 'owners')),
      join: this.#names.actors(raw.join, below(spot, 'join')),
      mail: raw.mail,
      most: raw.most,
    };
  }

  rotation({ name, raw, spot, folder }: Entry<RawRotation>): Rotation {
    if (raw.layers.length === 0 && raw.calendar === undefined) {
      this.#report.error(spot, undefined, 'has neither layers nor a calendar', 'add layers with people who take turns');
    }
    const zone = this.#names.zone(raw.zone, below(spot, 'zone'), this.#zone);
    const calendar =
      raw.calendar === undefined ? undefined : this.#calendar(raw.calendar, folder, below(spot, 'calendar'));
    return {
      name,
      title: raw.title ?? name,
      zone,
      layers: raw.layers.flatMap((layer, index) => this.#layer(layer, below(spot, 'layers', index)) ?? []),
      overrides: raw.overrides.flatMap(
        (one, index) => this.#override(one, zone, below(spot, 'overrides', index)) ?? [],
      ),
      otherwise: this.#names.targets(raw.otherwise, below(spot, 'otherwise'), ['person', 'list']),
      ...(calendar !== undefined && { calendar }),
    };
  }

  #layer(raw: RawRotation['layers'][number], spot: Spot): Layer | undefined {
    const start = this.#local(raw.start, below(spot, 'start'));
    const end = raw.end === undefined ? undefined : this.#local(raw.end, below(spot, 'end'));
    const turns = raw.people.map((people, index) => this.#names.people(people, below(spot, 'people', index)));
    if (turns.some((people) => people.length === 0)) {
      this.#report.error(below(spot, 'people'), undefined, 'has a turn of nobody', 'name people of the book');
    }
    if (start === undefined) return undefined;
    const during = this.#names.windows(raw.during, below(spot, 'during'));
    return { turns, start, length: turnLength(raw.turn), during, ...(end !== undefined && { end }) };
  }

  #local(text: string, spot: Spot): LocalTime | undefined {
    const time = parseLocalTime(text);
    if (time === undefined) this.#report.error(spot, text, 'is no local time', 'write it like 2026-01-05T09:00');
    return time;
  }

  #override(raw: RawRotation['overrides'][number], zone: string, spot: Spot): Override | undefined {
    const people = this.#names.people(raw.people, below(spot, 'people'));
    const [from, to] = [parseInstant(raw.from, zone), parseInstant(raw.to, zone)];
    const fix = 'write it like 2026-03-01T09:00, 2026-03-01T08:00Z or 2026-03-01T09:00+01:00';
    if (from === undefined) this.#report.error(below(spot, 'from'), raw.from, 'is no time', fix);
    if (to === undefined) this.#report.error(below(spot, 'to'), raw.to, 'is no time', fix);
    if (from === undefined || to === undefined) return undefined;
    if (from >= to) this.#report.error(below(spot, 'to'), raw.to, 'is not after from', 'exchange the two');
    const { instead } = raw;
    if (instead !== undefined) this.#names.is('person', instead, below(spot, 'instead'));
    return { from, to, people, ...(instead !== undefined && { instead }) };
  }

  #calendar(written: string, folder: string, spot: Spot): Calendar | undefined {
    const file = resolve(folder, written);
    this.#report.names(file);
    try {
      if (statSync(file).size <= LARGEST_CALENDAR) {
        return { file, text: readFileSync(file, 'utf8') };
      }
      this.#report.error(spot, written, 'is larger than 4 MiB', 'leave out old events');
    } catch (error) {
      this.#report.error(
        spot,
        written,
        `cannot be read: ${explainReason(error)}`,
        'make the file, or correct the path',
      );
    }
    return undefined;
  }

  policy({ name, raw, spot }: Entry<RawBook['policies'][string]>): Policy {
    const steps = raw.steps.map((step, index) => ({
      tell: this.#names.targets(step.tell, below(spot, 'steps', index, 'tell')),
      by: step.by,
      when: step.if,
      least: step.least,
      during: this.#names.windows(step.during, below(spot, 'steps', index, 'during')),
      wait: step.wait,
      until: step.until,
    }));
    if (raw.repeat > 0 && steps.every(({ wait }) => wait === 0)) {
      this.#report.error(below(spot, 'repeat'), raw.repeat, 'repeats without any wait', 'add wait: 5m to a step');
    }
    return {
      name,
      steps,
      repeat: raw.repeat,
      final: this.#names.targets(raw.final, below(spot, 'final')),
      ...(raw.remind !== undefined && { remind: raw.remind }),
    };
  }
}

function stepOf({ by, wait }: { readonly by: readonly Medium[]; readonly wait?: number | undefined }): PreferredStep {
  return { media: by, ...(wait !== undefined && { wait }) };
}

function mediaOf(value: boolean | readonly Medium[]): ReadonlySet<Medium> {
  if (value === true) return new Set(MEDIA);
  return new Set(value === false ? [] : value);
}

/** The schema lets through `hourly`, `daily`, `weekly`, `monthly` and a count with a unit. */
function turnLength(text: string): TurnLength {
  const units: Readonly<Record<string, TurnLength['unit']>> = { h: 'hour', d: 'day', w: 'week', m: 'month' };
  const [, count = '1', unit = 'w'] = /^(\d+)? ?([hdwm])/.exec(text) ?? [];
  return { count: Math.max(1, Number(count)), unit: units[unit] ?? 'week' };
}
