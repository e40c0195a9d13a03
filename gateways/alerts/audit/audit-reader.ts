import type { Clock, KeyValue } from '../../gateway.js';
import type { AlertsConfig } from '../config.js';
import { AuditLog } from './audit-log.js';
import { type AuditQuery, wantedRows } from './export.js';
import type { AuditRecord } from './record.js';

/** Rows of the audit of an installation, for who exports them. `config`: the section `gateways.alerts`, read by its schema. */
export function readAudit(
  config: unknown,
  { kv, clock }: { readonly kv: KeyValue; readonly clock: Clock },
  query: AuditQuery,
): AsyncGenerator<AuditRecord> {
  const { audit } = config as AlertsConfig;
  // Nothing is written, so nothing is lost or told of.
  const log = new AuditLog({
    ...audit,
    kv,
    clock,
    log: { warn: () => undefined },
    metrics: { count: () => undefined },
  });
  return wantedRows(log, query);
}
