/** The parts of a mapping that are tables of their own. */
const TABLES = ['labels', 'annotations', 'severities', 'statuses'];

/**
 * A mapping as the book of routes writes it, one field a line: `labels.host` becomes the entry `host` of `labels`. What `base` (a
 * preset) says of other fields stays. Not checked: for `readMapping`.
 */
export function mappingOfFields(
  fields: Readonly<Record<string, unknown>>,
  base: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const mapping = new Map<string, unknown>(Object.entries(base));
  const tables = new Map<string, Map<string, unknown>>();
  for (const [name, value] of Object.entries(fields)) {
    const dot = name.indexOf('.');
    const table = name.slice(0, Math.max(dot, 0));
    if (!TABLES.includes(table)) {
      mapping.set(name, value);
      continue;
    }
    const entries = tables.get(table) ?? new Map(Object.entries(mapping.get(table) ?? {}));
    tables.set(table, entries.set(name.slice(dot + 1), value));
  }
  for (const [table, entries] of tables) mapping.set(table, Object.fromEntries(entries));
  return Object.fromEntries(mapping);
}
