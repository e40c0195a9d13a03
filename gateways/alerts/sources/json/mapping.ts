import type { TextRef } from '../../../gateway.js';
import { SEVERITIES, type Severity } from '../../alert.js';
import { isOneLine } from '../clean.js';
import { LIMITS } from '../limits.js';
import { STATUSES, type Status } from '../statuses.js';
import { isObject } from '../values.js';
import { DEEPEST, type Path, readPath } from './path.js';
import { readTemplate, type Template } from './template.js';

/** A mapping as it is written in the book of routes or in a preset; all texts but paths are templates (`template.ts`). */
export interface MappingFile {
  /** Path of the list of alerts; missing: the document is one alert, or a list of them. */
  readonly each?: string;
  readonly title: string;
  readonly text?: string;
  readonly severity?: string;
  /** What its words mean, in any case; `*` for all others. Missing words are looked up in a table of usual ones. */
  readonly severities?: Readonly<Record<string, Severity>>;
  readonly status?: string;
  /** As `severities`. `ignore`: there is no alert in it. */
  readonly statuses?: Readonly<Record<string, Status | 'ignore'>>;
  /** The same text for one alert while it lasts; missing: made of its labels, or of the title where it has none. */
  readonly fingerprint?: string;
  readonly url?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Path of an object whose texts become labels, or of a list of objects with name (`tag`, `key`) and value. */
  readonly labelsFrom?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly annotationsFrom?: string;
  /** Date and time as in RFC 3339, or seconds or milliseconds since the epoch. */
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly expiresAt?: string;
  /** What is sent together, as its sender has it. */
  readonly group?: string;
}

const TEMPLATES = [
  'title',
  'text',
  'severity',
  'status',
  'fingerprint',
  'url',
  'startsAt',
  'endsAt',
  'expiresAt',
  'group',
] as const;
const PATHS = ['each', 'labelsFrom', 'annotationsFrom'] as const;
const RECORDS = ['labels', 'annotations'] as const;
const TABLES = ['severities', 'statuses'] as const;
const NAMES: readonly string[] = [...TEMPLATES, ...PATHS, ...RECORDS, ...TABLES];

type Named<K extends string, T> = { readonly [key in K]?: T };

/** A mapping that was read: ready to be used on payloads. */
export interface Mapping extends Named<(typeof TEMPLATES)[number], Template>, Named<(typeof PATHS)[number], Path> {
  readonly title: Template;
  readonly labels: readonly (readonly [string, Template])[];
  readonly annotations: readonly (readonly [string, Template])[];
  /** By words in small letters, and `*`. */
  readonly severities: ReadonlyMap<string, Severity>;
  readonly statuses: ReadonlyMap<string, Status | 'ignore'>;
}

/** What is wrong with a mapping, and where: `labels.host`; empty for the whole. */
export interface Finding {
  readonly path: string;
  readonly text: TextRef;
}

/** Values that all templates of a mapping look up, for one alert. */
const MOST_PLACES = 256;
const MOST_WORDS = 256;

/** Reads a mapping, or tells everything that is wrong with it. */
export function readMapping(
  value: unknown,
): { readonly ok: true; readonly mapping: Mapping } | { readonly ok: false; readonly findings: readonly Finding[] } {
  const reader = new MappingReader();
  const mapping = reader.read(value);
  return mapping === undefined ? { ok: false, findings: reader.findings } : { ok: true, mapping };
}

class MappingReader {
  readonly findings: Finding[] = [];
  #places = 0;

