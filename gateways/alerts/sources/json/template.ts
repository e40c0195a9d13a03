import type { TextRef } from '../../../gateway.js';
import { scalar } from '../values.js';
import { DEEPEST, lookUp, type Path, readPath } from './path.js';

/** What stands in one place of a template: the first of these that is not empty. */
type Place = readonly (Path | string)[];

/** Texts and places in turn. There are no conditions and no loops: rendering takes time by its length alone. */
export interface Template {
  readonly parts: readonly (string | Place)[];
  /** How many values it looks up at most. */
  readonly places: number;
}

/** Characters of a template. */
const LONGEST_TEMPLATE = 4096;

/** Elements of a list that are shown. */
const SHOWN = 32;

const OPEN = '{{';
const CLOSE = '}}';

/**
 * Reads a template: `{{host.name}} is down`. A place may name several paths and end with a text, of which the first that is not empty
 * is taken: `{{host.name | hostname | 'a host'}}`. Otherwise it tells what is wrong.
 */
export function readTemplate(text: string): Template | { readonly wrong: TextRef } {
  if (text.length > LONGEST_TEMPLATE) return wrong('template-long', { most: LONGEST_TEMPLATE });
  const parts: (string | Place)[] = [];
  let places = 0;
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf(OPEN, at);
    if (open !== at) parts.push(text.slice(at, open < 0 ? undefined : open));
    if (open < 0) break;
    const close = text.indexOf(CLOSE, open);
    if (close < 0) return wrong('template-open');
    const place = readPlace(text.slice(open + OPEN.length, close));
    if ('wrong' in place) return place;
    parts.push(place);
    places += place.length;
    at = close + CLOSE.length;
  }
  return { parts, places };
}

/** The text that a template makes of an alert and the document that it is in; at most `most` characters, and a few more. */
export function render({ parts }: Template, item: unknown, root: unknown, most: number): string {
  let text = '';
  for (const part of parts) {
    text += typeof part === 'string' ? part : textOfPlace(part, item, root);
    // One character over is enough for whoever makes it fit to see that it is cut.
    if (text.length > most) return text.slice(0, most + 1);
  }
  return text;
}

function readPlace(text: string): Place | { readonly wrong: TextRef } {
  if (text.trim() === '') return wrong('template-empty');
  const place: (Path | string)[] = [];
  for (const piece of text.match(/(?:'[^']*'|"[^"]*"|[^|'"]|['"])+/gu) ?? []) {
    const alternative = piece.trim();
    const [, single, double] = /^'([^']*)'$|^"([^"]*)"$/u.exec(alternative) ?? [];
    const literal = single ?? double;
    if (literal !== undefined) {
      place.push(literal);
      continue;
    }
    const path = readPath(alternative);
    if (path === undefined) return wrong('path-wrong', { path: alternative.slice(0, 100) });
    if (path.steps.length > DEEPEST) return wrong('path-deep', { path: alternative.slice(0, 100), most: DEEPEST });
    place.push(path);
  }
  return place;
}

function textOfPlace(place: Place, item: unknown, root: unknown): string {
  for (const alternative of place) {
    const text = typeof alternative === 'string' ? alternative : shown(lookUp(alternative, item, root));
    if (text !== undefined) return text;
  }
  return '';
}

/** A value as people read it: objects are nothing that can be read. */
function shown(value: unknown): string | undefined {
  if (!Array.isArray(value)) return scalar(value);
  const texts = value.slice(0, SHOWN).map(scalar);
  const some = texts.filter((text) => text !== undefined);
  return some.length === 0 ? undefined : some.join(', ');
}

function wrong(key: string, params?: TextRef['params']): { readonly wrong: TextRef } {
  const name = `alerts.mapping.${key}`;
  return { wrong: params === undefined ? { key: name } : { key: name, params } };
}
