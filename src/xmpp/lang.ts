import type { Element } from './element.js';

/** The language of an element: its own `xml:lang`, else that of what it stands in. */
export function langOf(element: Element, inherited?: string): string | undefined {
  return element.attrs['xml:lang'] ?? inherited;
}

/**
 * The best of several elements that say the same in different languages (RFC 6121 5.2.3): the language asked for, then
 * its primary subtag, then the one without a language of its own, then the first.
 */
export function bestByLang(elements: readonly Element[], wanted?: string): Element | undefined {
  if (elements.length < 2) return elements[0];
  const tag = (element: Element) => element.attrs['xml:lang']?.toLowerCase();
  if (wanted !== undefined) {
    const full = wanted.toLowerCase();
    const primary = full.split('-')[0];
    const found =
      elements.find((element) => tag(element) === full) ??
      elements.find((element) => tag(element)?.split('-')[0] === primary);
    if (found !== undefined) return found;
  }
  return elements.find((element) => tag(element) === undefined) ?? elements[0];
}
