import iconv from 'iconv-lite';

const ESC = 0x1b;
const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;
const TILDE = 0x7e;
const DOLLAR = 0x24;
const LF = 0x0a;

/** What octets stand for after an escape sequence of ISO-2022-JP (RFC 1468, RFC 2237, and JIS X 0201 katakana). */
type JapaneseSet = 'ascii' | 'kana' | 'x0208' | 'x0212';

/** Text in ISO-2022-JP and its relatives. Octets become those of EUC-JP, which has the same tables. */
export function decodeIso2022Jp(octets: Uint8Array): string {
  const out = Buffer.allocUnsafe(octets.length * 2);
  let length = 0;
  let set: JapaneseSet = 'ascii';
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at] ?? 0;
    if (octet === ESC) {
      const designation = japaneseEscape(octets, at);
      if (designation !== undefined) {
        set = designation.set;
        at += designation.length - 1;
        continue;
      }
    }
    // Each line begins in ASCII again, also where its escape was forgotten or cut off.
    if (octet === LF) set = 'ascii';
    if (set === 'ascii' || octet < 0x21 || octet > 0x7e) {
      out[length++] = octet;
    } else if (set === 'kana') {
      out[length++] = 0x8e;
      out[length++] = octet | 0x80;
    } else {
      const next = octets[at + 1] ?? 0;
      // Half a character at the end of a damaged text.
      if (next < 0x21 || next > 0x7e) continue;
      if (set === 'x0212') out[length++] = 0x8f;
      out[length++] = octet | 0x80;
      out[length++] = next | 0x80;
      at += 1;
    }
  }
  return iconv.decode(out.subarray(0, length), 'euc-jp');
}

function japaneseEscape(octets: Uint8Array, at: number): { set: JapaneseSet; length: number } | undefined {
  const second = octets[at + 1];
  const third = octets[at + 2];
  if (second === 0x28) {
    if (third === 0x42 || third === 0x4a || third === 0x48) return { set: 'ascii', length: 3 };
    return third === 0x49 ? { set: 'kana', length: 3 } : undefined;
  }
  if (second !== DOLLAR) return undefined;
  if (third === 0x40 || third === 0x42) return { set: 'x0208', length: 3 };
  if (third !== 0x28) return undefined;
  if (octets[at + 3] === 0x44) return { set: 'x0212', length: 4 };
  return octets[at + 3] === 0x40 || octets[at + 3] === 0x42 ? { set: 'x0208', length: 4 } : undefined;
}

/** Text in ISO-2022-KR (RFC 1557): shifts between ASCII and KS X 1001, whose octets in EUC-KR have the high bit. */
export function decodeIso2022Kr(octets: Uint8Array): string {
  const out = Buffer.allocUnsafe(octets.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at] ?? 0;
    if (octet === SHIFT_OUT) shifted = true;
    else if (octet === SHIFT_IN) shifted = false;
    else if (octet === ESC && octets[at + 1] === DOLLAR && octets[at + 2] === 0x29 && octets[at + 3] === 0x43) at += 3;
    else {
      if (octet === LF) shifted = false;
      out[length++] = shifted && octet > 0x20 && octet < 0x7f ? octet | 0x80 : octet;
    }
  }
  return iconv.decode(out.subarray(0, length), 'euc-kr');
}

/** Text in HZ (RFC 1843): `~{` and `~}` around GB 2312. */
export function decodeHz(octets: Uint8Array): string {
  const out = Buffer.allocUnsafe(octets.length);
  let length = 0;
  let chinese = false;
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at] ?? 0;
    const next = octets[at + 1];
    if (chinese) {
      if (octet === TILDE && next === 0x7d) {
        chinese = false;
        at += 1;
        continue;
      }
      if (octet === LF) chinese = false;
      if (octet > 0x20 && octet < 0x7f && next !== undefined && next > 0x20 && next < 0x7f) {
        out[length++] = octet | 0x80;
        out[length++] = next | 0x80;
        at += 1;
        continue;
      }
    } else if (octet === TILDE) {
      if (next === 0x7b) chinese = true;
      else if (next === TILDE) out[length++] = TILDE;
      else if (next !== LF) {
        out[length++] = octet;
        continue;
      }
      at += 1;
      continue;
    }
    out[length++] = octet;
  }
  return iconv.decode(out.subarray(0, length), 'gb2312');
}
