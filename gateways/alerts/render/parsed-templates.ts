import { parseTemplate } from './template/parse.js';
import type { ParsedTemplate } from './template/tree.js';

/** Templates that are kept: those of a book and of all languages are fewer. */
const MOST_KEPT = 500;
const kept = new Map<string, ParsedTemplate>();

/** A template that was checked before, read once. One that is none shows itself as it is written. */
export function parsedTemplate(source: string): ParsedTemplate {
  const known = kept.get(source);
  if (known !== undefined) return known;
  const reading = parseTemplate(source);
  const template: ParsedTemplate =
    'template' in reading ? reading.template : { nodes: [{ kind: 'text', text: source }], literal: source };
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(source, template);
  return template;
}
