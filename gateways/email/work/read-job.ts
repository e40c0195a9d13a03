import type { ReadMail } from '../mime/mail.js';
import { readMail } from '../mime/read-mail.js';
import type { BodySource } from '../text/body.js';
import { chooseBody } from '../text/choose-body.js';
import type { MailJob } from './messages.js';

/** Reads a mail, here and now. */
export function readJob({ octets, now, options }: MailJob): ReadMail {
  const { html = false, strip, styled, languages } = options;
  return readMail(octets, {
    now,
    html,
    ...(languages && { languages }),
    chooseText: (source: BodySource) =>
      chooseBody({ ...source, ...(strip !== undefined && { strip }), ...(styled !== undefined && { styled }) }),
  });
}
