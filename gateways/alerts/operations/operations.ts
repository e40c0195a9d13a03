import type { Operation } from '../../gateway.js';
import { incidentOperations } from './incidents.js';
import { onCallOperations } from './oncall.js';
import type { OperationParts } from './parts.js';
import { routeOperations } from './routes.js';
import { silenceOperations } from './silences.js';
import { tokenOperations } from './tokens.js';

/** What admins do about alerts while it runs, at every face that has operations. `parts`: called when one of them runs. */
export function alertOperations(parts: () => OperationParts): readonly Operation[] {
  return [
    ...incidentOperations(parts),
    ...silenceOperations(parts),
    ...onCallOperations(parts),
    ...routeOperations(parts),
    ...tokenOperations(parts),
  ];
}
