import { cellText } from '../../core/operator/cells.js';
import type { Cell, Column, OperationResult } from '../../operation.js';

/** A result as lines for a terminal: sentences, then fields, then the table with its columns side by side. */
export function linesOf({ notes = [], fields = [], table, next }: OperationResult): readonly string[] {
  const lines = [...notes];
  const width = Math.max(0, ...fields.map(({ label }) => label.length));
  for (const { label, value, ...column } of fields) lines.push(`${label.padEnd(width)}  ${cellText(value, column)}`);
  if (table !== undefined) lines.push(...tableLines(table.columns, table.rows));
  if (next !== undefined) lines.push(`there is more: --after ${/\s/.test(next) ? `'${next}'` : next}`);
  return lines;
}

function tableLines(columns: readonly Column[], rows: readonly Readonly<Record<string, Cell>>[]): readonly string[] {
  if (rows.length === 0) return ['none'];
  const texts = rows.map((row) => columns.map((column) => cellText(row[column.name] ?? null, column)));
  // A column in which nothing stands says nothing.
  const shown = columns.flatMap((column, at) => (texts.some((row) => row[at] !== '') ? [{ column, at }] : []));
  const lines = [shown.map(({ column }) => column.label), ...texts.map((row) => shown.map(({ at }) => row[at] ?? ''))];
  const widths = shown.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((text, at) => {
        const width = widths[at] ?? 0;
        return isNumber(shown[at]?.column) ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

function isNumber(column: Column | undefined): boolean {
  return column?.kind === 'number' || column?.kind === 'bytes' || column?.kind === 'duration';
}
