import { german } from './texts-de.js';
import { english, type Texts } from './texts-en.js';

/** Languages that the console speaks, with their own names. A new one is a table beside these. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
type LanguageName = keyof typeof LANGUAGES;

const TABLES: Readonly<Record<LanguageName, Texts>> = { en: english, de: german };
const KEY = 'isthmus-language';

/** What was chosen in this browser, else the first of the browser's own languages that there is. */
export const languageName: LanguageName = chosen() ?? preferred() ?? 'en';

/** For numbers and times. */
export const language = languageName === 'en' ? 'en-GB' : languageName;

/** All sentences in the language of the reader. */
export const t: Texts = TABLES[languageName];

/** Chooses a language and loads the page again in it. */
export function chooseLanguage(name: LanguageName): void {
  localStorage.setItem(KEY, name);
  location.reload();
}

/** Whether the console speaks that language. */
export function isLanguage(name: string): name is LanguageName {
  return Object.hasOwn(LANGUAGES, name);
}

function chosen(): LanguageName | undefined {
  const kept = localStorage.getItem(KEY) ?? '';
  return isLanguage(kept) ? kept : undefined;
}

function preferred(): LanguageName | undefined {
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
}
