import { german } from './texts/de.js';
import { english } from './texts/en.js';
import { spanish } from './texts/es.js';
import { french } from './texts/fr.js';

/** Sentences of the IRC gateway: language -> key -> sentence. */
export const ircTexts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
};
