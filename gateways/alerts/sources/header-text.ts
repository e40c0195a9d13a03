import { isUtf8 } from 'node:buffer';

/** One encoded word of RFC 2047, of UTF-8; white space between two of them is not part of the text. */
const ENCODED_WORD = /=\?utf-8\?([bq])\?([^?\s]{0,256})\?=(?:\s{1,8}(?==\?utf-8\?))?/giu;

/**
 * The text of a header of HTTP, as people write it with curl: HTTP hands over octets as if they were Latin-1, so UTF-8 is read from
 * them where it is some; and words encoded as in mail (RFC 2047) are decoded where they are UTF-8.
 */
export function headerText(value: string): string {
  const octets = /^[\0-\xff]*$/.test(value) ? Buffer.from(value, 'latin1') : undefined;
  const text = octets !== undefined && isUtf8(octets) ? octets.toString('utf8') : value;
  if (!text.includes('=?')) return text;
  return text.replace(ENCODED_WORD, (word: string, encoding: string, content: string) => {
    const decoded = encoding.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : fromQuoted(content);
    return isUtf8(decoded) ? decoded.toString('utf8') : word;
  });
}

function fromQuoted(content: string): Buffer {
  const octets = content
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1');
}
