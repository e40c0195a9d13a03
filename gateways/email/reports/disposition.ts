import type { HeaderFields } from '../mime/header-fields.js';
import { readMessageIds } from '../mime/message-ids.js';
import type { Part } from '../mime/part.js';
import { fieldGroups, typedAddress } from './field-groups.js';
import { originalMail } from './original-mail.js';
import type { MdnDisposition, MdnReport } from './report.js';

/** Reads a message/disposition-notification part (RFC 8098 3); undefined where it has no disposition, as it must have. */
export function readDispositionNotification(root: Part, part: Part): MdnReport | undefined {
  const fields = fieldGroups(part.content()).find((group) => group.has('disposition'));
  const disposition = fields === undefined ? undefined : readDisposition(fields.text('disposition') ?? '');
  if (fields === undefined || disposition === undefined) return undefined;
  // Exchange leaves Original-Message-ID out.
  const id =
    firstId(fields, 'original-message-id') ?? firstId(root.headers, 'in-reply-to') ?? originalMail(root)?.messageId;
  const originalRecipient = typedAddress(fields, 'original-recipient');
  return {
    kind: 'mdn',
    finalRecipient: typedAddress(fields, 'final-recipient') ?? '',
    disposition,
    ...(id === undefined ? {} : { originalMessageId: id }),
    ...(originalRecipient === undefined ? {} : { originalRecipient }),
  };
}

/** `action-mode/sending-mode; type/modifier,modifier` (RFC 8098 3.2.6). */
export function readDisposition(value: string): MdnDisposition | undefined {
  const text = value.toLowerCase().replace(/\s+/g, '');
  const semicolon = text.indexOf(';');
  const modes = semicolon === -1 ? '' : text.slice(0, semicolon);
  const [type = '', modifiers = ''] = text.slice(semicolon + 1).split('/', 2);
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(type)) return undefined;
  return {
    action: modes.startsWith('manual') ? 'manual-action' : 'automatic-action',
    sending: modes.endsWith('mdn-sent-manually') ? 'mdn-sent-manually' : 'mdn-sent-automatically',
    type,
    modifiers: modifiers === '' ? [] : modifiers.slice(0, 200).split(','),
  };
}

function firstId(fields: HeaderFields, name: string): string | undefined {
  const field = fields.last(name);
  return field === undefined ? undefined : readMessageIds(field)[0];
}
