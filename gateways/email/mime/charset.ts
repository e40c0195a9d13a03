import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { decodeHz, decodeIso2022Jp, decodeIso2022Kr } from './iso-2022.js';
import { legalText } from './legal-text.js';
import { bufferOf } from './octets.js';

/** Read where neither a label nor the octets tell: what most unlabelled 8-bit mail is in. */
const FALLBACK = 'windows-1252';
/** As many octets tell how unlabelled text is encoded. */
const SAMPLE = 4096;
const HIGH_OCTET = /[\x80-\xff]/;
/** ISO-2022-JP and ISO-2022-KR in text that names no charset: RFC 1468, RFC 1557. */
const JAPANESE_ESCAPE = Buffer.from('\u001b$B', 'latin1');
const OLD_JAPANESE_ESCAPE = Buffer.from('\u001b$@', 'latin1');
const KOREAN_ESCAPE = Buffer.from('\u001b$)C', 'latin1');
/** Bounds the label that is looked up; the longest in use has 45 characters. */
const LABEL_LENGTH = 64;

/** How octets of one charset become text. */
type Decoder = (octets: Buffer) => string;

const SPECIAL: Readonly<Record<string, Decoder>> = {
  utf8: decodeUtf8,
  usascii: decodeUnlabelled,
  ascii: decodeUnlabelled,
  ansix341968: decodeUnlabelled,
  unknown8bit: decodeUnlabelled,
  '8bit': decodeUnlabelled,
  binary: decodeUnlabelled,
  iso2022jp: decodeIso2022Jp,
  iso2022jp1: decodeIso2022Jp,
  iso2022jp2: decodeIso2022Jp,
  iso2022jp3: decodeIso2022Jp,
  iso2022jp2004: decodeIso2022Jp,
  iso2022jpms: decodeIso2022Jp,
  cp50220: decodeIso2022Jp,
  cp50221: decodeIso2022Jp,
  csiso2022jp: decodeIso2022Jp,
  jis: decodeIso2022Jp,
  iso2022kr: decodeIso2022Kr,
  csiso2022kr: decodeIso2022Kr,
  hz: decodeHz,
  hzgb2312: decodeHz,
};

/** Labels in use that iconv-lite has under another name, or where programs mean another charset than they say. */
const ALIASES: Readonly<Record<string, string>> = {
  utf8mb4: 'utf8',
  unicode11utf8: 'utf8',
  cp65001: 'utf8',
  // As browsers do: what is labelled Latin-1 or Latin-5 has the quotation marks of the Windows charsets.
  iso88591: 'windows-1252',
  latin1: 'windows-1252',
  l1: 'windows-1252',
  isoir100: 'windows-1252',
  csisolatin1: 'windows-1252',
  cp819: 'windows-1252',
  ibm819: 'windows-1252',
  iso88599: 'windows-1254',
  latin5: 'windows-1254',
  iso885911: 'windows-874',
  tis620: 'windows-874',
  iso88598i: 'iso-8859-8',
  iso88598e: 'iso-8859-8',
  iso88596i: 'iso-8859-6',
  iso88596e: 'iso-8859-6',
  xmacroman: 'macintosh',
  mac: 'macintosh',
  xmaccyrillic: 'maccyrillic',
  xmacukrainian: 'maccyrillic',
  dos866: 'cp866',
  xsjis: 'shift_jis',
  msshiftjis: 'shift_jis',
  // GB 18030 holds GB 2312 and GBK, and senders mix up the three.
  gb2312: 'gb18030',
  gb231280: 'gb18030',
  gbk: 'gb18030',
  xgbk: 'gb18030',
  cp936: 'gb18030',
  ms936: 'gb18030',
  windows936: 'gb18030',
  euccn: 'gb18030',
  big5hkscs: 'big5-hkscs',
  xbig5: 'big5-hkscs',
  xxbig5: 'big5-hkscs',
  big5: 'big5-hkscs',
  // The Windows charset holds KS X 1001.
  euckr: 'cp949',
  ksc56011987: 'cp949',
  ksc5601: 'cp949',
  ksc56011989: 'cp949',
  xwindows949: 'cp949',
  windows949: 'cp949',
  uhc: 'cp949',
  iso10646ucs2: 'utf-16',
  ucs2: 'utf-16',
  utf7: 'utf-7',
  unicode11utf7: 'utf-7',
  xunicode20utf7: 'utf-7',
};

