import type { FileLink } from '../../gateway.js';
import { readSettings } from '../accounts/settings.js';
import { contactOf } from '../address/contact-of.js';
import { isOwn } from '../conversation/identity.js';
import { keepFiles } from '../receiving/attachments.js';
import { forwardSubject } from '../text/subject.js';
import { mailOf } from './contents.js';
import { boxOf, findMail, whereItLies } from './find-mail.js';
import { type Done, type Ordered, OrderRefused, refused } from './ordering.js';
import { recordOf } from './record-of.js';

/** Everybody whom an answer to all reaches: those who are answered, and all others in the mail besides the user. */
export async function people({ parts, user, order }: Ordered<'people'>): Promise<Done<'people'>> {
  const found = await findMail(parts, user, order);
  const record = await recordOf(parts, found);
  const { identity } = found;
  const contacts = (all: typeof record.reply): readonly string[] => [
    ...new Set(all.filter(({ address }) => !isOwn(identity, address)).map(({ address }) => contactOf(address))),
  ];
  const to = contacts(record.reply);
  return {
    account: identity.account.id,
    id: record.id,
    thread: record.thread,
    to,
    cc: contacts(record.others).filter((contact) => !to.includes(contact)),
  };
}

const ENCRYPTED: ReadonlySet<string> = new Set(['smime-encrypted', 'pgp-encrypted']);

/** What a mail needs that passes another one on. */
export async function forward({ parts, user, order }: Ordered<'forward'>): Promise<Done<'forward'>> {
  const { context, config } = parts;
  const found = await findMail(parts, user, order);
  const mail = await mailOf(parts, found, false);
  const { identity } = found;
  // What only its receiver may read is not told to others in plain text by accident.
  if (order.quoted && ENCRYPTED.has(mail.protection?.kind ?? '')) {
    throw refused('email.order.encrypted', undefined, 'not-acceptable');
  }
  const head = {
    account: identity.account.id,
    id: mail.messageId ?? found.id ?? '',
    subject: forwardSubject(mail.subject ?? ''),
  };
  if (!order.quoted) {
    const name = `${(mail.subject ?? '').trim().slice(0, 60).toWellFormed() || 'mail'}.eml`;
    const url = `mid:${encodeURIComponent(head.id)}`;
    return { ...head, text: '', files: [{ url, name, mediaType: 'message/rfc822', size: mail.size }] };
  }
  const named = (all: typeof mail.from): string =>
    all.map(({ name, address }) => (name === undefined ? address : `${name} <${address}>`)).join(', ');
  const { language } = readSettings(identity.account.fields, config);
  const say = (key: `email.${string}`): string => context.text({ key }, language);
  const lines = (
    [
      ['email.field.from', named(mail.from)],
      ['email.field.date', mail.date === undefined ? '' : new Date(mail.date).toUTCString()],
      ['email.field.subject', mail.subject ?? ''],
      ['email.field.to', named(mail.to)],
      ['email.field.cc', named(mail.cc)],
    ] as const
  ).flatMap(([key, value]) => (value === '' ? [] : [`${say(key)}: ${value}`]));
  const { body, full = body } = mail.text;
  const kept = await keepFiles(context, identity, mail.from[0]?.address ?? '', mail);
  const [lost] = kept.failed;
  if (lost !== undefined) throw new OrderRefused(lost.problem);
  const text = `${say('email.forwarded')}\n${lines.join('\n')}\n\n${full}`;
  return {
    ...head,
    text: text.slice(0, config.sizes.text).toWellFormed(),
    files: kept.files satisfies readonly FileLink[],
  };
}

/** Sets a flag of a mail; an address of the gateway keeps none. */
export async function mark({ parts, user, order }: Ordered<'mark'>): Promise<Done<'mark'>> {
  const found = await findMail(parts, user, order);
  if (found.identity.kind === 'address') return { kept: false };
  const own = await boxOf(parts, found.identity);
  const kept = await whereItLies(own, found, (ref) => own.mailbox.flag(ref, { add: [order.flag] }));
  return { kept };
}
