/** Languages of the pages; the first is for everybody else. */
const LANGUAGES = ['en', 'de', 'fr', 'es'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Ranges of a header that are looked at. */
const MOST = 20;

/** The language of ours that a reader likes best by `Accept-Language` (RFC 9110 12.5.4, lookup of RFC 4647 3.4). */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '')
    .slice(0, 512)
    .toLowerCase()
    .split(',', MOST)
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const quality = parameters.find((part) => part.startsWith('q='))?.slice(2);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0 && quality <= 1)
    .sort((one, other) => other.quality - one.quality);
  for (const { tag } of wanted) {
    const found = LANGUAGES.find((language) => tag === language || tag.startsWith(`${language}-`));
    if (found !== undefined) return found;
  }
  return LANGUAGES[0];
}
