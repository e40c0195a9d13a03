import type { ReadMail } from '../mime/mail.js';
import { readMail } from '../mime/read-mail.js';
import type { BodySource } from '../text/body.js';
import { chooseBody } from '../text/choose-body.js';
import { safeHtml } from '../text/safe-html.js';
import type { MailJob } from './messages.js';

/** Octets of pictures of a mail that are put into its page. */
const MOST_PICTURES = 4 * 1024 * 1024;

/** Reads a mail, here and now. */
export function readJob({ octets, now, options }: MailJob): ReadMail {
  const { html = false, strip, styled, languages, unwrapped } = options;
  const mail = readMail(octets, {
    now,
    html: html !== false,
    ...(languages && { languages }),
    ...(unwrapped && { unwrapped }),
    chooseText: (source: BodySource) =>
      chooseBody({ ...source, ...(strip !== undefined && { strip }), ...(styled !== undefined && { styled }) }),
  });
  return html === 'safe' && mail.html !== undefined ? { ...mail, html: pageOf(mail, mail.html) } : mail;
}

/** The HTML of a mail with its own pictures in it. */
function pageOf({ attachments, subject }: ReadMail, html: string): string {
  let room = MOST_PICTURES;
  return safeHtml(html, {
    ...(subject === undefined ? {} : { title: subject }),
    image: (id) => {
      const found = attachments.find(({ contentId, mediaType }) => contentId === id && mediaType.startsWith('image/'));
      if (found === undefined || found.size > room) return undefined;
      room -= found.size;
      return `data:${found.mediaType};base64,${Buffer.from(found.content).toString('base64')}`;
    },
  });
}
