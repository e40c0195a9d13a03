import { costOf, type Form, isShifted, septetsOf } from './form.js';
import type { Limits } from './limits.js';

/** Where a long text may be cut: behind a word where that costs no more parts, or wherever a part is full. */
export type SplitAt = 'words' | 'anywhere';

/** A word boundary is looked for in the last quarter of a part: a longer tail would be wasted for a nicety. */
const WINDOW_SHARE = 4;

/** White space at which a line may break: not the kinds that hold words together (U+00A0, U+202F). */
const BREAKING_SPACE = /^[\t\n\f\r \u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]/;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What should stay together, in a row: where each begins in the text (and where the last one ends), and what each costs. */
interface Units {
  readonly starts: readonly number[];
  readonly costs: readonly number[];
}

/**
 * What a reader takes for one character, and nothing smaller than a code point. The default alphabet has no combining
 * characters; only CR LF could be one grapheme of it, and that may be split.
 */
function unitsOf(text: string, form: Form, limit: number): Units {
  const starts: number[] = [];
  const costs: number[] = [];
  const septets = septetsOf(form);
  if (septets !== undefined && !isShifted(form)) {
    for (let at = 0; at < text.length; at += 1) {
      starts.push(at);
      costs.push(septets.cost(text.charCodeAt(at)));
    }
  } else {
    let at = 0;
    for (const { segment } of graphemes.segment(text)) {
      for (const unit of costOf(segment, form) <= limit ? [segment] : segment) {
        starts.push(at);
        costs.push(costOf(unit, form));
        at += unit.length;
      }
    }
  }
  starts.push(text.length);
  return { starts, costs };
}

/** For each unit the one that the next part begins with if a part begins with it and is filled. */
function reaches(costs: readonly number[], limit: number): readonly number[] {
  const reach: number[] = [];
  let end = 0;
  let filled = 0;
  for (const cost of costs) {
    while (end < costs.length && filled + (costs[end] ?? 0) <= limit) {
      filled += costs[end] ?? 0;
      end += 1;
    }
    reach.push(end);
    filled -= cost;
  }
  return reach;
}

/** Parts that the rest of the text needs from each unit on; filling each part gives the fewest. */
function needs(reach: readonly number[]): readonly number[] {
  const need = new Array<number>(reach.length + 1).fill(0);
  for (let at = reach.length - 1; at >= 0; at -= 1) need[at] = 1 + (need[reach[at] ?? at] ?? 0);
  return need;
}

/**
 * Cuts a text into the pieces that each fit one short message. An escape and its character, the two halves of a surrogate
 * pair and (while it fits one part) what is one character to a reader stay together. Joined, the pieces are the text;
 * whatever is preferred, there are as few as there can be.
 */
export function splitText(text: string, form: Form, limits: Limits, splitAt: SplitAt): readonly string[] {
  // No character costs more than two.
  if (text.length * 2 <= limits.single) return [text];
  if (text.length <= limits.single && costOf(text, form) <= limits.single) return [text];
  const { starts, costs } = unitsOf(text, form, limits.part);
  const reach = reaches(costs, limits.part);
  const need = needs(reach);
  const window = Math.floor(limits.part / WINDOW_SHARE);
  const pieces: string[] = [];
  for (let at = 0; at < costs.length; ) {
    const most = (need[at] ?? 0) - 1;
    let end = reach[at] ?? costs.length;
    if (splitAt === 'words' && end < costs.length) {
      // A cut farther back leaves a longer rest, which needs no fewer parts.
      const affordable = (cut: number) => (need[cut] ?? 0) <= most;
      const boundary = (cut: number) => isBoundary(text, starts[cut] ?? 0);
      end = lastCut(end, costs, window, affordable, boundary) ?? end;
    }
    pieces.push(text.slice(starts[at], starts[end]));
    at = end;
  }
  return pieces;
}

/** The last cut at a boundary, at most so much before the end of a full part; undefined where there is none. */
function lastCut(
  full: number,
  costs: readonly number[],
  window: number,
  affordable: (cut: number) => boolean,
  boundary: (cut: number) => boolean,
): number | undefined {
  let left = window;
  for (let cut = full; cut > 0 && left >= 0 && affordable(cut); cut -= 1) {
    if (boundary(cut)) return cut;
    left -= costs[cut - 1] ?? 0;
  }
  return undefined;
}

/** True behind white space, and before it. */
function isBoundary(text: string, at: number): boolean {
  return BREAKING_SPACE.test(text.charAt(at - 1)) || BREAKING_SPACE.test(text.charAt(at));
}
