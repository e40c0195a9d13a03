import type { ReadMail } from '../mime/mail.js';
import { mailFile } from '../mime/mail-file.js';
import { readJob } from './read-job.js';

/** Octets of the header that are read of a mail that could not be read. */
const HEADER_OCTETS = 16 * 1024;
/** Fields that tell what the body is made of: it is not looked at. */
const STRUCTURE = /^(?:content-|mime-version)/i;
const CONTINUED = /^[ \t]/;

/**
 * What can be said of a mail that took too long to read, or that ended the thread which read it: the beginning of its header,
 * and itself as a file. Quick, whatever the mail.
 */
export function unreadMail(octets: Uint8Array, now: number): ReadMail {
  const mail = readJob({ octets: Buffer.from(`${headerOf(octets)}\r\n\r\n`, 'latin1'), now, options: {} });
  return {
    ...mail,
    size: octets.length,
    text: { body: '', kind: 'none' },
    attachments: [mailFile('mail.eml', octets)],
    incomplete: true,
  };
}

/** The whole fields at the beginning of a mail, octet by octet as Latin-1, without those about its structure. */
function headerOf(octets: Uint8Array): string {
  const text = Buffer.from(octets.subarray(0, HEADER_OCTETS)).toString('latin1');
  const lines = text.split(/\r\n|\n|\r/, 2000);
  const end = lines.indexOf('');
  // A field that the limit cuts is left out.
  const header = end === -1 ? lines.slice(0, octets.length > HEADER_OCTETS ? -1 : undefined) : lines.slice(0, end);
  const kept: string[] = [];
  let dropping = false;
  for (const line of header) {
    if (!CONTINUED.test(line)) dropping = STRUCTURE.test(line);
    if (!dropping) kept.push(line);
  }
  return kept.join('\r\n');
}
