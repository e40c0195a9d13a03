import { isUtf8 } from 'node:buffer';

/** One encoded word of RFC 2047 2, with a language as in RFC 2231 5 or without. */
const ENCODED_WORD = /=\?([\w.:-]{1,40})(?:\*[\w-]{0,20})?\?([bq])\?([^?\s]{0,2048})\?=/giu;

/** Words that were read, not yet text: a character may be split between two of the same charset. */
interface Words {
  readonly charset: string;
  readonly octets: Buffer[];
  /** As they were written, for what is none of the charset. */
  written: string;
}

/**
 * The text of a header of HTTP, as people write it with curl: HTTP hands over octets as if they were Latin-1, so UTF-8 is read from
 * them where it is some; and words encoded as in mail (RFC 2047) are decoded, white space between two of them being no part of the
 * text. What cannot be decoded stays as it is written.
 */
export function headerText(value: string): string {
  const octets = /^[\0-\xff]*$/.test(value) ? Buffer.from(value, 'latin1') : undefined;
  const text = octets !== undefined && isUtf8(octets) ? octets.toString('utf8') : value;
  if (!text.includes('=?')) return text;
  let out = '';
  let at = 0;
  let words: Words | undefined;
  for (const { index, 0: word, 1: name = '', 2: encoding = '', 3: content = '' } of text.matchAll(ENCODED_WORD)) {
    const between = text.slice(at, index);
    const follows = words !== undefined && /^\s*$/.test(between);
    const charset = name.toLowerCase();
    if (words !== undefined && (!follows || words.charset !== charset)) {
      out += textOf(words);
      words = undefined;
    }
    if (!follows) out += between;
    words ??= { charset, octets: [], written: '' };
    words.octets.push(encoding.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : fromQuoted(content));
    words.written += `${words.written === '' ? '' : between}${word}`;
    at = index + word.length;
  }
  return `${out}${words === undefined ? '' : textOf(words)}${text.slice(at)}`;
}

function textOf({ charset, octets, written }: Words): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(Buffer.concat(octets));
  } catch {
    return written;
  }
}

function fromQuoted(content: string): Buffer {
  const octets = content
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1');
}
