import { parseDocument } from 'yaml';
import type { Shape } from './shape.js';

/** What a text of the environment or of an option means. */
type ReadValue = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/**
 * Reads a text as the kind that a key has. A text stays as it is. `true` and `false`, and numbers, where the key takes them. A list
 * is written with commas, or as YAML in brackets; a section as YAML in braces. What does not fit stays text: the schema says what is wrong.
 */
export function readValue(text: string, shape: Shape | undefined): ReadValue {
  const kinds = kindsOf(shape);
  const trimmed = text.trim();
  if (kinds.has('object') && trimmed.startsWith('{')) return yaml(trimmed);
  if (kinds.has('array')) {
    if (trimmed.startsWith('[')) return yaml(trimmed);
    if (!kinds.has('string') || trimmed.includes(',')) {
      const items = trimmed.split(',').map((item) => scalar(item.trim(), itemsOf(shape)));
      return { ok: true, value: items };
    }
  }
  return { ok: true, value: scalar(text, shape) };
}

function scalar(text: string, shape: Shape | undefined): unknown {
  const kinds = kindsOf(shape);
  if (kinds.has('boolean') && /^(true|false)$/.test(text)) return text === 'true';
  if ((kinds.has('number') || kinds.has('integer')) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text;
}

/** Kinds that JSON Schema names; all of them where it names none. */
function kindsOf(shape: Shape | undefined): ReadonlySet<string> {
  if (shape === undefined) return new Set(['string']);
  const named = [shape.type ?? []].flat();
  const short = shape.short === undefined ? [] : [String(shape.short)];
  const options = (shape.anyOf ?? []).flatMap((option) => [...kindsOf(option)]);
  const enumerated = shape.enum === undefined ? [] : shape.enum.map((one) => typeof one);
  return new Set<string>([...named, ...short, ...options, ...enumerated]);
}

function itemsOf(shape: Shape | undefined): Shape | undefined {
  return shape?.items ?? shape?.anyOf?.map(itemsOf).find((items) => items !== undefined);
}

function yaml(text: string): ReadValue {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  const [error] = document.errors;
  if (error !== undefined) return { ok: false, message: 'is not valid YAML' };
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 10 }) };
  } catch {
    return { ok: false, message: 'is YAML that cannot be used' };
  }
}
