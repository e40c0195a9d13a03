import { contactOf } from '../address/contact-of.js';
import { planIn } from '../conversation/in-plan.js';
import type { MailRecord } from '../conversation/mail-records.js';
import type { ReadMail } from '../mime/mail.js';
import { octetsOf } from './contents.js';
import type { FoundMail } from './find-mail.js';
import { type OrdersParts, refused } from './ordering.js';

/**
 * What is known of a mail, so that it can be answered: also of one that came before its user had registered, which is read and
 * remembered now.
 */
export async function recordOf(parts: OrdersParts, found: FoundMail): Promise<MailRecord> {
  if (found.record !== undefined) return found.record;
  const { mail } = await parts.reader.read(await octetsOf(parts, found));
  const { messageId: id } = mail;
  if (id === undefined) throw refused('email.order.no-message-id', undefined, 'not-acceptable');
  const record = readRecord(parts, found, mail, id);
  await parts.records.keep(record);
  return record;
}

function readRecord({ context }: OrdersParts, { identity, ref }: FoundMail, mail: ReadMail, id: string): MailRecord {
  const now = context.clock.now();
  const { record } = planIn({
    mail,
    identity,
    id,
    contact: contactOf(mail.from[0]?.address ?? ''),
    subjectMode: 'element',
    automated: false,
    watchRead: false,
    warnings: [],
    notes: [],
    now,
    addressJid: (address) => context.jidOf(contactOf(address)),
  });
  const { folder, uid, uidValidity } = ref ?? {};
  const placed = folder !== undefined && uid !== undefined && uidValidity !== undefined;
  return { ...record, at: mail.date ?? now, ...(placed ? { place: { folder, uid, uidValidity } } : {}) };
}
