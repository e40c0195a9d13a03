import type { Collector, Draft, Pairs } from '../collector.js';
import { fingerprintOfParts } from '../fingerprint.js';
import { LIMITS } from '../limits.js';
import { accepted, decodeJsonOrForm, JSON_TYPES } from '../payload.js';
import { refuse } from '../refusals.js';
import { httpCollector } from '../request-id.js';
import { severityOf } from '../severities.js';
import type { Answered, Context, Read, Refusal, Source } from '../source.js';
import { type Status, statusOf } from '../statuses.js';
import { timeOf } from '../times.js';
import { isObject, textOf } from '../values.js';
import type { Mapping } from './mapping.js';
import { lookUp, type Path } from './path.js';
import { render, type Template } from './template.js';

/** Names of what a list of labels calls its names. */
const NAME_KEYS = ['name', 'tag', 'key', 'label'] as const;

/** A source of JSON of any form, which a mapping makes alerts of; `name` is that of its preset, or `json`. */
export function jsonSource(name: string, mapping: Mapping): Source {
  return {
    name,
    contentTypes: JSON_TYPES,
    read(request): Answered | Refusal {
      const json = decodeJsonOrForm(request);
      if (!json.ok) return json;
      const read = readMapped(json.value, mapping, request, httpCollector(request));
      return read.ok ? { ...read, answer: accepted(read.alerts) } : read;
    },
  };
}

/** The alerts that a mapping makes of a document, put into the collector. */
export function readMapped(
  document: unknown,
  mapping: Mapping,
  context: Context,
  collector: Collector,
): Read | Refusal {
  const items = itemsOf(document, mapping.each);
  if (items === undefined) {
    return mapping.each === undefined
      ? refuse('not-an-object', { example: '{"message": "..."}' })
      : refuse('no-alerts', { path: String(mapping.each.steps.join('.')) });
  }
  const reader = new ItemReader(document, mapping, context);
  // What the mapping ignores costs time too.
  const looked = items.slice(0, LIMITS.items);
  collector.left('alerts', items.length - looked.length);
  for (const item of looked) {
    const draft = reader.draft(item);
    if (draft !== undefined) collector.add(draft);
  }
  return collector.result();
}

function itemsOf(document: unknown, each: Path | undefined): readonly unknown[] | undefined {
  const value = each === undefined ? document : lookUp(each, document, document);
  if (Array.isArray(value)) return value;
  return isObject(value) ? [value] : undefined;
}

class ItemReader {
  readonly #document: unknown;
  readonly #mapping: Mapping;
  readonly #context: Context;
  /** Objects that were spread, which all alerts may share: of the document they are read once. */
  readonly #spread = new Map<object, Pairs>();

  constructor(document: unknown, mapping: Mapping, context: Context) {
    this.#document = document;
    this.#mapping = mapping;
    this.#context = context;
  }

  /** Undefined where the mapping says that there is no alert in it. */
  draft(item: unknown): Draft | undefined {
    const mapping = this.#mapping;
    const text = (template: Template | undefined, most: number): string | undefined => {
      const rendered = template === undefined ? '' : render(template, item, this.#document, most);
      return rendered === '' ? undefined : rendered;
    };
    const status = this.#status(text(mapping.status, LIMITS.name));
    if (status === 'ignore') return undefined;

    const title = text(mapping.title, LIMITS.title);
    const labels = new Map<string, string>();
    for (const [name, template] of mapping.labels) labels.set(name, text(template, LIMITS.label) ?? '');
    for (const [name, value] of this.#pairs(mapping.labelsFrom, item)) if (!labels.has(name)) labels.set(name, value);
    const hasLabels = Array.from(labels.values()).some((value) => value !== '');
    const fingerprint =
      text(mapping.fingerprint, LIMITS.text) ?? (hasLabels ? undefined : fingerprintOfParts('title', title ?? ''));
    const at = (template: Template | undefined) => timeOf(text(template, LIMITS.name));
    return {
      ...(fingerprint !== undefined && { fingerprint }),
      status,
      ...this.#severity(text(mapping.severity, LIMITS.name)),
      titles: [title],
      text: text(mapping.text, LIMITS.text),
      labels,
      annotations: [
        ...mapping.annotations.map(([name, template]) => [name, text(template, LIMITS.annotation) ?? ''] as const),
        ...this.#pairs(mapping.annotationsFrom, item),
      ],
      links: [{ url: text(mapping.url, LIMITS.url), text: 'source' }],
      startsAt: at(mapping.startsAt),
      endsAt: status === 'resolved' ? at(mapping.endsAt) : undefined,
      expiresAt: at(mapping.expiresAt),
      sourceGroup: text(mapping.group, LIMITS.text),
    };
  }

  #status(word: string | undefined): Status | 'ignore' {
    const { statuses } = this.#mapping;
    return statuses.get(word?.trim().toLowerCase() ?? '') ?? statuses.get('*') ?? statusOf(word);
  }

  #severity(word: string | undefined): Pick<Draft, 'severity'> {
    const { severities } = this.#mapping;
    const known = severities.get(word?.trim().toLowerCase() ?? '') ?? severityOf(word, this.#context.severities);
    return { severity: known ?? severities.get('*') };
  }

  #pairs(path: Path | undefined, item: unknown): Pairs {
    const value = path === undefined ? undefined : lookUp(path, item, this.#document);
    if (typeof value !== 'object' || value === null) return [];
    const known = this.#spread.get(value);
    if (known !== undefined) return known;
    const pairs = spread(value);
    if (path?.fromRoot === true) this.#spread.set(value, pairs);
    return pairs;
  }
}

/** Names and values of an object, or of a list of `{name, value}`; more than fit into an alert are not looked at. */
function spread(value: object): Pairs {
  const pairs: (readonly [string, string])[] = [];
  if (Array.isArray(value)) {
    for (const entry of value.slice(0, LIMITS.labels)) {
      if (!isObject(entry)) continue;
      const name = NAME_KEYS.map((key) => textOf(entry, key)).find((text) => text !== undefined);
      if (name !== undefined) pairs.push([name, textOf(entry, 'value') ?? '']);
    }
  } else if (isObject(value)) {
    for (const name of Object.keys(value).slice(0, LIMITS.labels)) pairs.push([name, textOf(value, name) ?? '']);
  }
  return pairs;
}
