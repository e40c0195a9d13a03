const LINE_END = /\r\n?|\u2028|\u2029/g;
/** Controls but tab and line feed, and the two that XML 1.0 forbids beside them (2.2). */
const FORBIDDEN = /(?![\t\n])[\p{Cc}\ufffe\uffff]/gu;

/** A text as it may stand in a stanza: lines end with LF, nothing that XML 1.0 forbids, no half of a surrogate pair. */
export function legalText(text: string): string {
  return text.replace(LINE_END, '\n').replace(FORBIDDEN, '').toWellFormed();
}
