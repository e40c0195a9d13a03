/** Spaces that are mapped to the one of ASCII (RFC 4013 2.1, RFC 3454 table C.1.2). */
const SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g;
/** What is mapped to nothing (RFC 3454 table B.1). */
const NOTHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g;

/**
 * SASLprep (RFC 4013): the mappings and the normalisation. What it prohibits is not refused here: a server that has such a
 * password refuses or takes it by its own rules, and only that counts.
 */
export function saslPrep(text: string): string {
  return text.replace(SPACES, ' ').replace(NOTHING, '').normalize('NFKC');
}
