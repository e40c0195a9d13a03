import type { AuditRow } from '../engine/effect.js';
import type { AuditRecord } from './record.js';

const NOT_DONE: ReadonlySet<AuditRow['action']> = new Set(['alert-ignored', 'alert-hidden', 'not-told']);

/** What the engine tells of itself, as a row. Comments are left out: people wrote them. */
export function recordOfRow(row: AuditRow, form: (address: string) => string): AuditRecord {
  const { id, at, action, route, group, incident, by, object, reason, after, source, segments, cost, test, book } = row;
  return {
    id,
    at,
    ...(by !== undefined && action !== 'told' && { actor: form(by) }),
    action,
    ...(route !== '' && { route }),
    // Of a message, who is meant by it has not done anything.
    ...(action === 'told' && by !== undefined && { object: `person:${by}` }),
    ...objectOf(action, object, form),
    outcome: action === 'undelivered' ? 'failed' : NOT_DONE.has(action) ? 'refused' : 'done',
    ...(reason !== undefined && { reason }),
    ...(after !== undefined && { after }),
    ...(source !== undefined && { source }),
    ...(segments !== undefined && { segments }),
    ...(cost !== undefined && { cost: cost.amount, currency: cost.currency }),
    ...(test && { test }),
    ...(group !== undefined && { trace: incident === undefined ? group : `${group}.${incident}` }),
    book,
  };
}

function objectOf(
  action: AuditRow['action'],
  object: string | undefined,
  form: (address: string) => string,
): Pick<AuditRecord, 'object' | 'origin' | 'destination'> {
  if (object === undefined) return {};
  if (action.startsWith('alert-')) return { origin: object };
  if (action === 'restarted') return { object };
  return { destination: form(object) };
}
