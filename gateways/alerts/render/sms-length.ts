/** The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038 6.2.1). */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENSION = new Set('\f^{}\\[~]|€');

/** What typesetters use for what the alphabet has. */
const SUBSTITUTES: ReadonlyMap<string, string> = new Map([
  ['…', '...'],
  ['–', '-'],
  ['—', '-'],
  ['‘', "'"],
  ['’', "'"],
  ['“', '"'],
  ['”', '"'],
  ['„', '"'],
  ['«', '"'],
  ['»', '"'],
  ['•', '-'],
  ['·', '-'],
  ['→', '->'],
  ['°', 'o'],
  ['`', "'"],
]);
const PICTURE = /\p{Extended_Pictographic}|\u{200d}|\u{fe0f}/gu;

/** How many messages a text needs: 160 septets or 70 units of UCS-2 in one, 153 or 67 in each of several (TS 23.040 9.2.3.24.1). */
export function smsSegments(text: string): number {
  const chars = [...text];
  const isGsm = chars.every((char) => BASIC.has(char) || EXTENSION.has(char));
  const cost = isGsm ? (char: string) => (EXTENSION.has(char) ? 2 : 1) : (char: string) => char.length;
  const [alone, each] = isGsm ? [160, 153] : [70, 67];
  const costs = chars.map(cost);
  if (costs.reduce((sum, one) => sum + one, 0) <= alone) return 1;
  let segments = 1;
  let used = 0;
  for (const one of costs) {
    // No character is divided between two messages.
    if (used + one > each) {
      segments += 1;
      used = 0;
    }
    used += one;
  }
  return segments;
}

/**
 * The text with what the GSM alphabet lacks put in its letters, where that leaves nothing out but accents, typography and
 * pictures: 160 characters fit in a message then. A text in another script stays as it is, since it needs UCS-2 anyhow.
 */
export function inGsmAlphabet(text: string): string {
  const folded = [...text.replace(PICTURE, '')].map(fold).join('');
  return [...folded].every((char) => BASIC.has(char) || EXTENSION.has(char))
    ? folded.replace(/ {2,}/g, ' ').trim()
    : text;
}

function fold(char: string): string {
  if (BASIC.has(char) || EXTENSION.has(char)) return char;
  return SUBSTITUTES.get(char) ?? char.normalize('NFKD').replace(/\p{M}/gu, '');
}
