import type { AuditLog } from './audit-log.js';
import type { AuditRecord } from './record.js';

/** What of the audit is wanted; what is left out is not looked at. Wall times, ms. */
export interface AuditQuery {
  readonly from: number;
  /** Does not belong to it. */
  readonly to: number;
  readonly route?: string;
  readonly actor?: string;
  readonly action?: string;
  readonly trace?: string;
  /** Most rows. */
  readonly most?: number;
}

/** Rows that are wanted, in no order, each once: for counting any number of them. */
export async function* countedRows(log: Pick<AuditLog, 'scan'>, query: AuditQuery): AsyncGenerator<AuditRecord> {
  for await (const record of log.scan(query.from, query.to)) if (isWanted(record, query)) yield record;
}

/** Rows that are wanted, by time. They are read as they are taken. */
export async function* wantedRows(log: Pick<AuditLog, 'read'>, query: AuditQuery): AsyncGenerator<AuditRecord> {
  let left = query.most ?? Number.POSITIVE_INFINITY;
  for await (const record of log.read(query.from, query.to)) {
    if (left <= 0) return;
    if (!isWanted(record, query)) continue;
    left -= 1;
    yield record;
  }
}

/** A row as a line of JSON, with its line feed; its time in ISO 8601. */
export function jsonLine({ at, ...rest }: AuditRecord): string {
  return `${JSON.stringify({ at: new Date(at).toISOString(), ...rest })}\n`;
}

/** Columns of the table, in their order. */
const COLUMNS = [
  'at',
  'actor',
  'action',
  'object',
  'route',
  'origin',
  'destination',
  'outcome',
  'reason',
  'trace',
  'book',
  'id',
  'after',
  'source',
  'segments',
  'cost',
  'currency',
  'test',
] as const satisfies readonly (keyof AuditRecord)[];

/** The head of a table (RFC 4180), with its line end. */
export const csvHead = `${COLUMNS.join(',')}\r\n`;

/** A row of that table. */
export function csvLine(record: AuditRecord): string {
  const cells = COLUMNS.map((name) => (name === 'at' ? new Date(record.at).toISOString() : `${record[name] ?? ''}`));
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** Programs for tables take what begins like this for a formula, and much of a row is what strangers chose. */
const FORMULA = /^(?:[=@\t\r-]|\+(?!\d))/;

/** One cell of a table (RFC 4180), in which nothing is a formula. */
export function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function isWanted(record: AuditRecord, query: AuditQuery): boolean {
  return (['route', 'actor', 'action', 'trace'] as const).every(
    (name) => query[name] === undefined || query[name] === record[name],
  );
}
