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

/** Rows as JSON lines (one object a line, with its line feed), times in ISO 8601. Written as they are read. */
export async function* auditLines(log: Pick<AuditLog, 'read'>, query: AuditQuery): AsyncGenerator<string> {
  let left = query.most ?? Number.POSITIVE_INFINITY;
  for await (const record of log.read(query.from, query.to)) {
    if (left <= 0) return;
    if (!isWanted(record, query)) continue;
    left -= 1;
    const { at, ...rest } = record;
    yield `${JSON.stringify({ at: new Date(at).toISOString(), ...rest })}\n`;
  }
}

function isWanted(record: AuditRecord, query: AuditQuery): boolean {
  return (['route', 'actor', 'action', 'trace'] as const).every(
    (name) => query[name] === undefined || query[name] === record[name],
  );
}
