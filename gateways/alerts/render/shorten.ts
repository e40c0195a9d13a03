const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Units around a cut in which a character as people see it is looked for: a segmenter gets slow on long texts. */
const BEFORE = 64;
const BEHIND = 32;

/** A text of at most so many UTF-16 units, with an ellipsis where something was cut off; no character is cut in two. */
export function shortened(text: string, most: number, ellipsis = '…'): string {
  if (text.length <= most) return text;
  return cutToFit(text.slice(0, most + BEHIND), ellipsis, (candidate) => candidate.length <= most);
}

/**
 * The longest beginning of a text, with an ellipsis behind it, that fits; empty where nothing does. `fits` holds for all
 * beginnings of what it holds for. Asks it a number of times that grows with the logarithm of the length.
 */
export function cutToFit(text: string, ellipsis: string, fits: (candidate: string) => boolean): string {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(cut(text, middle, ellipsis))) low = middle;
    else high = middle - 1;
  }
  const end = wholeCharacters(text, low);
  return end === 0 ? '' : cut(text, end, ellipsis);
}

function cut(text: string, end: number, ellipsis: string): string {
  return `${text.slice(0, end).trimEnd()}${ellipsis}`;
}

/** The last end of a character that is not behind a place in a text. */
function wholeCharacters(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const from = Math.max(0, end - BEFORE);
  let last = from;
  for (const { index } of SEGMENTER.segment(text.slice(from, end + BEHIND))) {
    if (from + index > end) break;
    last = from + index;
  }
  return last;
}
