/** Octets whose base64 is a line of 76 (RFC 2045 6.8). */
const LINE_OCTETS = 57;

/** Base64 in lines with CRLF between them and none at the end. */
export function base64Lines(octets: Uint8Array): string {
  const text = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  if (text.length <= LINE_OCTETS) return text.toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += LINE_OCTETS) lines.push(text.toString('base64', at, at + LINE_OCTETS));
  return lines.join('\r\n');
}
