import type { TextRef } from '../../gateway.js';

/** What a notice of a mail is made of. */
interface NoticedMail {
  readonly from: { readonly name?: string; readonly address: string };
  readonly subject?: string;
  /** The server's preview (RFC 8970), else the text of the mail. */
  readonly preview: string;
  /** Files that come with it. */
  readonly files: number;
}

/** A notice in the place of a mail, whose text comes on demand. */
interface MailNotice {
  readonly subject?: string;
  readonly lines: readonly TextRef[];
}

/** Characters of the beginning that is shown; servers give at most 200 (RFC 8970 3). */
const LONGEST = 200;

/**
 * What somebody who wants notices only gets of a mail: who wrote, the subject, the beginning of the text.
 */
export function noticeOf({ from, subject = '', preview, files }: NoticedMail): MailNotice {
  const name = from.name === undefined || from.name === '' ? from.address : `${from.name} <${from.address}>`;
  const title = oneLine(subject);
  const beginning = oneLine(preview);
  const head: TextRef =
    title === ''
      ? { key: 'email.notice.mail-without-subject', params: { from: name } }
      : { key: 'email.notice.mail', params: { from: name, subject: title } };
  return {
    ...(title === '' ? {} : { subject: title }),
    lines: [
      head,
      ...(beginning === '' ? [] : [{ key: 'email.notice.beginning', params: { text: beginning } }]),
      ...(files === 0 ? [] : [{ key: files === 1 ? 'email.notice.file' : 'email.notice.files', params: { files } }]),
      { key: 'email.notice.how', params: { address: from.address } },
    ],
  };
}

function oneLine(text: string): string {
  const line = text
    .slice(0, 10 * LONGEST)
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
