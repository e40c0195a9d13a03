/**
 * The part of a mail address before the last at sign (RFC 5321 4.1.2, RFC 6531 3.3). Two spellings that mean the same mailbox
 * have one canonical form: unquoted wherever that is allowed.
 */

/** Octets of a local part as it goes over the wire (RFC 5321 4.5.3.1.1). */
const LONGEST_OCTETS = 64;

/** Dot-string of ASCII alone, which nearly every local part is. */
const PLAIN = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const ATEXT = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u0080-\u{10ffff}]$/u;
/** Controls, halves of surrogate pairs, what is not assigned, and blanks and breaks that look like a space. */
const FORBIDDEN = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
/** Joiners are written inside words of some languages. */
const JOINERS = /[\u200c\u200d]/g;
const NON_ASCII = /[^ -~]/;

type LocalPart =
  | { readonly ok: true; readonly local: string; readonly needsUtf8: boolean }
  | { readonly ok: false; readonly why: 'local-empty' | 'local' | 'comment' | 'too-long' };

/** Reads a local part as it is written in an address; never throws. Case is kept, text outside ASCII becomes NFC (RFC 6532 3.1). */
export function readLocalPart(text: string): LocalPart {
  if (text === '') return { ok: false, why: 'local-empty' };
  if (PLAIN.test(text)) return fits(text, false);
  const content = text.startsWith('"') ? unquoted(text) : text;
  if (content === undefined || FORBIDDEN.test(content.replace(JOINERS, ''))) return { ok: false, why: 'local' };
  const normal = content.normalize('NFC');
  // Some carriers give out names such as `a..b` and `a.`, which are no dot-strings: quoted they are what was meant.
  if (!text.startsWith('"') && !onlyAtoms(normal)) return { ok: false, why: /[()]/.test(text) ? 'comment' : 'local' };
  return fits(isDotString(normal) ? normal : quoted(normal), NON_ASCII.test(normal));
}

function fits(local: string, needsUtf8: boolean): LocalPart {
  return Buffer.byteLength(local) > LONGEST_OCTETS ? { ok: false, why: 'too-long' } : { ok: true, local, needsUtf8 };
}

/** The content of a quoted-string; undefined where it is none. */
function unquoted(text: string): string | undefined {
  const last = text.length - 1;
  if (last < 1 || text[last] !== '"') return undefined;
  let content = '';
  for (let at = 1; at < last; at += 1) {
    let character = text[at];
    if (character === '"') return undefined;
    if (character === '\\') {
      at += 1;
      // The closing quote is not to be taken for an escaped one.
      if (at === last) return undefined;
      character = text[at];
    }
    content += character;
  }
  return content;
}

function quoted(content: string): string {
  return `"${content.replace(/["\\]/g, '\\$&')}"`;
}

function onlyAtoms(text: string): boolean {
  for (const character of text) if (character !== '.' && !ATEXT.test(character)) return false;
  return true;
}

function isDotString(text: string): boolean {
  return text !== '' && !text.startsWith('.') && !text.endsWith('.') && !text.includes('..') && onlyAtoms(text);
}
