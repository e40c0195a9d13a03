import type { HttpParts } from '../parts.js';
import { alertOperations } from './alerts.js';
import { auditOperations } from './audit.js';
import { eventOperations } from './events.js';
import { fileOperations } from './files.js';
import { incidentReads } from './incident-reads.js';
import { incidentOperations } from './incidents.js';
import { lookupOperations } from './lookups.js';
import { messageOperations } from './messages.js';
import type { Operation } from './operation.js';
import { silenceOperations } from './silences.js';
import { trialOperations } from './trials.js';

/** Where the API is. */
export const API = '/api/v1';

/** Everything that bots can ask for. */
export function operationsOf(parts: HttpParts): readonly Operation[] {
  return [
    ...messageOperations(parts),
    ...fileOperations(parts),
    ...alertOperations(parts),
    ...incidentReads(parts),
    ...incidentOperations(parts),
    ...lookupOperations(parts),
    ...silenceOperations(parts),
    ...eventOperations(parts),
    ...auditOperations(parts),
    ...trialOperations(parts),
  ];
}
