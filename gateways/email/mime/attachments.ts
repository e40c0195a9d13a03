import { nameFor, safeFileName } from './file-names.js';
import type { ReadAttachment, SpecialAttachment } from './mail.js';
import type { Part } from './part.js';

/** Words of a subject that become the name of an attached mail. */
const STEM_LENGTH = 80;

const SPECIAL: Readonly<Record<string, SpecialAttachment>> = {
  'application/ics': 'calendar',
  'application/ms-tnef': 'tnef',
  'application/pgp-keys': 'key',
  'application/pgp-signature': 'signature',
  'application/pkcs7-signature': 'signature',
  'application/vnd.ms-tnef': 'tnef',
  'application/x-pkcs7-signature': 'signature',
  'message/global': 'message',
  'message/rfc822': 'message',
  'text/calendar': 'calendar',
  'text/vcard': 'vcard',
  'text/vnd.google.email-reaction+json': 'reaction',
  'text/x-vcalendar': 'calendar',
  'text/x-vcard': 'vcard',
};

/** The name that a part gives itself: filename of Content-Disposition, else name of Content-Type. */
export function fileNameOf(part: Part): string | undefined {
  return part.disposition?.params.filename || part.params.name || undefined;
}

/** What a part is besides a file, by its type and, where that says nothing, its name. */
export function specialOf(part: Part): SpecialAttachment | undefined {
  const known = Object.hasOwn(SPECIAL, part.type) ? SPECIAL[part.type] : undefined;
  if (known !== undefined) return known;
  // RFC 8551 3.2.2: an object with certificates and nothing else.
  if (part.params['smime-type']?.toLowerCase() === 'certs-only') return 'key';
  if (part.type === 'text/directory') return part.params.profile?.toLowerCase() === 'vcard' ? 'vcard' : undefined;
  const name = fileNameOf(part)?.toLowerCase() ?? '';
  if (name === 'winmail.dat') return 'tnef';
  if (part.type !== 'application/octet-stream') return undefined;
  if (name.endsWith('.ics')) return 'calendar';
  if (name.endsWith('.vcf')) return 'vcard';
  return name.endsWith('.eml') ? 'message' : undefined;
}

/** A part as a file. `related`: it stands in a multipart/related and is not its root. */
export function readAttachment(part: Part, related: boolean): ReadAttachment {
  const content = part.content();
  const special = specialOf(part);
  const description = part.headers.text('content-description');
  const kind = part.disposition?.kind;
  return {
    name: nameOf(part, special),
    mediaType: part.type,
    size: content.length,
    content,
    disposition: kind === 'inline' || (kind === undefined && related) ? 'inline' : 'attachment',
    ...(part.contentId === undefined ? {} : { contentId: part.contentId }),
    ...(description === undefined || description === '' ? {} : { description }),
    related,
    ...(special === undefined ? {} : { special }),
  };
}

function nameOf(part: Part, special: SpecialAttachment | undefined): string {
  const given = fileNameOf(part);
  const safe = given === undefined ? undefined : safeFileName(given);
  if (safe !== undefined) return safe;
  if (special === 'message') {
    const subject = part.children[0]?.headers.text('subject')?.slice(0, STEM_LENGTH).toWellFormed();
    const stem = subject === undefined ? undefined : safeFileName(subject.replace(/[/\\]/g, '_'));
    return nameFor('message/rfc822', stem ?? 'message');
  }
  if (special === 'calendar') return nameFor('text/calendar', 'invite');
  if (special === 'vcard') return nameFor('text/vcard', 'contact');
  if (special === 'signature') return nameFor(part.type, 'signature');
  return nameFor(part.type, part.type.startsWith('image/') ? 'image' : part.type.startsWith('text/') ? 'text' : 'file');
}
