import type { GatewayCommand } from '../../gateway.js';
import { keyCommands } from '../secure/key-commands.js';
import { calendarCommands } from './calendar.js';
import { contactCommands } from './contacts.js';
import { draftCommands } from './drafts.js';
import { findingCommands } from './finding.js';
import { listCommands } from './lists.js';
import { mailboxCommands } from './mailbox.js';
import { mailboxAdminCommands } from './mailboxes-admin.js';
import { movingCommands } from './moving.js';
import { type CommandParts, withMailbox } from './parts.js';
import { readingCommands } from './reading.js';
import { roomCommands } from './rooms.js';
import { senderCommands } from './senders.js';
import { writingCommands } from './writing.js';

/** All commands of this gateway; those that need a mailbox are there only where users may have one of their own. */
export function emailCommands(parts: CommandParts): readonly GatewayCommand[] {
  const { allowed } = parts.config.ownMailboxes;
  const ofMailboxes = allowed
    ? [
        ...withMailbox(parts.config, [...findingCommands(parts), ...movingCommands(parts), ...draftCommands(parts)]),
        ...mailboxCommands(parts),
      ]
    : [];
  return [
    ...writingCommands(parts),
    ...readingCommands(parts),
    ...keyCommands(parts),
    ...ofMailboxes,
    ...senderCommands(parts),
    ...listCommands(parts),
    ...roomCommands(parts),
    ...calendarCommands(parts),
    ...contactCommands(parts),
    ...(allowed ? mailboxAdminCommands(parts) : []),
  ];
}
