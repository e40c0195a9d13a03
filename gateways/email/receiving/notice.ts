import type { Incoming, TextRef } from '../../gateway.js';
import type { ReadMail } from '../mime/mail.js';
import { noticeOf } from '../policy/notification-mode.js';

/** The words that a mail has come, for whoever asks for the text later. `warnings` stand in front. Pure. */
export function noticeFor(
  mail: ReadMail,
  warnings: readonly string[],
  say: (ref: TextRef) => string,
): Pick<Incoming, 'body' | 'subject'> {
  const [from = { address: '' }] = mail.from;
  const preview = mail.text.body.trim() === '' ? (mail.calendar?.summary ?? '') : mail.text.body;
  const { subject, lines } = noticeOf({
    from,
    ...(mail.subject === undefined ? {} : { subject: mail.subject }),
    preview,
    files: mail.attachments.filter(({ special, related }) => special !== 'reaction' && !related).length,
  });
  return { body: [...warnings, ...lines.map(say)].join('\n'), ...(subject === undefined ? {} : { subject }) };
}
