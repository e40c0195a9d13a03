import { parseDuration } from '../../units.js';
import { SEVERITIES, type Severity } from '../alert.js';
import type { Person, PreferredStep, QuietHours } from '../book/person.js';
import { MEDIA, type Medium } from '../book/place.js';
import { parseTimes, parseWeekdays } from '../book/window-syntax.js';
import { isZone } from '../book/zone.js';

/** What a person has set by commands, as it was typed; missing: as the book has it. */
export interface Preferences {
  /** IANA. */
  readonly zone?: string;
  /** BCP 47. */
  readonly language?: string;
  /** `22:00-07:00`, or `monday:friday 22:00-07:00`; `off`: none. */
  readonly quiet?: string;
  /** Severity that comes through quiet hours. */
  readonly bypass?: string;
  /** `xmpp, sms, email`: networks in the order in which they are tried. */
  readonly order?: string;
  /** `30m`: what is not critical is collected for so long; `off`: not at all. */
  readonly digest?: string;
  /** By severity: `xmpp+sms 2m, email`. */
  readonly critical?: string;
  readonly error?: string;
  readonly warning?: string;
  readonly info?: string;
}

/**
 * What people set for themselves, by the words that they write; a severity stands for the ways by which it reaches
 * them.
 */
export const PREFERENCES = ['zone', 'language', 'quiet', 'bypass', 'order', 'digest', ...SEVERITIES] as const;

type Preference = (typeof PREFERENCES)[number];

const LANGUAGE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/;
const MOST_STEPS = 20;
const [SHORTEST_DIGEST, LONGEST_DIGEST] = [60_000, 7 * 86_400_000];
const [SHORTEST_WAIT, LONGEST_WAIT] = [1000, 86_400_000];

/** Whether what was typed for a preference can be understood. */
export function isPreference(name: Preference, text: string): boolean {
  if (text.length > 200) return false;
  switch (name) {
    case 'zone':
      return isZone(text);
    case 'language':
      return LANGUAGE.test(text);
    case 'quiet':
      return text === 'off' || quietOf(text, 'critical') !== undefined;
    case 'bypass':
      return severityOf(text) !== undefined;
    case 'order':
      return orderOf(text) !== undefined;
    case 'digest':
      return digestOf(text) !== undefined;
    default:
      return stepsOf(text) !== undefined;
  }
}

/** A person of the book with what this person has set; what cannot be understood (any more) counts as not set. */
export function personWith(person: Person, wanted: Preferences): Person {
  const { quiet: usual, ...rest } = person;
  const digest = wanted.digest === undefined ? undefined : digestOf(wanted.digest);
  const bypass = severityOf(wanted.bypass ?? '') ?? usual?.bypass ?? 'critical';
  const typed = wanted.quiet === undefined ? undefined : quietOf(wanted.quiet, bypass);
  const quiet = wanted.quiet === 'off' ? undefined : (typed ?? (usual && { ...usual, bypass }));
  const steps = { ...person.steps };
  for (const severity of SEVERITIES) {
    const own = wanted[severity] === undefined ? undefined : stepsOf(wanted[severity]);
    if (own !== undefined) steps[severity] = own;
  }
  const order = wanted.order === undefined ? undefined : orderOf(wanted.order);
  return {
    ...rest,
    steps,
    ...(wanted.zone !== undefined && isZone(wanted.zone) && { zone: wanted.zone }),
    ...(wanted.language !== undefined && LANGUAGE.test(wanted.language) && { language: wanted.language }),
    ...(quiet !== undefined && { quiet }),
    ...(digest !== undefined && { digest }),
    ...(order !== undefined && {
      places: [...person.places].sort((a, b) => rank(order, a.medium) - rank(order, b.medium)),
    }),
  };
}

function rank(order: readonly (Medium | 'hook')[], medium: Medium | 'hook'): number {
  const found = order.indexOf(medium);
  return found === -1 ? order.length : found;
}

function severityOf(text: string): Severity | undefined {
  return SEVERITIES.find((one) => one === text);
}

function digestOf(text: string): number | undefined {
  if (text === 'off') return 0;
  const ms = parseDuration(text);
  return ms === undefined || ms < SHORTEST_DIGEST || ms > LONGEST_DIGEST ? undefined : ms;
}

function mediumOf(text: string): Medium | undefined {
  return MEDIA.find((one) => one === text.trim().toLowerCase());
}

function orderOf(text: string): readonly Medium[] | undefined {
  return allOf(
    text
      .split(/[\s,]+/)
      .filter((word) => word !== '')
      .map(mediumOf),
  );
}

function stepsOf(text: string): readonly PreferredStep[] | undefined {
  return allOf(
    text
      .split(',')
      .slice(0, MOST_STEPS + 1)
      .map(stepOf),
  );
}

/** `xmpp+sms 2m` */
function stepOf(text: string): PreferredStep | undefined {
  const [names = '', time, ...more] = text.trim().split(/\s+/);
  const media = allOf(names.split('+').map(mediumOf));
  const wait = time === undefined ? undefined : parseDuration(time);
  if (media === undefined || more.length > 0) return undefined;
  if (time === undefined) return { media };
  return wait === undefined || wait < SHORTEST_WAIT || wait > LONGEST_WAIT ? undefined : { media, wait };
}

/** `[days ]22:00-07:00`; hours over midnight belong to the days on which they are. */
function quietOf(text: string, bypass: Severity): QuietHours | undefined {
  const [, days, from = '', to = ''] = /^(?:(\S+)\s+)?(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d)$/.exec(text.trim()) ?? [];
  if (from === '' || from === to) return undefined;
  const pairs =
    minutes(from) < minutes(to)
      ? [[from, to] as const]
      : [[from, '24:00'] as const, ...(minutes(to) === 0 ? [] : [['00:00', to] as const])];
  const times = allOf(pairs.map(([start, end]) => parsedValue(parseTimes(start, end))));
  const weekdays = days === undefined ? [] : parsedValue(parseWeekdays(days));
  if (times === undefined || weekdays === undefined) return undefined;
  const interval = { times, weekdays, daysOfMonth: [], months: [], years: [] };
  return { windows: [{ name: 'own', intervals: [interval] }], bypass };
}

function minutes(time: string): number {
  const [hours = '', rest = ''] = time.split(':');
  return Number(hours) * 60 + Number(rest);
}

function parsedValue<T>(parsed: { readonly ok: true; readonly value: T } | { readonly ok: false }): T | undefined {
  return parsed.ok ? parsed.value : undefined;
}

/** Undefined where there are none, or one is missing. */
function allOf<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  const there = values.filter((one) => one !== undefined);
  return there.length === 0 || there.length < values.length ? undefined : there;
}
