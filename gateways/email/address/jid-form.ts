import { domainToASCII } from 'node:url';
import { escapeLocal, normaliseLocal } from '../../../src/xmpp/jid.js';

/**
 * Local parts of JIDs hold fewer characters than mail addresses do (RFC 7613: no emoji, no mixed directions). What does not fit is
 * written as RFC 3922 3.1 writes it, percent and the octets of UTF-8. A percent sign that would read as such an escape is
 * itself escaped as `%25`, so that no two addresses share a JID.
 */

const ASCII = /^[ -~]*$/;
const NON_ASCII = /[^ -~]+/g;
/** A literal percent sign that would be read as an escape. */
const AMBIGUOUS = /%(?=[89a-f][0-9a-f]|25)/gi;
const ESCAPES = /(?:%[89a-f][0-9a-f])+|%25/gi;

/** Local part of a JID, before XEP-0106, of the canonical address of a contact. */
export function toJidForm(address: string): string {
  const plain = address.replace(AMBIGUOUS, '%25');
  if (ASCII.test(plain) || fitsJid(plain)) return plain;
  const at = plain.lastIndexOf('@');
  const domain = plain.slice(at + 1);
  const ascii = plain.slice(0, at + 1) + (ASCII.test(domain) ? domain : domainToASCII(domain));
  return fitsJid(ascii) ? ascii : ascii.replace(NON_ASCII, percented);
}

/** What `toJidForm` made its argument of. Escapes that are no UTF-8 are left as they are. */
export function fromJidForm(local: string): string {
  return local.includes('%') ? local.replace(ESCAPES, unpercented) : local;
}

/** Whether a JID with this local part comes back from a server as it was sent. */
function fitsJid(text: string): boolean {
  const escaped = escapeLocal(text);
  return escaped !== undefined && normaliseLocal(escaped) === escaped;
}

function percented(text: string): string {
  return Array.from(Buffer.from(text), (octet) => `%${octet.toString(16).padStart(2, '0')}`).join('');
}

function unpercented(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
