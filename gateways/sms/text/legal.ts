/** Controls but tab and line feed, and the two that XML 1.0 forbids beside them (2.2). */
const FORBIDDEN = /(?![\t\n])[\p{Cc}\ufffe\uffff]/gu;
/** Half of a pair: with the `u` flag only a lone one is a code point of its own. */
const LONE_SURROGATE = /\p{Surrogate}/gu;
const LINE_END = /\r\n?/g;

/** A text as it may stand in a stanza: no forbidden characters, halves of pairs replaced by U+FFFD, lines ended by LF. */
export function legalText(text: string): string {
  return text.replace(LINE_END, '\n').replace(FORBIDDEN, '').replace(LONE_SURROGATE, '\ufffd');
}
