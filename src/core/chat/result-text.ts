import type { TextRef } from '../../problem.js';
import type { Result } from '../commands/command.js';

/** Sentences for the values of a boolean field (XEP-0004 3.3). */
const YES_OR_NO: Readonly<Record<string, string>> = {
  '0': 'command.no',
  '1': 'command.yes',
  false: 'command.no',
  true: 'command.yes',
};

/** What came of a command, as a person reads it. */
export function resultText({ notes = [], fields = [], table }: Result, say: (ref: TextRef) => string): string {
  const lines = notes.map(({ text }) => text);
  for (const { kind, label, name = '', values = [], options = [] } of fields) {
    const filled = values.filter((value) => value !== '');
    const shown =
      kind === 'boolean'
        ? filled.map((value) => say({ key: YES_OR_NO[value] ?? value }))
        : filled.map((value) => options.find((option) => option.value === value)?.label ?? value);
    // What is empty says nothing to a person; a form shows it.
    if (shown.length > 0) lines.push(`${label ?? name}: ${shown.join(', ')}`);
  }
  if (table?.lines !== undefined) lines.push(...table.lines);
  else if (table !== undefined) {
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
