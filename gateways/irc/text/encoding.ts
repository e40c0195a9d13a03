import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { substitute } from './substitutes.js';

/** Charsets beside the two usual ones: all hold ASCII in its own octets, so that lines stay lines. */
const OTHERS = [
  ['iso-8859-15', 'Western European (ISO-8859-15)'],
  ['iso-8859-2', 'Central European (ISO-8859-2)'],
  ['windows-1250', 'Central European (Windows-1250)'],
  ['iso-8859-3', 'South European (ISO-8859-3)'],
  ['iso-8859-4', 'Baltic (ISO-8859-4)'],
  ['iso-8859-13', 'Baltic (ISO-8859-13)'],
  ['windows-1257', 'Baltic (Windows-1257)'],
  ['iso-8859-5', 'Cyrillic (ISO-8859-5)'],
  ['windows-1251', 'Cyrillic (Windows-1251)'],
  ['koi8-r', 'Russian (KOI8-R)'],
  ['koi8-u', 'Ukrainian (KOI8-U)'],
  ['iso-8859-6', 'Arabic (ISO-8859-6)'],
  ['windows-1256', 'Arabic (Windows-1256)'],
  ['iso-8859-7', 'Greek (ISO-8859-7)'],
  ['windows-1253', 'Greek (Windows-1253)'],
  ['iso-8859-8', 'Hebrew (ISO-8859-8)'],
  ['windows-1255', 'Hebrew (Windows-1255)'],
  ['iso-8859-9', 'Turkish (ISO-8859-9)'],
  ['windows-1254', 'Turkish (Windows-1254)'],
  ['iso-8859-10', 'Nordic (ISO-8859-10)'],
  ['iso-8859-16', 'South-Eastern European (ISO-8859-16)'],
  ['windows-1258', 'Vietnamese (Windows-1258)'],
  ['windows-874', 'Thai (Windows-874)'],
  ['cp437', 'DOS (CP437)'],
  ['cp850', 'DOS Western European (CP850)'],
  ['cp852', 'DOS Central European (CP852)'],
  ['cp866', 'DOS Cyrillic (CP866)'],
  ['shift_jis', 'Japanese (Shift_JIS)'],
  ['euc-jp', 'Japanese (EUC-JP)'],
  ['gb18030', 'Chinese, simplified (GB18030)'],
  ['big5', 'Chinese, traditional (Big5)'],
  ['euc-kr', 'Korean (EUC-KR)'],
] as const;

/** Names under which people know the same, without what is no letter or digit. Latin-1 is read as every browser reads it. */
const ALIASES: Readonly<Record<string, string>> = {
  latin1: 'windows-1252',
  iso88591: 'windows-1252',
  ascii: 'windows-1252',
  usascii: 'windows-1252',
  latin2: 'iso-8859-2',
  latin9: 'iso-8859-15',
  sjis: 'shift_jis',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp949: 'euc-kr',
};

const SPACE = 0x20;
const AT = 0x40;

/** Codes of one character set, and what a text costs in it. */
export class Charset {
  /** As forms and the config have it. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  readonly isUtf8: boolean;

  constructor(name: string, label: string) {
    this.name = name;
    this.label = label;
    this.isUtf8 = name === 'utf-8';
  }

  /** The text of octets; U+FFFD for those that are no character. */
  decode(octets: Buffer): string {
    return this.isUtf8 ? octets.toString('utf8') : iconv.decode(octets, this.name);
  }

  encode(text: string): Buffer {
    return this.isUtf8 ? Buffer.from(text, 'utf8') : iconv.encode(text, this.name);
  }

  /** Octets of a text. Adds up over its pieces where none is cut within a code point. */
  octets(text: string): number {
    return this.isUtf8 ? Buffer.byteLength(text, 'utf8') : iconv.encode(text, this.name).length;
  }

  /** A text of characters that this set has: others are what comes nearest to them, or a question mark. */
  fit(text: string): string {
    if (this.isUtf8 || this.#has(text)) return text;
    let out = '';
    for (const character of text.normalize('NFC')) {
      out += this.#has(character) ? character : substitute(character, (candidate) => this.#has(candidate));
    }
    return out;
  }

  #has(text: string): boolean {
    return iconv.decode(iconv.encode(text, this.name), this.name) === text;
  }
}

/** What is written in unless somebody has chosen something else. */
export const UTF8 = new Charset('utf-8', 'Unicode (UTF-8)');
/** What a line is read in that is not UTF-8, where nothing was chosen. */
export const DEFAULT_FALLBACK = new Charset('windows-1252', 'Western European (Windows-1252, Latin-1)');

/** All that can be chosen, in the order of a form. */
export const CHARSETS: readonly Charset[] = [
  UTF8,
  DEFAULT_FALLBACK,
  ...OTHERS.map(([name, label]) => new Charset(name, label)),
];

const simple = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const BY_NAME: ReadonlyMap<string, Charset> = new Map([
  ...CHARSETS.map((charset): [string, Charset] => [simple(charset.name), charset]),
  ...Object.entries(ALIASES).flatMap(([alias, name]): [string, Charset][] => {
    const charset = CHARSETS.find((each) => each.name === name);
    return charset === undefined ? [] : [[alias, charset]];
  }),
]);

/** The charset of a name, however it is spelt; undefined where it is none of `CHARSETS`. */
export function charsetOf(name: string): Charset | undefined {
  return BY_NAME.get(simple(name));
}

/** What to write in: what was chosen, but UTF-8 where the server takes nothing else (ISUPPORT UTF8ONLY). */
export function outgoingCharset(chosen: Charset | undefined, utf8only: boolean): Charset {
  return chosen === undefined || utf8only ? UTF8 : chosen;
}

/** A line as text: UTF-8 where it is that, else in `fallback`. Tags are UTF-8 whatever the rest is. */
export function decodeLine(line: Buffer, fallback: Charset): string {
  if (isAscii(line)) return line.toString('latin1');
  if (isUtf8(line)) return line.toString('utf8');
  const tagsEnd = line[0] === AT ? line.indexOf(SPACE) : -1;
  if (tagsEnd === -1) return fallback.decode(line);
  const rest = line.subarray(tagsEnd);
  return line.toString('utf8', 0, tagsEnd) + (isUtf8(rest) ? rest.toString('utf8') : fallback.decode(rest));
}

/** A line as octets, without its end. Tags are UTF-8; the rest is in `charset`, what it lacks being replaced. */
export function encodeLine(line: string, charset: Charset): Buffer {
  if (charset.isUtf8) return Buffer.from(line, 'utf8');
  const tagsEnd = line.startsWith('@') ? line.indexOf(' ') : -1;
  if (tagsEnd === -1) return charset.encode(charset.fit(line));
  return Buffer.concat([Buffer.from(line.slice(0, tagsEnd), 'utf8'), charset.encode(charset.fit(line.slice(tagsEnd)))]);
}
