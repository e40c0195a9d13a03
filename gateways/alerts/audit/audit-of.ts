import type { HoldContext } from '../../gateway.js';
import type { AlertsConfig } from '../config.js';
import { Audit } from './audit.js';

/** For what `derivedKey` makes the key of hashed addresses. */
export const AUDIT_KEY = 'audit';

/** What the audit needs of where it is kept: holds, the HTTP side and commands all have it. */
type AuditContext = Pick<HoldContext, 'kv' | 'clock' | 'log' | 'metrics' | 'derivedKey'>;

/** The audit of an installation, as the config has it. */
export function auditOf({ audit }: Pick<AlertsConfig, 'audit'>, context: AuditContext): Audit {
  const { kv, clock, log, metrics } = context;
  return new Audit({ ...audit, kv, clock, log, metrics, key: context.derivedKey(AUDIT_KEY) });
}

/** The same for each use of one context: every one of them writes hashes of its own. */
export function auditsOf(config: Pick<AlertsConfig, 'audit'>): (context: AuditContext) => Audit {
  const known = new WeakMap<AuditContext, Audit>();
  return (context) => {
    const audit = known.get(context) ?? auditOf(config, context);
    known.set(context, audit);
    return audit;
  };
}
