import type { EventType } from './book/webhook.js';
import type { AuditRow } from './engine/effect.js';
import { incidentId } from './engine/incident-shelf.js';
import type { KvEventLog } from './http/kept/kv-event-log.js';

/** What of the audit programs hear of, by the name that it has for them. */
const NAMES: Readonly<Partial<Record<AuditRow['action'], EventType>>> = {
  'incident-opened': 'incident.opened',
  'incident-closed': 'incident.closed',
  taken: 'incident.taken',
  released: 'incident.released',
  silenced: 'incident.silenced',
  unsilenced: 'incident.unsilenced',
  'closed-by-person': 'incident.resolved',
  comment: 'incident.comment',
};

/** As the API names it. */
function idOf({ group, incident }: AuditRow): { readonly id?: string } {
  return group === undefined || incident === undefined ? {} : { id: incidentId(group, incident) };
}

/** Whether programs hear of it. */
export function isFed({ action }: Pick<AuditRow, 'action'>): boolean {
  return NAMES[action] !== undefined;
}

/** Tells programs that listen what happens to incidents. */
export async function feed(log: Pick<KvEventLog, 'append'>, row: AuditRow): Promise<void> {
  const { action, at, route, group, incident, by, comment, test } = row;
  const type = NAMES[action];
  if (type === undefined) return;
  await log.append({ type, at, route, data: { ...idOf(row), group, incident, by, comment, test } });
}
