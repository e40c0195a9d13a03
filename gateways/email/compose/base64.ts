import { TURN_OCTETS, turn } from './turns.js';

/** Octets whose base64 is a line of 76 (RFC 2045 6.8). */
const LINE_OCTETS = 57;
const LINES_A_TURN = Math.floor(TURN_OCTETS / LINE_OCTETS);

/** Base64 in lines with CRLF between them and none at the end. */
export function base64Lines(octets: Uint8Array): string {
  const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  if (buffer.length <= LINE_OCTETS) return buffer.toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < buffer.length; at += LINE_OCTETS) lines.push(buffer.toString('base64', at, at + LINE_OCTETS));
  return lines.join('\r\n');
}

/** The same of many octets, in turns with whatever else there is to do. */
export async function base64InTurns(octets: Uint8Array): Promise<string> {
  const pieces: string[] = [];
  const step = LINES_A_TURN * LINE_OCTETS;
  for (let at = 0; at < octets.length; at += step) {
    pieces.push(base64Lines(octets.subarray(at, at + step)));
    await turn();
  }
  return pieces.join('\r\n');
}
