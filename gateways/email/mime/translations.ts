import type { ChooseText, ChosenBody } from '../text/body.js';
import { type BodyParts, collectBodyParts } from './body-parts.js';
import { bodyText } from './body-text.js';
import { languageRank, readLanguage } from './languages.js';
import type { Part } from './part.js';

/** One language of a multipart/multilingual (RFC 8255). */
export interface Translation {
  readonly lang?: string;
  readonly subject?: string;
  readonly text: ChosenBody;
  readonly parts: BodyParts;
}

/** More languages than anybody writes in. */
const MOST_TRANSLATIONS = 30;

/** Reads the translations, the one first that meets `wishes` best; where none does, the original (Content-Translation-Type). */
export function readTranslations(
  parts: readonly Part[],
  choose: ChooseText,
  wishes: readonly string[],
): readonly Translation[] {
  return parts
    .slice(0, MOST_TRANSLATIONS)
    .map((part) => ({ part, lang: readLanguage(part.headers.last('content-language')) }))
    .sort((one, other) => rank(other, wishes) - rank(one, wishes))
    .map(({ part, lang }) => {
      const [message] = part.children;
      const inner = message === undefined ? { sections: [], files: [], translations: [] } : collectBodyParts(message);
      // RFC 8255 3.2: the subject of the language stands in the message, From is that of the mail.
      const subject = message?.headers.text('subject');
      return {
        ...(lang === undefined ? {} : { lang }),
        ...(subject === undefined ? {} : { subject }),
        text: bodyText(inner.sections, subject, choose),
        parts: inner,
      };
    });
}

function rank({ part, lang }: { part: Part; lang: string | undefined }, wishes: readonly string[]): number {
  const wished = languageRank(lang, wishes);
  if (wished > 0) return wished;
  return part.headers.first('content-translation-type')?.toLowerCase().startsWith('original') ? 0 : -1;
}
