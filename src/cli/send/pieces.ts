/**
 * Longest text of one message, in UTF-16 units: what the API takes. A test compares them; the gateway's own code need not come into
 * memory for it.
 */
export const LONGEST_TEXT = 16_384;

/** Cuts a text into pieces that one message can carry, where lines end, else between words. White space at the cuts is gone. */
export function pieces(text: string, most = LONGEST_TEXT): readonly string[] {
  const found: string[] = [];
  let rest = text.trimEnd();
  while (rest.length > most) {
    const at = cutOf(rest, most);
    found.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).replace(/^[ \t]*\r?\n|^[ \t]+/, '');
  }
  return [...found, rest].filter((piece) => /\S/.test(piece));
}

/** A place to cut at: in the second half of what fits, so that pieces are not many. */
function cutOf(text: string, most: number): number {
  for (const end of ['\n', ' ']) {
    const at = text.lastIndexOf(end, most);
    if (at > most / 2) return at;
  }
  const isPair = /[\ud800-\udbff]/.test(text.charAt(most - 1));
  return isPair ? most - 1 : most;
}
