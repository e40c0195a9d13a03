import type { Charset } from './encoding.js';
import { withoutCodes } from './mirc.js';
import { partsOf } from './split.js';

/** One line of a batch `draft/multiline`. */
interface MultilineLine {
  readonly text: string;
  /** It goes on where the line before it ended (`draft/multiline-concat`). */
  readonly concat: boolean;
}

/** What one batch may hold: the values of the capability, and the room of a line. */
interface MultilineLimits {
  /** Octets of all texts, and of a line feed between two that are not concatenated. */
  readonly maxBytes: number;
  /** Lines, without bound where the server tells none. */
  readonly maxLines: number;
  /** Octets of the text of a line. */
  readonly room: number;
  readonly charset: Charset;
}

/** The value of the capability: `max-bytes=4096,max-lines=24`. */
export function multilineLimits(value: string): Pick<MultilineLimits, 'maxBytes' | 'maxLines'> {
  const read = (name: string): number =>
    Number(new RegExp(`(?:^|,)${name}=(\\d{1,9})(?:,|$)`).exec(value)?.[1] ?? Infinity);
  return { maxBytes: read('max-bytes'), maxLines: read('max-lines') };
}

/**
 * Formatted text as the lines of one batch, blank ones too but not at its ends. Undefined where it is more than a batch
 * may hold, or nothing to be seen.
 */
export function multilineOf(text: string, limits: MultilineLimits): readonly MultilineLine[] | undefined {
  const { room, charset } = limits;
  const lines: MultilineLine[] = [];
  let octets = 0;
  for (const line of withoutBlankEnds(charset.fit(text).split('\n'))) {
    let concat = false;
    for (const part of partsOf(line, room, charset)) {
      octets += charset.octets(part) + (concat || lines.length === 0 ? 0 : 1);
      if (lines.length === limits.maxLines || octets > limits.maxBytes) return undefined;
      lines.push({ text: part, concat });
      concat = true;
    }
  }
  return lines.length === 0 ? undefined : lines;
}

/** The text of a batch. */
export function joinMultiline(lines: readonly MultilineLine[]): string {
  return lines.map(({ text, concat }, index) => (concat || index === 0 ? text : `\n${text}`)).join('');
}

const isBlank = (line: string): boolean => withoutCodes(line).trim() === '';

function withoutBlankEnds(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => !isBlank(line));
  if (first === -1) return [];
  return lines
    .slice(first, lines.findLastIndex((line) => !isBlank(line)) + 1)
    .map((line) => (isBlank(line) ? '' : line));
}
