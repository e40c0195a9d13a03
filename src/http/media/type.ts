/** Octets at the beginning of a file that are needed to tell its type. */
export const SNIFFED = 512;

/** What cannot be told apart any better. */
export const UNKNOWN_TYPE = 'application/octet-stream';

interface Magic {
  readonly type: string;
  readonly ending: string;
  readonly matches: (head: Buffer) => boolean;
}

const starts =
  (text: string, at = 0) =>
  (head: Buffer): boolean =>
    head.subarray(at, at + text.length).equals(Buffer.from(text, 'latin1'));

/** Brands of the ISO base media format (ISO 14496-12, `ftyp` box). */
const brand =
  (...brands: readonly string[]) =>
  (head: Buffer): boolean =>
    starts('ftyp', 4)(head) && brands.includes(head.toString('latin1', 8, 12));

const riff = (form: string) => (head: Buffer) => starts('RIFF')(head) && starts(form, 8)(head);
const ebml = (kind: string) => (head: Buffer) => starts('\x1aE\xdf\xa3')(head) && head.includes(kind);
const ogg = (codec: string) => (head: Buffer) => starts('OggS')(head) && head.includes(codec);

/** Types that the first octets of a file prove, the more special before the more general. */
const MAGIC: readonly Magic[] = [
  { type: 'image/png', ending: '.png', matches: starts('\x89PNG\r\n\x1a\n') },
  { type: 'image/jpeg', ending: '.jpg', matches: starts('\xff\xd8\xff') },
  { type: 'image/gif', ending: '.gif', matches: (head) => starts('GIF87a')(head) || starts('GIF89a')(head) },
  { type: 'image/webp', ending: '.webp', matches: riff('WEBP') },
  { type: 'image/avif', ending: '.avif', matches: brand('avif', 'avis') },
  { type: 'image/heic', ending: '.heic', matches: brand('heic', 'heix', 'mif1') },
  { type: 'image/bmp', ending: '.bmp', matches: (head) => starts('BM')(head) && head.readUInt32LE(6) === 0 },
  { type: 'audio/mp4', ending: '.m4a', matches: brand('M4A ', 'M4B ') },
  { type: 'video/quicktime', ending: '.mov', matches: brand('qt  ') },
  { type: 'video/3gpp', ending: '.3gp', matches: brand('3gp4', '3gp5', '3gp6', '3gg6') },
  {
    type: 'video/mp4',
    ending: '.mp4',
    matches: brand('isom', 'iso2', 'iso4', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'dash', 'M4V '),
  },
  { type: 'video/webm', ending: '.webm', matches: ebml('webm') },
  { type: 'video/x-matroska', ending: '.mkv', matches: ebml('matroska') },
  { type: 'audio/ogg', ending: '.opus', matches: ogg('OpusHead') },
  { type: 'audio/ogg', ending: '.ogg', matches: ogg('\x01vorbis') },
  { type: 'video/ogg', ending: '.ogv', matches: starts('OggS') },
  { type: 'audio/flac', ending: '.flac', matches: starts('fLaC') },
  { type: 'audio/wav', ending: '.wav', matches: riff('WAVE') },
  { type: 'audio/amr', ending: '.amr', matches: starts('#!AMR') },
  { type: 'audio/aac', ending: '.aac', matches: (head) => head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0 },
  {
    type: 'audio/mpeg',
    ending: '.mp3',
    matches: (head) => starts('ID3')(head) || (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2),
  },
  { type: 'application/pdf', ending: '.pdf', matches: starts('%PDF-') },
  { type: 'application/zip', ending: '.zip', matches: starts('PK\x03\x04') },
  { type: 'application/gzip', ending: '.gz', matches: starts('\x1f\x8b\x08') },
];

/** Packages that are zip files inside: what they are called tells more than their first octets. */
const ZIPPED = /^application\/(vnd\.[a-z0-9.+-]+|epub\+zip|java-archive|x-zip-compressed)$/;

/** Types whose files can hold programs that a browser would run. They are never shown, whatever the admin lists. */
const ACTIVE = /html|xml|svg|script|flash|x-shockwave|mhtml|multipart|message\//;

/** The type that the first octets (`SNIFFED` are enough) prove; undefined where they prove none. */
export function sniffedType(head: Buffer): string | undefined {
  return head.length < 12 ? undefined : MAGIC.find(({ matches }) => matches(head))?.type;
}

/** A media type without its parameters in lower case; undefined where it is none. */
export function plainType(text: string | undefined): string | undefined {
  const type = text?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/.test(type) ? type : undefined;
}

/**
 * What a file is: by its content where that proves it, else as it was declared. A declaration of something that a content
 * would prove is not believed.
 */
export function typeOf(head: Buffer, declared: string | undefined): string {
  const sniffed = sniffedType(head);
  const told = plainType(declared) ?? UNKNOWN_TYPE;
  if (sniffed === 'application/zip' && ZIPPED.test(told)) return told;
  if (sniffed !== undefined) return sniffed;
  return MAGIC.some(({ type }) => type === told) ? UNKNOWN_TYPE : told;
}

/** Whether a browser may show a file of this type in its window: listed, proven by the content, and nothing that runs. */
export function mayShow(head: Buffer, listed: readonly string[]): boolean {
  const type = sniffedType(head);
  return type !== undefined && listed.includes(type) && isPassive(type);
}

/** Whether files of a type hold nothing that a browser would run. */
export function isPassive(type: string): boolean {
  return !ACTIVE.test(type);
}

/** Names of files by which web servers and browsers take them for what can hold programs. */
const ACTIVE_NAME = /\.(?:[xs]?html?|xht|mht|mhtml|svgz?|xml|xslt?|rdf|[cm]?js|swf)$/i;

/** Whether nothing of a file is run in a browser that gets it from a server which goes by its type or by its name. */
export function isHarmless({ name, type }: { readonly name: string; readonly type: string }): boolean {
  // Browsers store a mail.
  return (isPassive(type) || type === 'message/rfc822') && !ACTIVE_NAME.test(name);
}

/** The usual ending of a type, with its dot; empty where none is known. */
export function endingFor(type: string): string {
  if (type === 'text/plain') return '.txt';
  return MAGIC.find((magic) => magic.type === type)?.ending ?? '';
}
