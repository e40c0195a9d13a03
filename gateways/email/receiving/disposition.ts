import type { Settings } from '../accounts/settings.js';
import { contactOf } from '../address/contact-of.js';
import type { ReadMail } from '../mime/mail.js';
import { readMailboxes } from '../mime/mailboxes.js';
import { answersTo } from '../policy/automated.js';
import { fieldOf } from '../policy/mail.js';

/** Fields by which programs ask to be told that a mail was read; the one of RFC 8098 counts before the others. */
const FIELDS = ['disposition-notification-to', 'chat-disposition-notification-to', 'return-receipt-to'] as const;

/**
 * Whom to tell that a mail was read; undefined: nobody. RFC 8098 2.1: never what a program sent, only one address, and none that
 * differs from the return path, because then a third party would be told (or flooded).
 */
export function notifyOf(
  mail: ReadMail,
  returnPath: string | undefined,
  { readReports }: Pick<Settings, 'readReports'>,
  isKnown: boolean,
): string | undefined {
  if (readReports === 'never' || (readReports === 'known' && !isKnown) || !answersTo(mail).receipt) return undefined;
  const field = FIELDS.map((name) => fieldOf(mail, name)).find((value) => value !== undefined);
  if (field === undefined) return undefined;
  const [wanted, ...others] = readMailboxes(field);
  const path = returnPath ?? mail.returnPath;
  if (wanted === undefined || others.length > 0 || path === undefined || path === '') return undefined;
  return contactOf(wanted.address) === contactOf(path) ? wanted.address : undefined;
}