const DECODERS = new Map<string, Decoder>();
/** Labels come from strangers: so many different ones are remembered. */
const MOST_DECODERS = 256;

/**
 * Octets as text: in the charset that `label` names, else in the one that they look like. Holds only what XML 1.0 can carry;
 * line ends are LF. Never throws.
 */
export function decodeText(octets: Uint8Array, label?: string): string {
  const buffer = bufferOf(octets);
  if (label === undefined || label === '') return legalText(decodeUnlabelled(buffer));
  return legalText(decoderOf(label)(buffer));
}

/** A string whose characters are octets (latin1), as header fields are kept: text where it holds 8-bit octets. */
export function decodeOctetString(text: string): string {
  return HIGH_OCTET.test(text) ? decodeUnlabelled(Buffer.from(text, 'latin1')) : text;
}

function decoderOf(label: string): Decoder {
  const known = DECODERS.get(label);
  if (known !== undefined) return known;
  const decoder = findDecoder(label);
  if (DECODERS.size < MOST_DECODERS) DECODERS.set(label, decoder);
  return decoder;
}

function findDecoder(label: string): Decoder {
  const key = label
    .slice(0, LABEL_LENGTH)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  const own = Object.hasOwn(ALIASES, key) ? (ALIASES[key] ?? key) : key;
  const special = Object.hasOwn(SPECIAL, own) ? SPECIAL[own] : undefined;
  if (special !== undefined) return special;
  // The internal codecs of iconv-lite (base64, hex) are no charsets.
  if (own === 'base64' || own === 'hex' || !iconv.encodingExists(own)) return decodeUnlabelled;
  return (octets) => decodeAs(octets, own);
}

function decodeAs(octets: Buffer, encoding: string): string {
  return iconv.decode(octets, encoding);
}

/** Labelled UTF-8. Octets that are none are another charset with the wrong label, unless they are few (a cut character). */
function decodeUtf8(octets: Buffer): string {
  if (isUtf8(octets)) return withoutBom(octets.toString('utf8'));
  const text = octets.toString('utf8');
  const broken = count(text, '\ufffd');
  let high = 0;
  for (const octet of octets) if (octet >= 0x80) high += 1;
  return broken * 4 > high ? decodeGuessed(octets) : withoutBom(text);
}

function decodeUnlabelled(octets: Buffer): string {
  if (isUtf8(octets)) {
    if (octets.includes(JAPANESE_ESCAPE) || octets.includes(OLD_JAPANESE_ESCAPE)) return decodeIso2022Jp(octets);
    if (octets.includes(KOREAN_ESCAPE)) return decodeIso2022Kr(octets);
    return withoutBom(octets.toString('utf8'));
  }
  if (octets[0] === 0xff && octets[1] === 0xfe) return decodeAs(octets, 'utf-16le');
  if (octets[0] === 0xfe && octets[1] === 0xff) return decodeAs(octets, 'utf-16be');
  return decodeGuessed(octets);
}

/** 8-bit text that is not UTF-8: Japanese where it reads as such, else the charset of the West. */
function decodeGuessed(octets: Buffer): string {
  const sample = octets.subarray(0, SAMPLE);
  for (const encoding of ['shift_jis', 'euc-jp']) {
    if (readsAsJapanese(decodeAs(sample, encoding))) return decodeAs(octets, encoding);
  }
  return decodeAs(octets, FALLBACK);
}

/** Japanese prose is full of kana; what another charset's octets make as Japanese is mostly rare kanji and errors. */
function readsAsJapanese(text: string): boolean {
  let kana = 0;
  let other = 0;
  let wrong = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    if (code >= 0x3041 && code <= 0x30fe) kana += 1;
    else if (code === 0xfffd || (code >= 0xff61 && code <= 0xff9f)) wrong += 1;
    else other += 1;
  }
  return kana >= 2 && kana * 5 >= kana + other && wrong * 20 <= kana + other;
}

function withoutBom(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function count(text: string, what: string): number {
  let found = 0;
  for (let at = text.indexOf(what); at !== -1; at = text.indexOf(what, at + 1)) found += 1;
  return found;
}
