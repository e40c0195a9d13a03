/** Directions and marks that make a name read as another one, e.g. an ending that is not its ending. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
/** What Windows, shells or URLs do not take in names; the separators of paths are dealt with before. */
const UNSAFE = /[<>:"|?*\t\n]/g;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** Most file systems take as many octets. */
const NAME_OCTETS = 255;
/** An ending that is kept when a name is cut. */
const ENDING = /\.[a-z0-9]{1,10}$/i;

/** Endings of types that often come without a name. */
const ENDINGS: Readonly<Record<string, string>> = {
  'application/ics': 'ics',
  'application/json': 'json',
  'application/ms-tnef': 'dat',
  'application/pdf': 'pdf',
  'application/pgp-encrypted': 'asc',
  'application/pgp-keys': 'asc',
  'application/pgp-signature': 'asc',
  'application/pkcs7-mime': 'p7m',
  'application/pkcs7-signature': 'p7s',
  'application/x-pkcs7-mime': 'p7m',
  'application/x-pkcs7-signature': 'p7s',
  'application/zip': 'zip',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'image/gif': 'gif',
  'image/heic': 'heic',
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/tiff': 'tif',
  'image/webp': 'webp',
  'message/global': 'eml',
  'message/rfc822': 'eml',
  'text/calendar': 'ics',
  'text/css': 'css',
  'text/csv': 'csv',
  'text/directory': 'vcf',
  'text/html': 'html',
  'text/markdown': 'md',
  'text/plain': 'txt',
  'text/rfc822-headers': 'txt',
  'text/vcard': 'vcf',
  'text/x-vcard': 'vcf',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
};

/**
 * A name that is safe as that of a file on any system: no path, nothing invisible, no more than 255 octets with its ending
 * kept. Undefined where nothing is left of it.
 */
export function safeFileName(given: string): string | undefined {
  const path = given.normalize('NFC').replace(INVISIBLE, '');
  const base = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const name = trimDots(base.replace(UNSAFE, '_'));
  if (name === '') return undefined;
  return cut(RESERVED.test(name) ? `_${name}` : name);
}

/** A name for a file that has none. */
export function nameFor(mediaType: string, stem = 'file'): string {
  const ending = Object.hasOwn(ENDINGS, mediaType) ? ENDINGS[mediaType] : undefined;
  return `${stem}.${ending ?? 'bin'}`;
}

/** Names that begin with a dot are hidden; Windows drops dots and spaces at the end. */
function trimDots(name: string): string {
  let start = 0;
  let end = name.length;
  while (start < end && ' .'.includes(name.charAt(start))) start += 1;
  while (end > start && ' .'.includes(name.charAt(end - 1))) end -= 1;
  return name.slice(start, end);
}

function cut(name: string): string {
  if (Buffer.byteLength(name) <= NAME_OCTETS) return name;
  const ending = ENDING.exec(name.slice(-11))?.[0] ?? '';
  const room = NAME_OCTETS - ending.length;
  const octets = Buffer.from(name.slice(0, NAME_OCTETS));
  let end = Math.min(room, octets.length);
  // Not within a character.
  while (end > 0 && ((octets[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return octets.toString('utf8', 0, end).trimEnd() + ending;
}
