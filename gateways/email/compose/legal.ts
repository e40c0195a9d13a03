/**
 * What may stand in a mail. Header fields are lines of printable text: whatever would end one, or hide in one, is gone before anything
 * else looks at it.
 */

const IN_FIELD = /[\p{Cc}\p{Cs}\u2028\u2029]+/gu;
/** The same for text that has only ASCII, which is nearly all of it. */
const PRINTABLE = /^[ -~]*$/;
const IN_TEXT = /[^\P{Cc}\t\n]|\p{Cs}/gu;
const LINE_ENDS = /\r\n?|[\u2028\u2029\v\f]/g;
const PLAIN_TEXT = /^[\t\n -~]*$/;

/** One line for a header field: a run of breaks, NULs and other controls is one space; halves of surrogate pairs too. */
export function fieldText(text: string): string {
  return PRINTABLE.test(text) ? text : text.replace(IN_FIELD, ' ').trim();
}

/** Text for a body: lines end with LF, and no other controls but tabs. */
export function bodyText(text: string): string {
  return PLAIN_TEXT.test(text) ? text : text.replace(LINE_ENDS, '\n').replace(IN_TEXT, '');
}

/** Whether all of it can be printed in US-ASCII. */
export function isAscii(text: string): boolean {
  return PRINTABLE.test(text);
}
