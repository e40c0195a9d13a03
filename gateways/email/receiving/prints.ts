import { createHash } from 'node:crypto';
import type { Identity } from '../conversation/identity.js';
import { isGroupMail, peopleOf } from '../conversation/in-plan.js';
import { listOf } from '../lists/list-of.js';
import type { ReadMail } from '../mime/mail.js';

/** Letters of the print of a mail. */
const PRINT = 22;

/** What mails of one conversation have in common. */
export function conversationOf(mail: ReadMail, identity: Identity, author: string): string {
  const list = listOf(mail);
  if (list !== undefined) return list.contact;
  if (!isGroupMail(mail, identity)) return author;
  const addresses = peopleOf(mail, identity).map(({ address }) => address.toLowerCase());
  return addresses.sort().join(' ');
}

/** Tells a mail from another one with the same Message-ID: what its author wrote, not what servers added to the header. */
export function printOf(mail: ReadMail, octets: Uint8Array): string {
  const hash = createHash('sha256').update(JSON.stringify([mail.messageId, mail.from, mail.subject, mail.date]));
  return hash.update(bodyOf(octets)).digest('base64url').slice(0, PRINT);
}

function bodyOf(octets: Uint8Array): Uint8Array {
  const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  const [crlf, lf] = [buffer.indexOf('\r\n\r\n'), buffer.indexOf('\n\n')];
  if (crlf === -1 && lf === -1) return buffer;
  const usual = lf === -1 || (crlf !== -1 && crlf < lf);
  return buffer.subarray(usual ? crlf + 4 : lf + 2);
}
