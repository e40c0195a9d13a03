const LF = 0x0a;
const BEGIN = Buffer.from('begin ');

/** The file between `begin` and `end` of uuencode (POSIX); all else is passed over. Octets without `begin` stay as they are. */
export function decodeUuencode(octets: Buffer): Buffer {
  let at = octets.subarray(0, BEGIN.length).equals(BEGIN) ? 0 : octets.indexOf(`\n${BEGIN.toString()}`) + 1;
  if (at === 0 && !octets.subarray(0, BEGIN.length).equals(BEGIN)) return octets;
  const out = Buffer.allocUnsafe(octets.length);
  let length = 0;
  for (at = nextLine(octets, at); at < octets.length; at = nextLine(octets, at)) {
    const count = sixBits(octets[at]);
    // A line of no octets stands before `end`.
    if (count === 0) break;
    length = decodeLine(octets, at + 1, count, out, length);
  }
  return out.subarray(0, length);
}

function decodeLine(octets: Buffer, from: number, count: number, out: Buffer, start: number): number {
  let length = start;
  for (let left = count, at = from; left > 0 && at < octets.length; left -= 3, at += 4) {
    const group =
      (sixBits(octets[at]) << 18) |
      (sixBits(octets[at + 1]) << 12) |
      (sixBits(octets[at + 2]) << 6) |
      sixBits(octets[at + 3]);
    for (let octet = 0; octet < Math.min(left, 3) && length < out.length; octet += 1) {
      out[length++] = (group >> (16 - 8 * octet)) & 0xff;
    }
  }
  return length;
}

function sixBits(code: number | undefined): number {
  return code === undefined || code < 0x20 ? 0 : (code - 0x20) & 0x3f;
}

function nextLine(octets: Buffer, from: number): number {
  const end = octets.indexOf(LF, from);
  return end === -1 ? octets.length : end + 1;
}
