import type { GatewayCommand } from '../../gateway.js';
import { banAdminCommands } from './bans-admin.js';
import { certificateCommand } from './certificate.js';
import { closedAdminCommands } from './closed-admin.js';
import { connectionCommands } from './connections.js';
import type { CommandParts } from './parts.js';
import { peopleCommands } from './people.js';
import { sessionAdminCommands } from './sessions-admin.js';

/** All commands of this gateway. Guests, where the admin lets them in, have those about their connections too. */
export function ircCommands(parts: CommandParts): readonly GatewayCommand[] {
  const audience = parts.config.guests ? 'anyone' : 'registered';
  return [
    ...connectionCommands(parts, { audience }),
    ...peopleCommands(parts, { audience }),
    certificateCommand(parts),
    ...sessionAdminCommands(parts),
    ...banAdminCommands(parts),
    ...closedAdminCommands(parts),
  ];
}
