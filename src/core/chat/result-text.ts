import type { Result } from '../commands/command.js';

/** What came of a command, as a person reads it. */
export function resultText({ notes = [], fields = [], table }: Result): string {
  const lines = notes.map(({ text }) => text);
  for (const { label, name = '', values = [] } of fields) lines.push(`${label ?? name}: ${values.join(', ')}`);
  if (table !== undefined) {
    const { columns, rows } = table;
    for (const row of rows) {
      const cells = columns.flatMap(({ name = '', label = name }) => {
        const value = (row[name] ?? []).join(', ');
        if (columns.length === 1) return value;
        return value === '' ? [] : `${label}: ${value}`;
      });
      lines.push(cells.join(', '));
    }
  }
  return lines.join('\n');
}
