import type { Sentences } from './catalogue.js';
import { germanOperations } from './operations-de.js';
import { spanishOperations } from './operations-es.js';
import { frenchOperations } from './operations-fr.js';

/**
 * What the operations of the core say, by the English that stands in them: labels, sentences, and what stands in columns of words. English
 * has no table.
 */
export const operationTexts: Readonly<Record<string, Sentences>> = {
  de: germanOperations,
  fr: frenchOperations,
  es: spanishOperations,
};
