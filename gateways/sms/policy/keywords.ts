import type { Keywords } from './schema.js';

/** What a phone asks for by a text that is one word. */
export type Keyword = 'stop' | 'start' | 'help';

/**
 * The keyword that a text is: nothing but the word, in any case, perhaps with a full stop or the like behind it. "please
 * stop" is none.
 */
export function keywordOf(body: string, { enabled, stop, start, help }: Keywords): Keyword | undefined {
  if (!enabled || body.length > 40) return undefined;
  const word = body
    .trim()
    .replace(/[.!?]+$/, '')
    .trimEnd()
    .toUpperCase();
  if (stop.includes(word)) return 'stop';
  if (start.includes(word)) return 'start';
  return help.includes(word) ? 'help' : undefined;
}
