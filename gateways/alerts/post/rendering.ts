import type { TextRef } from '../../gateway.js';
import type { Book } from '../book/book.js';
import type { Telling } from '../engine/effect.js';
import type { RenderSettings } from '../render/settings.js';

export interface RenderingParts {
  readonly book: () => Book;
  /** As in `HoldContext`. */
  readonly text: (ref: TextRef, lang?: string) => string;
}

/** For whom, in which words and by which template a message is rendered. */
export function settingsOf({ place, person: name, template }: Telling, { book, text }: RenderingParts): RenderSettings {
  const rules = book();
  const person = name === undefined ? rules.personAt(place) : rules.person(name);
  const { language } = person ?? {};
  const parts = template === undefined ? undefined : rules.template(template)?.parts;
  return {
    words: (key) => text({ key }, language),
    reader: { zone: person?.zone ?? rules.zone, ...(language !== undefined && { language }) },
    ...(parts !== undefined && { parts }),
  };
}
