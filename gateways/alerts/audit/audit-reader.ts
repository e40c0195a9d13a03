import type { Clock, KeyValue } from '../../gateway.js';
import type { AlertsConfig } from '../config.js';
import { AuditLog } from './audit-log.js';
import { type AuditQuery, wantedRows } from './export.js';
import type { AuditRecord } from './record.js';
import type { SummaryForm } from './report/show.js';
import { summaryOf } from './report/summary-of.js';

interface ReaderParts {
  readonly kv: KeyValue;
  readonly clock: Clock;
}

/** Rows of the audit of an installation, for who exports them. `config`: the section `gateways.alerts`, read by its schema. */
export function readAudit(config: unknown, parts: ReaderParts, query: AuditQuery): AsyncGenerator<AuditRecord> {
  return wantedRows(logOf(config, parts), query);
}

/** What the audit says of a time, counted. */
export async function readSummary(
  config: unknown,
  parts: ReaderParts,
  query: AuditQuery,
  form: SummaryForm,
): Promise<string> {
  return await summaryOf(logOf(config, parts), query, form);
}

/** Reads nothing else than what a log is asked for. */
function logOf(config: unknown, { kv, clock }: ReaderParts): AuditLog {
  const { audit } = config as AlertsConfig;
  // Nothing is written, so nothing is lost or told of.
  return new AuditLog({
    ...audit,
    kv,
    clock,
    log: { warn: () => undefined },
    metrics: { count: () => undefined },
  });
}
