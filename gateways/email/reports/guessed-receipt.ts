import { readMailboxes } from '../mime/mailboxes.js';
import { readMessageIds } from '../mime/message-ids.js';
import type { Part } from '../mime/part.js';
import type { MdnReport } from './report.js';

/** What Outlook puts before the subject of a mail that was read, in the languages that it has. */
const READ: readonly string[] = [
  'read:',
  'gelesen:',
  'lu :',
  'lu:',
  'leído:',
  'letto:',
  'gelezen:',
  'lida:',
  'lido:',
  'läst:',
  'lest:',
  'læst:',
  'luettu:',
  'przeczytano:',
  'přečteno:',
  'elolvasva:',
  'citit:',
  'прочтено:',
  'прочитано:',
  'okundu:',
  '開封済み:',
  '已读:',
  '已讀:',
  '읽음:',
];
const NOT_READ: readonly string[] = [
  'not read:',
  'ungelesen gelöscht:',
  'non lu :',
  'non lu:',
  'no leído:',
  'ungelesen:',
];
/** A receipt says one sentence; a person who writes under such a subject says more. */
const RECEIPT_OCTETS = 8192;

/**
 * A read receipt without the fields of RFC 8098: a report of that type whose fields were lost on the way, or a mail of
 * Outlook by its subject, where it also says that a program made it. It must name the mail in In-Reply-To.
 */
export function guessReceipt(root: Part): MdnReport | undefined {
  const field = root.headers.last('in-reply-to');
  const id = field === undefined ? undefined : readMessageIds(field)[0];
  if (id === undefined) return undefined;
  const type = isLostReport(root) ? 'displayed' : typeBySubject(root);
  if (type === undefined) return undefined;
  return {
    kind: 'mdn',
    guessed: true,
    originalMessageId: id,
    finalRecipient: readMailboxes(root.headers.last('from') ?? '')[0]?.address ?? '',
    disposition: { action: 'manual-action', sending: 'mdn-sent-automatically', type, modifiers: [] },
  };
}

function isLostReport(root: Part): boolean {
  return root.type === 'multipart/report' && root.params['report-type']?.toLowerCase() === 'disposition-notification';
}

function typeBySubject(root: Part): string | undefined {
  if (root.raw.length > RECEIPT_OCTETS || !isAutomatic(root)) return undefined;
  const subject = root.headers.text('subject')?.toLowerCase() ?? '';
  if (NOT_READ.some((prefix) => subject.startsWith(prefix))) return 'deleted';
  return READ.some((prefix) => subject.startsWith(prefix)) ? 'displayed' : undefined;
}

function isAutomatic(root: Part): boolean {
  const submitted = root.headers.text('auto-submitted')?.toLowerCase() ?? 'no';
  const itemClass = root.headers.text('x-microsoft-exchange-itemclass')?.toUpperCase() ?? '';
  return submitted.startsWith('auto-') || /^REPORT\..*\.IPNN?RN$/.test(itemClass.slice(0, 100));
}
