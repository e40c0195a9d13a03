import type { GatewayCommand } from '../../gateway.js';
import { incidentCommands } from './incidents.js';
import { listCommands } from './lists.js';
import type { AlertCommandParts } from './parts.js';
import { peopleCommands } from './people.js';
import { reportCommands } from './reports.js';
import { routeCommands } from './routes.js';
import { silenceCommands } from './silences.js';
import { trialCommands } from './trials.js';

/** All commands of this gateway. */
export function alertCommands(parts: AlertCommandParts): readonly GatewayCommand[] {
  return [
    ...incidentCommands(parts),
    ...silenceCommands(parts),
    ...routeCommands(parts),
    ...listCommands(parts),
    ...peopleCommands(parts),
    ...reportCommands(parts),
    ...trialCommands(parts),
  ];
}
