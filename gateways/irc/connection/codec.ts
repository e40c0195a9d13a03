import { isUtf8 } from 'node:buffer';

/** How lines become octets and back; the text layer has those for charsets. Neither may throw. */
export interface LineCodec {
  decode(line: Buffer): string;
  encode(lines: string): Buffer;
}

/** UTF-8; what is none is read as ISO-8859-1, the oldest habit of IRC. */
export const utf8OrLatin1: LineCodec = {
  decode: (line) => line.toString(isUtf8(line) ? 'utf8' : 'latin1'),
  encode: (lines) => Buffer.from(lines, 'utf8'),
};
