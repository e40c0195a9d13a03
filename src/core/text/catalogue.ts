import type { TextRef } from '../../problem.js';

/** Sentences of one language by key; `{name}` marks the place of a parameter. */
export type Sentences = Readonly<Record<string, string>>;

const FALLBACK = 'en';

/**
 * Every sentence that a user reads, by key and language. The core and each gateway bring their own keys; a missing
 * language falls back to its primary subtag, then to English (RFC 4647 3.4, lookup).
 */
export class Catalogue {
  readonly #languages = new Map<string, Map<string, string>>();

  constructor(...parts: readonly Readonly<Record<string, Sentences>>[]) {
    for (const part of parts) {
      for (const [language, sentences] of Object.entries(part)) {
        const known = this.#languages.get(language) ?? new Map<string, string>();
        for (const [key, sentence] of Object.entries(sentences)) {
          if (known.has(key)) throw new Error(`the sentence ${key} (${language}) is defined twice`);
          known.set(key, sentence);
        }
        this.#languages.set(language, known);
      }
    }
  }

  /** The sentence of `ref` for a reader of `language` (BCP 47). An unknown key is a bug and throws. */
  text(ref: TextRef, language?: string): string {
    return filled(this.#find(ref.key, language).sentence, ref.params);
  }

  /** The language that the sentence of a key really is in, for a reader of `language`. */
  languageOf(key: string, language?: string): string {
    return this.#find(key, language).language;
  }

  /** All keys of a language, for tests that walk them. */
  keys(language: string): readonly string[] {
    return [...(this.#languages.get(language)?.keys() ?? [])];
  }

  #find(key: string, language: string | undefined): { readonly sentence: string; readonly language: string } {
    for (const candidate of ranges(language)) {
      const sentence = this.#languages.get(candidate)?.get(key);
      if (sentence !== undefined) return { sentence, language: candidate };
    }
    throw new Error(`no sentence ${key}`);
  }
}

/** A sentence with its places filled; what is not given stays a place. */
export function filled(sentence: string, params: TextRef['params'] = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place));
}

/** Where to look for a reader of `language`, the most special first, English last (RFC 4647 3.4). */
export function* ranges(language: string | undefined): Generator<string> {
  const parts = (language ?? '').toLowerCase().split('-');
  for (let length = parts.length; length > 0; length -= 1) yield parts.slice(0, length).join('-');
  yield FALLBACK;
}
