/**
 * Whether a text matches a mask of `*` (any characters, also none) and `?` (one character). Takes time as the product of both
 * lengths at worst, whatever the mask.
 */
export function matchesGlob(mask: string, text: string): boolean {
  let at = 0;
  let inMask = 0;
  let star = -1;
  let afterStar = 0;
  while (at < text.length) {
    const wanted = mask[inMask];
    if (wanted === '*') {
      star = inMask;
      afterStar = at;
      inMask += 1;
    } else if (wanted === '?' || wanted === text[at]) {
      inMask += 1;
      at += 1;
    } else if (star >= 0) {
      // The last star takes one more; those before it need no other try.
      afterStar += 1;
      at = afterStar;
      inMask = star + 1;
    } else return false;
  }
  while (mask[inMask] === '*') inMask += 1;
  return inMask === mask.length;
}
