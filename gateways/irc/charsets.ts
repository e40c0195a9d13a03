/**
 * Encodings that people of IRC still write in, by their names at the IANA, the usual ones first. UTF-8 is read wherever a line
 * is valid UTF-8; the others are for lines that are not, and for networks that want another one.
 */
export const CHARSETS = [
  'utf-8',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-15',
  'iso-8859-2',
  'windows-1250',
  'iso-8859-5',
  'windows-1251',
  'koi8-r',
  'koi8-u',
  'iso-8859-7',
  'windows-1253',
  'iso-8859-9',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-874',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'gbk',
  'gb18030',
  'big5',
] as const;

export type Charset = (typeof CHARSETS)[number];

/** Other names in use, most of them from biboumi's and clients' forms. */
const ALIASES: Readonly<Record<string, Charset>> = {
  utf8: 'utf-8',
  'latin-1': 'iso-8859-1',
  latin1: 'iso-8859-1',
  'iso8859-1': 'iso-8859-1',
  'latin-9': 'iso-8859-15',
  latin9: 'iso-8859-15',
  'iso8859-15': 'iso-8859-15',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
  cp1252: 'windows-1252',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  sjis: 'shift_jis',
  'shift-jis': 'shift_jis',
};

const BY_NAME: ReadonlyMap<string, Charset> = new Map([
  ...CHARSETS.map((name) => [name, name] as const),
  ...Object.entries(ALIASES),
]);

/** The encoding that somebody means by a name; undefined where none is known by it. */
export function charsetOf(name: string): Charset | undefined {
  return BY_NAME.get(name.trim().toLowerCase());
}
