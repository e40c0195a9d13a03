import { encodedWords } from './encoded-words.js';
import { fieldText, isAscii } from './legal.js';
import type { NamedMailbox } from './outgoing.js';

/** Columns of a line of a header, without its CRLF (RFC 5322 2.1.1; 76 where it holds an encoded-word). */
const COLUMNS = 76;
/** A word that is longer cannot stand in one line (998) whatever is before it, so that it has to be encoded. */
const LONGEST_TOKEN = 900;
const FIELD_NAME = /^[A-Za-z0-9-]{1,70}$/;
/** atext and blanks (RFC 5322 3.2.3): what a phrase may be without quotes. */
const ATOMS = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/;

/** Whether a text can be the name of a field. */
export function isFieldName(name: string): boolean {
  return FIELD_NAME.test(name);
}

/** A field of words, with its CRLF: folded before the word that would not fit. */
export function foldedField(name: string, words: readonly string[]): string {
  let field = `${name}:`;
  let column = field.length;
  let first = true;
  for (const word of words) {
    // The first word stands in the first line, whatever its length: a line of blanks alone is obsolete syntax.
    if (!first && column + 1 + word.length > COLUMNS) {
      field += '\r\n';
      column = 0;
    }
    field += ` ${word}`;
    column += 1 + word.length;
    first = false;
  }
  return `${field}\r\n`;
}

/** A field of free text (RFC 5322 2.2.1). */
export function textField(name: string, value: string): string {
  const text = fieldText(value);
  if (name.length + 2 + text.length <= COLUMNS && isPlain(text)) return `${name}: ${text}\r\n`;
  return foldedField(name, textWords(text, COLUMNS - name.length - 2));
}

/** Words of free text: as they are, but for the stretch from the first to the last that needs encoding. */
function textWords(text: string, firstRoom: number): readonly string[] {
  const words = text.split(' ').filter((word) => word !== '');
  const from = words.findIndex(needsEncoding);
  if (from === -1) return words;
  const to = words.findLastIndex(needsEncoding) + 1;
  const encoded = encodedWords(words.slice(from, to).join(' '), from === 0 ? firstRoom : undefined);
  return [...words.slice(0, from), ...encoded, ...words.slice(to)];
}

function needsEncoding(word: string): boolean {
  return word.length > LONGEST_TOKEN || !isPlain(word);
}

/** Printable, and nothing that a reader would take for an encoded-word. */
function isPlain(text: string): boolean {
  return isAscii(text) && !text.includes('=?');
}

/** A field of mailboxes (RFC 5322 3.6.2, 3.6.3), one after another. */
export function mailboxField(name: string, mailboxes: readonly NamedMailbox[]): string {
  return foldedField(
    name,
    mailboxes.flatMap((mailbox, index) =>
      mailboxWords(
        mailbox,
        index < mailboxes.length - 1 ? ',' : '',
        index === 0 ? COLUMNS - name.length - 2 : undefined,
      ),
    ),
  );
}

function mailboxWords({ name, address }: NamedMailbox, end: string, firstRoom?: number): readonly string[] {
  const shown = name === undefined ? '' : fieldText(name).trim();
  // An address in this form never has these; what broke that rule is harmless all the same.
  const spec = address.startsWith('"') ? fieldText(address) : fieldText(address).replace(/[<> ]/g, '');
  return shown === '' ? [spec + end] : [...phraseWords(shown, firstRoom), `<${spec}>${end}`];
}

function phraseWords(text: string, firstRoom: number | undefined): readonly string[] {
  if (!isPlain(text) || text.length > LONGEST_TOKEN) return encodedWords(text, firstRoom);
  if (ATOMS.test(text)) return text.split(' ').filter((word) => word !== '');
  // A blank inside quotes is a place to fold, and decoders keep it.
  return `"${text.replace(/["\\]/g, '\\$&')}"`.split(' ');
}

/** A field of message ids (RFC 5322 3.6.4), given without their brackets. */
export function idField(name: string, ids: readonly string[]): string {
  return foldedField(
    name,
    ids.map((id) => `<${id}>`),
  );
}

/** Whether a message id can be named: ids of others hold anything. */
export function isMessageId(id: string): boolean {
  return id.length <= 500 && /^[!-;=?-~]+$/.test(id);
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number: number): string => (number < 10 ? `0${number}` : `${number}`);

/** A time in the form of RFC 5322 3.3, in UTC; `ms` since the epoch. */
export function mailDate(ms: number): string {
  const at = new Date(ms);
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  return `${DAYS[at.getUTCDay()]}, ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ${time} +0000`;
}
