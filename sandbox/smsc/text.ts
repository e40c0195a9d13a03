/** Text as phones read and write it: GSM 03.38 7-bit (one septet an octet, as SMPP carries it), Latin-1, UCS2. */

const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const ESCAPE = 0x1b;
const EXTENSION: Readonly<Record<number, string>> = {
  10: '\f',
  20: '^',
  40: '{',
  41: '}',
  47: '\\',
  60: '[',
  61: '~',
  62: ']',
  64: '|',
  101: '€',
};

const toGsm = new Map<string, readonly number[]>();
for (let code = 0; code < GSM.length; code++) if (code !== ESCAPE) toGsm.set(GSM.charAt(code), [code]);
for (const [code, char] of Object.entries(EXTENSION)) toGsm.set(char, [ESCAPE, Number(code)]);

/** Part `part` of `total` under reference `ref`. */
export interface Concatenation {
  readonly ref: number;
  readonly total: number;
  readonly part: number;
}

/** Text of GSM septets, one an octet. A code behind an unknown escape is read by the basic table. */
export function decodeGsm(octets: Buffer): string {
  let text = '';
  for (let at = 0; at < octets.length; at++) {
    const code = octets[at] ?? 0;
    if (code === ESCAPE) {
      const next = octets[++at];
      if (next !== undefined) text += EXTENSION[next] ?? GSM.charAt(next & 0x7f);
    } else text += GSM.charAt(code & 0x7f);
  }
  return text;
}

/** GSM septets of the characters of a text, each with its escape, or undefined where one has none. */
export function gsmUnits(text: string): (readonly number[])[] | undefined {
  const units: (readonly number[])[] = [];
  for (const char of text) {
    const unit = toGsm.get(char);
    if (unit === undefined) return undefined;
    units.push(unit);
  }
  return units;
}

function decodeUcs2(octets: Buffer): string {
  return Buffer.from(octets.subarray(0, octets.length & ~1))
    .swap16()
    .toString('utf16le');
}

function encodeUcs2(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** Octets as text by data_coding: 8 and 0x18.. UCS2, 3 Latin-1, 1 ASCII, else GSM. */
export function decodeText(octets: Buffer, dataCoding: number): string {
  if (dataCoding === 0x08 || (dataCoding >= 0x18 && dataCoding <= 0x1b) || dataCoding >> 4 === 0xe) {
    return decodeUcs2(octets);
  }
  if (dataCoding === 0x01 || dataCoding === 0x03) return octets.toString('latin1');
  return decodeGsm(octets);
}

/** The user data header in front of a message, split off; `concatenation` where one element of it says so. */
export function splitHeader(octets: Buffer): { body: Buffer; concatenation?: Concatenation } {
  const length = octets[0] ?? 0;
  const end = Math.min(1 + length, octets.length);
  const body = octets.subarray(end);
  for (let at = 1; at + 1 < end; ) {
    const kind = octets[at] ?? 0;
    const size = octets[at + 1] ?? 0;
    const data = octets.subarray(at + 2, Math.min(at + 2 + size, end));
    if (kind === 0x00 && data.length === 3) {
      return { body, concatenation: { ref: data.readUInt8(0), total: data.readUInt8(1), part: data.readUInt8(2) } };
    }
    if (kind === 0x08 && data.length === 4) {
      return { body, concatenation: { ref: data.readUInt16BE(0), total: data.readUInt8(2), part: data.readUInt8(3) } };
    }
    at += 2 + size;
  }
  return { body };
}

/** How a text that is longer than one message is cut into parts. */
export type Splitting = 'udh8' | 'udh16';

/** A text as one or more message bodies with its data_coding; parts never cut an escape or a surrogate pair. */
export function encodeText(
  text: string,
  ref: number,
  splitting: Splitting = 'udh8',
): { dataCoding: number; headed: boolean; parts: Buffer[] } {
  const gsm = gsmUnits(text);
  const units = gsm ? gsm.map((unit) => Buffer.from(unit)) : [...text].map(encodeUcs2);
  const dataCoding = gsm ? 0 : 8;
  const whole = Buffer.concat(units);
  if (whole.length <= (gsm ? 160 : 140)) return { dataCoding, headed: false, parts: [whole] };
  const header = splitting === 'udh8' ? 6 : 7;
  const room = gsm ? Math.floor(((140 - header) * 8) / 7) : 2 * Math.floor((140 - header) / 2);
  const bodies: Buffer[] = [];
  let current: Buffer[] = [];
  let size = 0;
  for (const unit of units) {
    if (size + unit.length > room) {
      bodies.push(Buffer.concat(current));
      current = [];
      size = 0;
    }
    current.push(unit);
    size += unit.length;
  }
  bodies.push(Buffer.concat(current));
  const parts = bodies.map((body, index) => {
    const part = index + 1;
    const head =
      splitting === 'udh8'
        ? [5, 0, 3, ref & 0xff, bodies.length, part]
        : [6, 8, 4, (ref >> 8) & 0xff, ref & 0xff, bodies.length, part];
    return Buffer.concat([Buffer.from(head), body]);
  });
  return { dataCoding, headed: true, parts };
}
