import { decodeUcs2 } from './text/ucs2.js';

/** The fields of a receipt's text (SMPP 3.4 appendix B) that matter, as far as they are there. */
interface ReceiptText {
  readonly id?: string;
  /** The word after `stat:`, as written. */
  readonly state?: string;
  /** The code after `err:`, as written. */
  readonly error?: string;
  /** It begins with the id and has a date, as a whole receipt does and what people write does not. */
  readonly formal: boolean;
}

/** A receipt is shorter; a text in message_payload may have 64 KiB, and is not searched to its end. */
const MOST_OCTETS = 1024;

/** A label stands at the beginning or behind something that is no letter or digit: junk before it does no harm. */
const LABEL = '(?:^|[^a-z0-9])';
/** What stands behind an empty field is the next label, not its value. */
const VALUE = '\\s*(?!(?:sub|dlvrd|submit ?date|done ?date|stat|err|text):)';

const ID = new RegExp(`${LABEL}id:${VALUE}([^\\s\\0]{1,64})`, 'i');
const STATE = new RegExp(`${LABEL}stat:${VALUE}([a-z0-9_-]{1,20})`, 'i');
const ERROR = new RegExp(`${LABEL}err:${VALUE}([a-z0-9]{1,5})(?![a-z0-9])`, 'i');
const USER_TEXT = new RegExp(`${LABEL}text:`, 'i');
/** YYMMDDhhmm, with seconds, or with seconds and a century. */
const DATE = /[^a-z0-9](?:submit|done) ?date:\s*(?:\d{14}|\d{12}|\d{10})(?!\d)/i;
const BEGINS_WITH_ID = /^\s*id:/i;

/**
 * Reads the text of a receipt from its octets, whatever data_coding says of them: carriers copy that of the message, or
 * leave it 0. They are ASCII, or else UTF-16BE. Fields may be missing, and have any length and case.
 */
export function readReceiptText(octets: Buffer): ReceiptText {
  const head = octets.subarray(0, MOST_OCTETS);
  const ascii = fieldsOf(head.toString('latin1'));
  if (ascii.id !== undefined || ascii.state !== undefined) return ascii;
  const wide = fieldsOf(decodeUcs2(head));
  return wide.id !== undefined || wide.state !== undefined ? wide : ascii;
}

function fieldsOf(text: string): ReceiptText {
  // What the user wrote comes last and may look like anything.
  const end = text.search(USER_TEXT);
  const fields = end < 0 ? text : text.slice(0, end);
  const id = ID.exec(fields)?.[1];
  const state = STATE.exec(fields)?.[1];
  const error = ERROR.exec(fields)?.[1];
  return {
    ...(id === undefined ? {} : { id }),
    ...(state === undefined ? {} : { state }),
    ...(error === undefined ? {} : { error }),
    formal: BEGINS_WITH_ID.test(fields) && DATE.test(fields),
  };
}
