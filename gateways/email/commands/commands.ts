import type { GatewayCommand } from '../../gateway.js';
import { keyCommands } from '../secure/key-commands.js';
import { findingCommands } from './finding.js';
import { mailboxCommands } from './mailbox.js';
import { mailboxAdminCommands } from './mailboxes-admin.js';
import { movingCommands } from './moving.js';
import type { CommandParts } from './parts.js';
import { readingCommands } from './reading.js';

/** All commands of this gateway; those that need a mailbox are there only where users may have one of their own. */
export function emailCommands(parts: CommandParts): readonly GatewayCommand[] {
  const { allowed } = parts.config.ownMailboxes;
  return [
    ...readingCommands(parts),
    ...keyCommands(parts),
    ...(allowed
      ? [...findingCommands(parts), ...movingCommands(parts), ...mailboxCommands(parts), ...mailboxAdminCommands(parts)]
      : []),
  ];
}
