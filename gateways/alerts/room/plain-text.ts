const INVISIBLE = /\p{Cf}/gu;
const SPACES = /\s+/gu;
/** Units that are looked at. */
const LONGEST = 4000;

/**
 * A text without what networks and other bridges change on the way: two texts that people would call the same are the same here. Takes
 * time in proportion to the text.
 */
export function plainText(text: string): string {
  const plain = text.slice(0, LONGEST).normalize('NFKC').replace(INVISIBLE, '');
  return plain.replace(SPACES, ' ').trim().toLowerCase();
}
