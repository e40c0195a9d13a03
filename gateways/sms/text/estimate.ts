import type { Encoding } from './choose.js';
import { costOf } from './form.js';
import { limitsOf } from './limits.js';
import { shape, type TextOptions } from './shape.js';
import type { Change } from './transliterate.js';

/** How a text would travel. */
interface Estimate {
  readonly encoding: Encoding;
  /** Short messages that it takes; 0 for a text that holds nothing a phone could show. */
  readonly segments: number;
  /** What still fits the last of them: septets, or UTF-16 code units for UCS-2. */
  readonly unitsLeft: number;
  /** What would be replaced to make it so short. */
  readonly changed: readonly Change[];
}

/** How a text would travel to a carrier with these options; nothing is sent. */
export function estimate(body: string, options: TextOptions): Estimate {
  const { form, pieces, changed } = shape(body, options);
  const limits = limitsOf(form, options.concat ?? 'udh8');
  const limit = pieces.length > 1 ? limits.part : limits.single;
  return {
    encoding: form.encoding,
    segments: pieces.length,
    unitsLeft: limit - costOf(pieces.at(-1) ?? '', form),
    changed,
  };
}
