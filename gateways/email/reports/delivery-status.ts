import { readDate } from '../mime/dates.js';
import type { HeaderFields } from '../mime/header-fields.js';
import type { Part } from '../mime/part.js';
import { fieldGroups, typedAddress, typedValue } from './field-groups.js';
import { originalMail } from './original-mail.js';
import type { DsnAction, DsnRecipient, DsnReport, EnhancedStatus } from './report.js';
import { readStatus, readStatusOrReply } from './status.js';

const ACTIONS: Readonly<Record<string, DsnAction>> = {
  failed: 'failed',
  failure: 'failed',
  delayed: 'delayed',
  delivered: 'delivered',
  relayed: 'relayed',
  expanded: 'expanded',
};

/** Reads a message/delivery-status part (RFC 3464, RFC 6533) of a mail; undefined where it tells of no recipient. */
export function readDeliveryStatus(root: Part, part: Part): DsnReport | undefined {
  const groups = fieldGroups(part.content());
  const [message] = groups;
  if (message === undefined) return undefined;
  // Some programs forget the empty line between what is of the message and what is of its first recipient.
  const recipients = groups.map(readRecipient).filter((recipient) => recipient !== undefined);
  if (recipients.length === 0) return undefined;
  const original = originalMail(root);
  const envelopeId = message.text('original-envelope-id');
  const reportingMta = typedValue(message, 'reporting-mta');
  return {
    kind: 'dsn',
    recipients,
    ...(envelopeId === undefined || envelopeId === '' ? {} : { envelopeId }),
    ...(original?.messageId === undefined ? {} : { originalMessageId: original.messageId }),
    ...(original === undefined || original.references.length === 0 ? {} : { originalReferences: original.references }),
    ...(reportingMta === undefined ? {} : { reportingMta }),
  };
}

function readRecipient(fields: HeaderFields): DsnRecipient | undefined {
  const final = typedAddress(fields, 'final-recipient');
  const original = typedAddress(fields, 'original-recipient');
  if (final === undefined && original === undefined) return undefined;
  const diagnostic = typedValue(fields, 'diagnostic-code');
  const written = readAction(fields);
  const status =
    readStatus(fields.text('status') ?? '') ?? readStatusOrReply(diagnostic ?? '') ?? defaultStatus(written);
  const action = written ?? actionOf(status);
  const remoteMta = typedValue(fields, 'remote-mta');
  const until = fields.last('will-retry-until');
  // A time to come, so it is not clamped.
  const willRetryUntil = until === undefined ? undefined : readDate(until, Number.MAX_SAFE_INTEGER)?.at;
  return {
    final: final ?? '',
    action,
    status,
    ...(original === undefined ? {} : { original }),
    ...(diagnostic === undefined ? {} : { diagnostic }),
    ...(remoteMta === undefined ? {} : { remoteMta }),
    ...(willRetryUntil === undefined ? {} : { willRetryUntil }),
  };
}

function readAction(fields: HeaderFields): DsnAction | undefined {
  // `failed (unknown user)` and `Action: failed; ...` are in use.
  const word = /^[a-z]+/.exec((fields.text('action') ?? '').toLowerCase())?.[0] ?? '';
  return Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined;
}

function defaultStatus(action: DsnAction | undefined): EnhancedStatus {
  return {
    class: action === 'delayed' ? 4 : action === undefined || action === 'failed' ? 5 : 2,
    subject: 0,
    detail: 0,
  };
}

/** What a report without Action must mean. */
function actionOf(status: EnhancedStatus): DsnAction {
  return status.class === 2 ? 'delivered' : status.class === 4 ? 'delayed' : 'failed';
}
