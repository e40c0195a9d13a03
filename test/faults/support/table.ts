/** Lays rows out in columns, numbers to the right. */
export function table(title: string, rows: Readonly<Record<string, object>>): string[] {
  const names = Object.keys(rows);
  const columns = [...new Set(names.flatMap((name) => Object.keys(rows[name] ?? {})))];
  const cell = (name: string, column: string) => String((rows[name] as Record<string, unknown>)[column] ?? '');
  const wide = Math.max(title.length, ...columns.map((column) => column.length));
  const lines = columns.map((column) =>
    [column.padEnd(wide), ...names.map((name) => cell(name, column).padStart(Math.max(8, name.length)))].join('  '),
  );
  return [[title.padEnd(wide), ...names.map((name) => name.padStart(8))].join('  '), ...lines];
}
