import { EXIT, SendError } from './exit-codes.js';
import { LONGEST_TEXT } from './pieces.js';

/** Octets that are read before it is said that it is too much. */
const LARGEST = 1024 * 1024;

/** All of the input. Throws `SendError` where it is larger than 1 MiB. */
export async function readAll(input: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    size += chunk.length;
    if (size > LARGEST)
      throw new SendError(EXIT.data, 'reads at most 1 MiB: send a link to a file of this size instead');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Octets as text: UTF-8, with U+FFFD for what is none. */
export function textOf(octets: Uint8Array): string {
  return new TextDecoder().decode(octets);
}

/** The lines of the input, without what ends them; one that is too long for a message comes in parts. */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.replace(/\r$/, '');
    if (rest.length > LONGEST_TEXT) {
      yield rest;
      rest = '';
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
