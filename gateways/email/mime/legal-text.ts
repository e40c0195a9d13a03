/**
 * What texts of mail may not hold: what XML 1.0 cannot carry (production 2, Char), and the controls U+007F to U+009F, which
 * it discourages. Written as its complement; surrogates are looked at apart.
 */
const FORBIDDEN = /[^\t\n\x20-\x7e\xa0-\ufffd]/;
const ALL_FORBIDDEN = /[^\t\n\x20-\x7e\xa0-\ufffd]/g;

/** The text with LF as its only line end and without what XML 1.0 cannot carry. */
export function legalText(text: string): string {
  if (!FORBIDDEN.test(text)) return wellFormed(text);
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text;
  return wellFormed(FORBIDDEN.test(lines) ? lines.replace(ALL_FORBIDDEN, '') : lines);
}

/** As `legalText`, in one line: line ends and tabs become spaces, those at both ends go. */
export function legalLine(text: string): string {
  const legal = legalText(text);
  return (legal.includes('\n') || legal.includes('\t') ? legal.replace(/[\t\n]/g, ' ') : legal).trim();
}

function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}
