import { JUNK_HEADERS } from './junk-headers.js';
import { fieldsOf, type MailHead } from './mail.js';

/** Values beyond this are not looked at. */
const LONGEST = 2048;

/**
 * The field by which a filter on the way has told that a mail is junk; undefined: none has. Only for mail of which the user should not
 * hear: what a filter has put into the junk folder is not looked at in the first place.
 */
export function junkMark(mail: Pick<MailHead, 'headers'>): string | undefined {
  return JUNK_HEADERS.find(({ name, begins = [], has = [] }) =>
    fieldsOf(mail, name).some((value) => {
      const text = value.slice(0, LONGEST).trim().toLowerCase();
      return begins.some((start) => text.startsWith(start)) || has.some((part) => text.includes(part));
    }),
  )?.name;
}
