import type { Charset } from './encoding.js';
import { withoutCodes } from './mirc.js';
import { LEAST_ROOM, piecesOf, splitText } from './split.js';

/** How much of a message goes out as text. */
interface LongTextPolicy {
  /** Lines that one message may be in a channel. */
  readonly maxLines: number;
  /** Octets of the text of a line. */
  readonly room: number;
  readonly charset: Charset;
}

/** What becomes of a message. */
type TextPlan =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  /** Too long: `first` is the line that it would begin with. */
  | { readonly kind: 'link'; readonly first: string };

/** The lines of formatted text (see `toIrc`) that have something to be seen. */
export function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => withoutCodes(line).trim() !== '');
}

/** Whether a message goes out as lines or as a link to all of it. No lines where there is nothing to be seen. */
export function planText(text: string, { maxLines, room, charset }: LongTextPolicy): TextPlan {
  const lines: string[] = [];
  for (const line of linesOf(charset.fit(text))) {
    for (const piece of piecesOf(line, room, charset)) {
      if (lines.length === maxLines) return { kind: 'link', first: lines[0] ?? piece };
      lines.push(piece);
    }
  }
  return { kind: 'lines', lines };
}

/**
 * One line for a text that is too long: its beginning, as far as there is room, and `tail`, which has the link. The tail is
 * never cut: alone it may be longer than the room.
 */
export function lineWithLink(first: string, tail: string, { room, charset }: Omit<LongTextPolicy, 'maxLines'>): string {
  const fitting = charset.fit(tail);
  const left = room - charset.octets(`${charset.fit('…')} ${fitting}`);
  if (left < LEAST_ROOM) return fitting;
  const [beginning = ''] = splitText(withoutCodes(first), left, charset);
  return `${beginning.trimEnd()}${charset.fit('…')} ${fitting}`;
}
