/** A row of a table by its columns, in small letters. */
export type Row = Readonly<Record<string, unknown>>;

/** Reads the rows of a query one after another. */
export type Query = (sql: string) => AsyncIterable<Row>;

/** A column as text; empty where it is missing, as it is in the tables of older releases. */
export function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A column as a whole number; undefined where there is none. */
export function whole(row: Row, column: string): number | undefined {
  const value = row[column];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}
