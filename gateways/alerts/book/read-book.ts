import { createHash } from 'node:crypto';
import type { Book } from './book.js';
import { type BookText, parseBookFile } from './book-file.js';
import { checkLists } from './checks/list-checks.js';
import { checkLoops } from './checks/loop-checks.js';
import { checkPeople } from './checks/people-checks.js';
import { checkRotations, type RotationChecks } from './checks/rotation-checks.js';
import { checkRoutes } from './checks/route-checks.js';
import { checkSources } from './checks/source-checks.js';
import { type BookContent, makeBook } from './made-book.js';
import { BridgeMaker } from './make/make-bridges.js';
import { PeopleMaker } from './make/make-people.js';
import { MESSAGE_SOURCE, RouteMaker } from './make/make-routes.js';
import { makeInhibition, makeLimits, makeMulticast, makeTemplate, type TemplateCheck } from './make/make-rules.js';
import { type FieldCheck, isForRoutes, messageSource, SourceMaker } from './make/make-sources.js';
import { makeWindows } from './make/make-windows.js';
import { Names, zoneOr } from './make/names.js';
import type { GatewayDomains } from './place-jid.js';
import { type BookFinding, Report } from './report.js';
import { type Entry, flat, joinFiles, type Sections } from './sections.js';

/** What the book is read against; what is left out is not checked. */
export interface ReadOptions extends RotationChecks {
  /** Wall time: windows that lie behind it are told. */
  readonly now: number;
  /** Domain of the alerts gateway. */
  readonly domain?: string;
  /** The other gateways of the installation, by the network that each brings. */
  readonly gateways?: GatewayDomains;
  /** Names of the presets that there are. */
  readonly presets?: readonly string[];
  /** False: the installation has no HTTP, over which most sources come. */
  readonly http?: boolean;
  readonly checkTemplate?: TemplateCheck;
  readonly checkFields?: FieldCheck;
}

/** Warnings come along with a book that can be used; with errors there is none. */
export type BookResult = {
  readonly findings: readonly BookFinding[];
  /** Files of secrets and calendars that it names, as far as it was read: absolute paths. */
  readonly beside: readonly string[];
} & ({ readonly ok: true; readonly book: Book; readonly digests: Digests } | { readonly ok: false });

/** A hash of each thing in the book by its kind and name, such as `route db`: what tells one version from another. */
export type Digests = ReadonlyMap<string, string>;

/** Reads the files of the book together and tells all that is wrong at once. Never throws on what stands in them. */
export function readBook(texts: readonly BookText[], options: ReadOptions): BookResult {
  const report = new Report();
  const files = texts.map(({ file }) => file);
  const parts = texts.map((text) => parseBookFile(text, report));
  const good = parts.filter((part) => part !== undefined);
  // What the parts mean together can only be said of all of them.
  if (good.length < parts.length || report.failed) {
    return { ok: false, findings: report.sorted(files), beside: report.beside };
  }
  const sections = joinFiles(good, report);
  const { digests, ...content } = assemble(sections, report, options);
  const book = makeBook(content);
  check(book, sections, report, options);
  const findings = report.sorted(files);
  const { beside } = report;
  return report.failed ? { ok: false, findings, beside } : { ok: true, book, digests, findings, beside };
}

/** Finds every name and fills every default in. */
function assemble(
  sections: Sections,
  report: Report,
  options: ReadOptions,
): BookContent & { readonly digests: Digests } {
  const zone = sections.zone === undefined ? 'UTC' : zoneOr(sections.zone.raw, sections.zone.spot, 'UTC', report);
  const limits = makeLimits(sections.limits);
  const windows = makeWindows(sections.windows, report, zone, options.now);
  const names = new Names(sections, windows, report, options.gateways);
  const people = new PeopleMaker(names, report, zone);
  const sources = new SourceMaker(names, report, options);
  const bridges = new BridgeMaker(names, report);
  const listed = sections.sources.map((entry) => sources.source(entry, limits));
  const rotations = sections.rotations.map((entry) => people.rotation(entry));
  const digests = digestsOf(sections, new Map(rotations.map(({ name, calendar }) => [name, calendar?.text ?? ''])));
  return {
    digests,
    version: hash([...digests]).slice(0, 12),
    zone,
    sources: listed.some(isForRoutes) ? listed : [...listed, messageSource(MESSAGE_SOURCE, limits)],
    routes: new RouteMaker(names, report, sections).routes(limits, zone),
    people: sections.people.map((entry) => people.person(entry)),
    lists: sections.lists.map((entry) => people.list(entry)),
    rotations,
    policies: sections.policies.map((entry) => people.policy(entry)),
    inhibitions: sections.inhibit.map((entry) => makeInhibition(entry, report)),
    windows: [...windows.values()],
    bridges: sections.bridges.map((entry) => bridges.bridge(entry)),
    bots: sections.bots.map((entry) => sources.bot(entry, zone)),
    templates: sections.templates.map((entry) => makeTemplate(entry, report, options.checkTemplate)),
    limits,
    multicast: makeMulticast(sections.multicast, names),
    admins: sections.admins === undefined ? [] : names.targets(sections.admins.raw, sections.admins.spot),
  };
}

/** What only the book as a whole shows. */
function check(book: Book, sections: Sections, report: Report, options: ReadOptions): void {
  checkSources(book, sections, report, options.now);
  checkPeople(book, sections, report, options.now);
  checkLists(book.lists, sections, report);
  checkRotations(book, sections, report, options);
  // What could not be read is missing in the book, and would be found as if nobody had written it.
  if (report.failed) return;
  checkRoutes(book.routes, sections, report, options.now);
  checkLoops(book, sections, report, options.domain);
}

function digestsOf(sections: Sections, calendars: ReadonlyMap<string, string>): Digests {
  const digests = new Map<string, string>();
  const add = (kind: string, entries: readonly Entry<unknown>[], beside?: ReadonlyMap<string, string>) => {
    for (const { name, raw } of entries) digests.set(`${kind} ${name}`, hash([raw, beside?.get(name)]));
  };
  add('source', sections.sources);
  add('window', sections.windows);
  add('person', sections.people);
  add('list', sections.lists);
  add('rotation', sections.rotations, calendars);
  add('policy', sections.policies);
  add('inhibition', sections.inhibit);
  add('bridge', sections.bridges);
  add('bot', sections.bots);
  add('template', sections.templates);
  for (const one of [sections.zone, sections.defaults, sections.limits, sections.multicast, sections.admins]) {
    if (one !== undefined) digests.set(one.name, hash(one.raw));
  }
  for (const { name, raw, routes } of flat(sections.routes)) {
    // Those below it have digests of their own; their names tell the order in which they stand.
    digests.set(`route ${name}`, hash([{ ...raw, routes: routes.map((child) => child.name) }]));
  }
  digests.set('order of routes', hash(sections.routes.map(({ name }) => name)));
  return digests;
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
