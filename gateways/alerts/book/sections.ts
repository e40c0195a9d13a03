import type { BookPart, RouteEntry } from './book-file.js';
import { below, type Report, type Spot } from './report.js';
import { WORDS } from './reserved.js';
import type { RawBook } from './schema/book-schema.js';

/** Something that stands in the book under a name, as it is written. */
export interface Entry<T> {
  readonly name: string;
  readonly raw: T;
  readonly spot: Spot;
  /** Where relative paths begin. */
  readonly folder: string;
}

const NAMED = [
  'sources',
  'windows',
  'people',
  'lists',
  'rotations',
  'policies',
  'bridges',
  'bots',
  'templates',
] as const;
const SINGLE = ['zone', 'defaults', 'limits', 'multicast', 'admins'] as const;

type Named = (typeof NAMED)[number];
type Single = (typeof SINGLE)[number];

/** All files of the book together. */
export type Sections = { readonly [K in Named]: readonly Entry<RawBook[K][string]>[] } & {
  readonly [K in Single]: Entry<NonNullable<RawBook[K]>> | undefined;
} & {
  readonly inhibit: readonly Entry<RawBook['inhibit'][number]>[];
  readonly routes: readonly RouteEntry[];
};

/** Puts the files together: what is there twice is an error, and that people, lists, rotations and routes share their names. */
export function joinFiles(parts: readonly BookPart[], report: Report): Sections {
  const sections: Sections = {
    sources: named(parts, 'sources', (raw) => raw.sources, report),
    windows: named(parts, 'windows', (raw) => raw.windows, report),
    people: named(parts, 'people', (raw) => raw.people, report),
    lists: named(parts, 'lists', (raw) => raw.lists, report),
    rotations: named(parts, 'rotations', (raw) => raw.rotations, report),
    policies: named(parts, 'policies', (raw) => raw.policies, report),
    bridges: named(parts, 'bridges', (raw) => raw.bridges, report),
    bots: named(parts, 'bots', (raw) => raw.bots, report),
    templates: named(parts, 'templates', (raw) => raw.templates, report),
    zone: single(parts, 'zone', report),
    defaults: single(parts, 'defaults', report),
    limits: single(parts, 'limits', report),
    multicast: single(parts, 'multicast', report),
    admins: single(parts, 'admins', report),
    inhibit: parts.flatMap((part) =>
      part.raw.inhibit.map((raw, index) => ({
        name: raw.name ?? `inhibit[${index}]`,
        raw,
        spot: below(part.spot, 'inhibit', index),
        folder: part.folder,
      })),
    ),
    routes: parts.flatMap(({ routes }) => routes),
  };
  checkShared(sections, report);
  return sections;
}

function named<T>(
  parts: readonly BookPart[],
  key: Named,
  section: (raw: RawBook) => Readonly<Record<string, T>>,
  report: Report,
): Entry<T>[] {
  const entries = new Map<string, Entry<T>>();
  for (const { raw, spot, folder } of parts) {
    for (const [name, value] of Object.entries(section(raw))) {
      const entry = { name, raw: value, spot: below(spot, key, name), folder };
      const first = entries.get(name);
      if (first === undefined) entries.set(name, entry);
      else report.error(entry.spot, undefined, `is also in ${first.spot.file}`, 'remove one, or give it another name');
    }
  }
  return [...entries.values()];
}

function single<K extends Single>(
  parts: readonly BookPart[],
  key: K,
  report: Report,
): Entry<NonNullable<RawBook[K]>> | undefined {
  let found: Entry<NonNullable<RawBook[K]>> | undefined;
  for (const { raw, spot, folder } of parts) {
    const value = raw[key];
    if (value === undefined || value === null) continue;
    const entry = { name: key, raw: value, spot: below(spot, key), folder };
    if (found === undefined) found = entry;
    else report.error(entry.spot, undefined, `is also in ${found.spot.file}`, 'keep it in one of the files');
  }
  return found;
}

/** A name is an address and stands alone in lists of whom to tell; so it must mean one thing. */
function checkShared(sections: Sections, report: Report): void {
  const holders = new Map<string, string>();
  const all = [...flat(sections.routes), ...sections.lists, ...sections.rotations, ...sections.people];
  for (const { name, spot } of all) {
    const holder = holders.get(name);
    if (holder === undefined) holders.set(name, `${spot.file}, line ${spot.source.line(spot.path) ?? 1}`);
    else {
      const message = `the name ${name} is taken (${holder}): people, lists, rotations and routes share theirs`;
      report.error(spot, undefined, message, 'give it another name');
    }
  }
  for (const { name: word } of WORDS) {
    const taken = all.find(({ name }) => name === word);
    if (taken !== undefined)
      report.error(taken.spot, undefined, `${word} has a meaning of its own`, 'give it another name');
  }
}

/** Routes at every depth, each before those below it. */
export function flat(routes: readonly RouteEntry[]): readonly RouteEntry[] {
  return routes.flatMap((entry) => [entry, ...flat(entry.routes)]);
}
