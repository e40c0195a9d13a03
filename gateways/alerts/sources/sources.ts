import { alertmanager } from './alertmanager.js';
import { cap } from './cap.js';
import { ejabberd } from './ejabberd.js';
import { grafana } from './grafana.js';
import { mappingOfFields } from './json/fields.js';
import { jsonSource } from './json/json.js';
import { type Finding, type Mapping, readMapping } from './json/mapping.js';
import { pagerduty } from './pagerduty.js';
import type { Preset } from './presets/preset.js';
import { PRESETS } from './presets/presets.js';
import type { Source } from './source.js';
import { text } from './text.js';

/** Kinds of senders with a form of their own, by name. */
export const SOURCES: ReadonlyMap<string, Source> = new Map(
  [alertmanager, cap, ejabberd, grafana, pagerduty, text].map((source) => [source.name, source]),
);

/** The preset by which JSON is read whose source names neither a preset nor fields. */
const DEFAULT_PRESET = 'generic';

/** What the book of routes says of how a source is read. */
interface SourceForm {
  readonly kind: string;
  readonly preset?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

type Wrong = { readonly findings: readonly Finding[] };

/**
 * How a source is read that sends by HTTP, made once when the book is read. Undefined: there is no such preset, or no such kind that
 * comes by HTTP (messages and items of PubSub do not).
 */
export function sourceOf(form: SourceForm): Source | Wrong | undefined {
  if (form.kind !== 'json') return SOURCES.get(form.kind);
  const mapping = mappingOf(form);
  return mapping === undefined || 'findings' in mapping ? mapping : jsonSource(form.preset ?? form.kind, mapping);
}

/** The preset by which a source is read and shown; undefined: it has its own fields, or a form of its own. */
export function presetOf({ kind, preset, fields = {} }: SourceForm): Preset | undefined {
  const otherwise = kind === 'json' && Object.keys(fields).length === 0 ? DEFAULT_PRESET : '';
  return PRESETS.get(preset ?? otherwise);
}

/** The mapping of a source: its fields on top of its preset. Undefined: there is no such preset. */
export function mappingOf({ preset, fields = {} }: Omit<SourceForm, 'kind'>): Mapping | Wrong | undefined {
  const named = preset ?? (Object.keys(fields).length === 0 ? DEFAULT_PRESET : undefined);
  const base = named === undefined ? undefined : PRESETS.get(named);
  if (named !== undefined && base === undefined) return undefined;
  const read = readMapping(mappingOfFields(fields, { ...base?.mapping }));
  return read.ok ? read.mapping : { findings: read.findings };
}
