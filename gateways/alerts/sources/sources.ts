import { alertmanager } from './alertmanager.js';
import { cap } from './cap.js';
import { ejabberd } from './ejabberd.js';
import { grafana } from './grafana.js';
import { mappingOfFields } from './json/fields.js';
import { jsonSource } from './json/json.js';
import { type Finding, readMapping } from './json/mapping.js';
import { pagerduty } from './pagerduty.js';
import { PRESETS } from './presets/presets.js';
import type { Source } from './source.js';
import { text } from './text.js';

/** Kinds of senders with a form of their own, by name. */
export const SOURCES: ReadonlyMap<string, Source> = new Map(
  [alertmanager, cap, ejabberd, grafana, pagerduty, text].map((source) => [source.name, source]),
);

/** The preset by which JSON is read whose source names neither a preset nor fields. */
const DEFAULT_PRESET = 'generic';

/** How a source of the book of routes is read, made once when the book is read. `undefined`: there is no such kind or preset. */
export function sourceOf(settings: {
  readonly kind: string;
  readonly preset?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}): Source | { readonly findings: readonly Finding[] } | undefined {
  const { kind, preset, fields = {} } = settings;
  if (kind !== 'json') return SOURCES.get(kind);
  const named = preset ?? (Object.keys(fields).length === 0 ? DEFAULT_PRESET : undefined);
  const base = named === undefined ? undefined : PRESETS.get(named);
  if (named !== undefined && base === undefined) return undefined;
  const read = readMapping(mappingOfFields(fields, { ...base?.mapping }));
  return read.ok ? jsonSource(named ?? kind, read.mapping) : { findings: read.findings };
}
