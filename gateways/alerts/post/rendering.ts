import type { TextRef } from '../../gateway.js';
import type { Book } from '../book/book.js';
import type { Telling } from '../engine/effect.js';
import type { RenderSettings } from '../render/settings.js';
import { presetOf } from '../sources/sources.js';

/** What putting alerts into words needs. */
export interface RenderingParts {
  readonly book: () => Book;
  /** As in `HoldContext`. */
  readonly text: (ref: TextRef, lang?: string) => string;
}

/** For whom, in which words and by which template a message is rendered. */
export function settingsOf(
  { place, person: name, template, view }: Telling,
  { book, text }: RenderingParts,
): RenderSettings {
  const rules = book();
  const person = name === undefined ? rules.personAt(place) : rules.person(name);
  const { language } = person ?? {};
  const source = view.source === undefined ? undefined : rules.source(view.source);
  // What the book says goes before what is usual for the source, text by text.
  const parts = { ...(source && presetOf(source)?.parts), ...(template && rules.template(template)?.parts) };
  return {
    words: (key) => text({ key }, language),
    reader: { zone: person?.zone ?? rules.zone, ...(language !== undefined && { language }) },
    ...(Object.keys(parts).length > 0 && { parts }),
  };
}
