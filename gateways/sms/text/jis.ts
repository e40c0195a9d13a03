/** A set of characters that an escape sequence of ISO-2022-JP-1 (RFC 1468, RFC 2237) switches to. */
type JisSet = 'ascii' | 'katakana' | 'x0208' | 'x0212';

const ESC = 0x1b;
const SPACE = 0x20;

/** Set by the characters that follow the escape. */
const DESIGNATIONS: readonly (readonly [string, JisSet])[] = [
  ['(B', 'ascii'],
  ['(J', 'ascii'],
  ['(I', 'katakana'],
  ['$@', 'x0208'],
  ['$B', 'x0208'],
  ['$(D', 'x0212'],
];

/** What stands before a character of the set in EUC-JP: single shift two or three. */
const EUC_SHIFT: Readonly<Record<JisSet, readonly number[]>> = {
  ascii: [],
  katakana: [0x8e],
  x0208: [],
  x0212: [0x8f],
};

const EUC_JP = new TextDecoder('euc-jp');
const STRICT_EUC_JP = new TextDecoder('euc-jp', { fatal: true });
const STRICT_SHIFT_JIS = new TextDecoder('shift_jis', { fatal: true });
const HIGH = 0x80;

/** Octets of 7 bits as EUC-JP, which has all these sets side by side and so a decoder for them; `initial` until an escape says more. */
function eucOf(octets: Uint8Array, initial: JisSet): Uint8Array {
  const out: number[] = [];
  let set = initial;
  for (let at = 0; at < octets.length; ) {
    const octet = octets[at] ?? 0;
    if (octet === ESC) {
      const next = String.fromCharCode(...octets.subarray(at + 1, at + 4));
      const found = DESIGNATIONS.find(([letters]) => next.startsWith(letters));
      if (found !== undefined) {
        [, set] = found;
        at += 1 + found[0].length;
        continue;
      }
    }
    // Controls, line ends among them, and the space are the same in every set.
    if (set === 'ascii' || octet <= SPACE) {
      out.push(octet);
      at += 1;
      continue;
    }
    const size = set === 'katakana' ? 1 : 2;
    out.push(...EUC_SHIFT[set], ...[...octets.subarray(at, at + size)].map((one) => one | HIGH));
    at += size;
  }
  return Uint8Array.from(out);
}

function strictly(decoder: InstanceType<typeof TextDecoder>, octets: Uint8Array): string | undefined {
  try {
    return decoder.decode(octets);
  } catch {
    return undefined;
  }
}

const isSevenBit = (octets: Uint8Array): boolean => octets.every((octet) => octet < HIGH);

/** Text of octets of 7 bits that are pairs of a standard by themselves; undefined where they are not. */
function pairsIn(set: JisSet, octets: Uint8Array): string | undefined {
  // Pairs have a space of their own; where the narrow one stands, or an escape, the octets are something else.
  if (octets.includes(SPACE) || octets.includes(ESC)) return undefined;
  return strictly(STRICT_EUC_JP, eucOf(octets, set));
}

/** ISO-2022-JP, with JIS X 0212 and half-width katakana where it switches to them; what has high bits is EUC-JP. */
export function decodeIso2022Jp(octets: Uint8Array): string {
  return EUC_JP.decode(isSevenBit(octets) ? eucOf(octets, 'ascii') : octets);
}

/**
 * JIS X 0208 (data_coding 5): the pairs of the standard. Phones send Shift_JIS or EUC-JP under this name too, which have high
 * bits, and plain ASCII, which is told by its not being pairs of the standard.
 */
export function decodeJis(octets: Uint8Array): string {
  if (isSevenBit(octets)) return pairsIn('x0208', octets) ?? decodeIso2022Jp(octets);
  return strictly(STRICT_SHIFT_JIS, octets) ?? EUC_JP.decode(octets);
}

/** JIS X 0212, extended Kanji (data_coding 0x0D): the pairs of the standard, or EUC-JP, which has them among others. */
export function decodeExtendedKanji(octets: Uint8Array): string {
  if (!isSevenBit(octets)) return EUC_JP.decode(octets);
  return pairsIn('x0212', octets) ?? decodeIso2022Jp(octets);
}
