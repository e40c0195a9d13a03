import type { AuditRow } from '../engine/effect.js';
import type { AuditRecord } from './record.js';

const NOT_DONE: ReadonlySet<AuditRow['action']> = new Set(['alert-ignored', 'alert-hidden', 'not-told']);
/** They are about what the book names, which is no address to hide. */
const OF_OBJECTS: ReadonlySet<AuditRow['action']> = new Set([
  'restarted',
  'chain-started',
  'chain-step',
  'chain-ended',
]);

/** What the engine tells of itself, as a row. Comments are left out: people wrote them. */
export function recordOfRow(row: AuditRow, form: (address: string) => string): AuditRecord {
  const { id, at, action, route, group, incident, by, object, reason, after, source, segments, cost, test, book } = row;
  const outcome = action === 'undelivered' ? 'failed' : NOT_DONE.has(action) ? 'refused' : 'done';
  const record: Writable<AuditRecord> = { id, at, action, outcome, book };
  if (by !== undefined) {
    // Of a message, who is meant by it has not done anything.
    if (action === 'told') record.object = `person:${by}`;
    else record.actor = form(by);
  }
  if (route !== '') record.route = route;
  if (object !== undefined) {
    if (action.startsWith('alert-')) record.origin = object;
    else if (OF_OBJECTS.has(action)) record.object = object;
    else record.destination = form(object);
  }
  if (reason !== undefined) record.reason = reason;
  if (after !== undefined) record.after = after;
  if (source !== undefined) record.source = source;
  if (segments !== undefined) record.segments = segments;
  if (cost !== undefined) Object.assign(record, { cost: cost.amount, currency: cost.currency });
  if (test) record.test = test;
  if (group !== undefined) record.trace = incident === undefined ? group : `${group}.${incident}`;
  return record;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };
