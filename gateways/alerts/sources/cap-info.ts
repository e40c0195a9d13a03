import type { Element } from '../../../src/xmpp/element.js';
import { SEVERITIES, type Severity } from '../alert.js';
import { timeOf } from './times.js';
import { pairOf } from './values.js';

/** One `info` of an alert of CAP (CAP 1.2, 3.2.2), as far as it is used. */
export interface CapInfo {
  readonly event: string | undefined;
  readonly headline: string | undefined;
  readonly description: string | undefined;
  readonly instruction: string | undefined;
  /** Where, in words. */
  readonly area: string | undefined;
  readonly severity: string;
  readonly urgency: string;
  readonly certainty: string;
  readonly responses: readonly string[];
  /** Wall times, ms since the epoch. */
  readonly effective: number | undefined;
  readonly onset: number | undefined;
  readonly expires: number | undefined;
  readonly labels: readonly (readonly [string, string])[];
  readonly parameters: readonly (readonly [string, string])[];
  readonly links: readonly { readonly url: string; readonly text: string }[];
}

const BY_WORD: ReadonlyMap<string, Severity> = new Map([
  ['Extreme', 'critical'],
  ['Severe', 'error'],
  ['Moderate', 'warning'],
  ['Minor', 'info'],
]);

/** Of an alert that does not know how severe it is: it was worth to be sent. */
const UNKNOWN: Severity = 'warning';

/** Infos and parts of each that are looked at. */
const MOST = 64;

/** What an alert says in one language, the worst first: that which is wanted, else the first that it is written in. */
export function readInfos(alert: Element, lang: string | undefined): readonly CapInfo[] {
  const elements = alert.getChildren('info').slice(0, MOST);
  const languages = elements.map((element) => (element.getChildText('language') ?? 'en-US').trim().toLowerCase());
  const wanted = lang?.toLowerCase();
  const primary = wanted?.split('-')[0];
  const chosen =
    languages.find((language) => language === wanted) ??
    languages.find((language) => language.split('-')[0] === primary) ??
    languages[0];
  const infos = elements.filter((_, at) => languages[at] === chosen).map(readInfo);
  return infos.sort((a, b) => SEVERITIES.indexOf(severityOfInfo(b)) - SEVERITIES.indexOf(severityOfInfo(a)));
}

/** How bad it is: by its severity, one step less where it is unlikely or over. */
export function severityOfInfo(info: CapInfo | undefined): Severity {
  if (info === undefined) return UNKNOWN;
  const severity = BY_WORD.get(info.severity) ?? UNKNOWN;
  if (info.certainty !== 'Unlikely' && info.urgency !== 'Past') return severity;
  return SEVERITIES[Math.max(0, SEVERITIES.indexOf(severity) - 1)] ?? severity;
}

/** Whether everything that it says is that there is no danger any more. */
export function resolvesAll(infos: readonly CapInfo[]): boolean {
  return (
    infos.length > 0 &&
    infos.every(({ responses }) => responses.length > 0 && responses.every((one) => one === 'AllClear'))
  );
}

function readInfo(info: Element): CapInfo {
  const text = (name: string) => {
    const found = info.getChildText(name)?.trim();
    return found === '' ? undefined : found;
  };
  const texts = (name: string) =>
    info
      .getChildren(name)
      .slice(0, MOST)
      .map((element) => element.getText().trim());
  const [severity = '', urgency = '', certainty = ''] = ['severity', 'urgency', 'certainty'].map(text);
  const areas = info.getChildren('area').slice(0, MOST);
  const area = areas.flatMap((element) => element.getChildText('areaDesc')?.trim() ?? []).join(', ') || undefined;
  const responses = texts('responseType');
  const labels = [
    ...pairOf('event', text('event')),
    ...pairOf('category', texts('category').join(',') || undefined),
    ...pairOf('response', responses.join(',') || undefined),
    ...pairOf('area', area),
    ...pairOf('cap_severity', text('severity')),
    ...pairOf('cap_urgency', text('urgency')),
    ...pairOf('cap_certainty', text('certainty')),
    ...joined(
      areas.flatMap((element) => namedValues(element, 'geocode')),
      'geocode_',
    ),
    ...joined(namedValues(info, 'eventCode'), 'event_code_'),
  ];
  return {
    event: text('event'),
    headline: text('headline'),
    description: text('description'),
    instruction: text('instruction'),
    area,
    severity,
    urgency,
    certainty,
    responses,
    effective: timeOf(text('effective')),
    onset: timeOf(text('onset')),
    expires: timeOf(text('expires')),
    labels,
    parameters: namedValues(info, 'parameter'),
    links: [
      ...texts('web').map((url) => ({ url, text: 'source' })),
      ...info.getChildren('resource').slice(0, MOST).flatMap(linkOfResource),
    ],
  };
}

/** Pairs of `valueName` and `value`, by which CAP is extended. */
function namedValues(element: Element, name: string): readonly (readonly [string, string])[] {
  return element
    .getChildren(name)
    .slice(0, MOST)
    .flatMap((pair) => {
      const key = pair.getChildText('valueName')?.trim();
      const value = pair.getChildText('value')?.trim();
      return key && value ? [[key, value] as const] : [];
    });
}

/** One label of all values of a name, with spaces between them: `geocode_SAME` has all the areas. */
function joined(pairs: readonly (readonly [string, string])[], prefix: string): readonly (readonly [string, string])[] {
  const byName = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = byName.get(name) ?? [];
    values.push(value);
    byName.set(name, values);
  }
  return Array.from(byName, ([name, values]) => [`${prefix}${name}`, values.join(' ')] as const);
}

function linkOfResource(resource: Element): readonly { url: string; text: string }[] {
  const url = resource.getChildText('uri')?.trim();
  const text = resource.getChildText('resourceDesc')?.trim().slice(0, 200);
  return url === undefined ? [] : [{ url, text: text === undefined || text === '' ? 'image' : text }];
}