  read(value: unknown): Mapping | undefined {
    if (!isObject(value)) {
      this.#wrong('', 'not-an-object');
      return undefined;
    }
    const given = new Map(Object.entries(value).filter(([, entry]) => entry !== undefined && entry !== null));
    for (const name of given.keys()) {
      if (!NAMES.includes(name))
        this.#wrong(name.slice(0, 100), 'unknown', { name: name.slice(0, 100), names: NAMES.join(', ') });
    }
    const templates: { [key in (typeof TEMPLATES)[number]]?: Template } = {};
    for (const name of TEMPLATES) {
      const template = given.has(name) ? this.#template(name, given.get(name)) : undefined;
      if (template !== undefined) templates[name] = template;
    }
    const paths: { [key in (typeof PATHS)[number]]?: Path } = {};
    for (const name of PATHS) {
      const path = given.has(name) ? this.#path(name, given.get(name)) : undefined;
      if (path !== undefined) paths[name] = path;
    }
    const labels = this.#record('labels', given.get('labels'));
    const annotations = this.#record('annotations', given.get('annotations'));
    const severities = this.#table('severities', given.get('severities'), SEVERITIES);
    const statuses = this.#table('statuses', given.get('statuses'), [...STATUSES, 'ignore'] as const);
    const { title } = templates;
    if (!given.has('title')) this.#wrong('title', 'missing');
    if (this.#places > MOST_PLACES) this.#wrong('', 'places-many', { most: MOST_PLACES });
    if (this.findings.length > 0 || title === undefined) return undefined;
    return { ...templates, ...paths, title, labels, annotations, severities, statuses };
  }

  #template(path: string, value: unknown): Template | undefined {
    // YAML reads `5` and `true` as what they look like.
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text !== 'string') return this.#wrong(path, 'not-text');
    const template = readTemplate(text);
    if ('wrong' in template) {
      this.findings.push({ path, text: template.wrong });
      return undefined;
    }
    this.#places += template.places;
    return template;
  }

  #path(name: string, value: unknown): Path | undefined {
    const path = typeof value === 'string' ? readPath(value) : undefined;
    if (path === undefined) return this.#wrong(name, 'path-wrong', { path: String(value).slice(0, 100) });
    if (path.steps.length > DEEPEST)
      return this.#wrong(name, 'path-deep', { path: String(value).slice(0, 100), most: DEEPEST });
    return path;
  }

  #record(path: 'labels' | 'annotations', value: unknown): readonly (readonly [string, Template])[] {
    const read: (readonly [string, Template])[] = [];
    for (const [name, entry] of this.#entries(path, value, LIMITS[path])) {
      if (name === '' || name.length > LIMITS.name || !isOneLine(name)) {
        this.#wrong(path, 'name-wrong', { name: name.slice(0, 100) });
        continue;
      }
      const template = this.#template(`${path}.${name}`, entry);
      if (template !== undefined) read.push([name, template]);
    }
    return read;
  }

  #table<T extends string>(
    path: (typeof TABLES)[number],
    value: unknown,
    allowed: readonly T[],
  ): ReadonlyMap<string, T> {
    const table = new Map<string, T>();
    for (const [word, entry] of this.#entries(path, value, MOST_WORDS)) {
      const meant = allowed.find((one) => one === entry);
      if (meant !== undefined) table.set(word.toLowerCase(), meant);
      else {
        const key = path === 'severities' ? 'severity-wrong' : 'status-wrong';
        const shown = typeof entry === 'string' ? entry.slice(0, 100) : typeof entry;
        this.#wrong(`${path}.${word.slice(0, 100)}`, key, { value: shown, values: allowed.join(', ') });
      }
    }
    return table;
  }

  #entries(path: string, value: unknown, most: number): readonly (readonly [string, unknown])[] {
    if (value === undefined) return [];
    if (!isObject(value)) {
      this.#wrong(path, 'not-an-object');
      return [];
    }
    const entries = Object.entries(value);
    if (entries.length > most) this.#wrong(path, 'many', { most });
    return entries.slice(0, most);
  }

  #wrong(path: string, key: string, params?: TextRef['params']): undefined {
    const name = `alerts.mapping.${key}`;
    this.findings.push({ path, text: params === undefined ? { key: name } : { key: name, params } });
  }
}
