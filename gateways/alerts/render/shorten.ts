const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** What is longer than this is cut by units first, so that a text of any length costs the same. */
const WIDEST_GRAPHEME = 32;

/** A text of at most so many UTF-16 units, with an ellipsis where something was cut off; no character is cut in two. */
export function shortened(text: string, most: number, ellipsis = '…'): string {
  if (text.length <= most) return text;
  return cutToFit(text.slice(0, most + WIDEST_GRAPHEME), ellipsis, (candidate) => candidate.length <= most);
}

/**
 * The longest beginning of a text, with an ellipsis behind it, that fits; empty where nothing does. `fits` holds for all
 * beginnings of what it holds for. Asks it a number of times that grows with the logarithm of the length.
 */
export function cutToFit(text: string, ellipsis: string, fits: (candidate: string) => boolean): string {
  const ends = [...SEGMENTER.segment(text)].map(({ index }) => index);
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(cut(text, ends[middle] ?? 0, ellipsis))) low = middle;
    else high = middle - 1;
  }
  const end = ends[low] ?? 0;
  return end === 0 ? '' : cut(text, end, ellipsis);
}

function cut(text: string, end: number, ellipsis: string): string {
  return `${text.slice(0, end).trimEnd()}${ellipsis}`;
}
