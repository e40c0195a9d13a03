import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** Text that repeats in words what another element says (XEP-0428). */
export interface Fallback {
  /** Namespace of the element that the text stands for; undefined means whatever the message carries. */
  readonly for?: string;
  /** Code point offsets into the body; undefined: the whole body. */
  readonly range?: { readonly start: number; readonly end: number };
}

/** The fallback marks of a message that speak of its body. */
export function readFallbacks(message: Element): readonly Fallback[] {
  const found: Fallback[] = [];
  for (const fallback of message.getChildren('fallback', NS.fallback)) {
    const about = fallback.attrs.for === undefined ? {} : { for: fallback.attrs.for };
    const bodies = fallback.getChildren('body');
    // Without any part named, all of the message's text is fallback.
    if (bodies.length === 0 && fallback.getChild('subject') === undefined) found.push(about);
    for (const { attrs } of bodies) {
      const start = offset(attrs.start);
      const end = offset(attrs.end);
      if (start === undefined || end === undefined) found.push(about);
      else found.push({ ...about, range: { start, end } });
    }
  }
  return found;
}

function offset(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/**
 * The body without the text that stands for elements which are understood (`understood` by namespace). Offsets count code
 * points (XEP-0426); those that lie outside of the body or cross over are cut to what there is.
 */
export function withoutFallback(body: string, fallbacks: readonly Fallback[], understood: ReadonlySet<string>): string {
  const ours = fallbacks.filter((fallback) => fallback.for !== undefined && understood.has(fallback.for));
  if (ours.length === 0) return body;
  if (ours.some((fallback) => fallback.range === undefined)) return '';
  const keep = [...body];
  for (const { range } of ours) {
    if (range === undefined) continue;
    const end = Math.min(range.end, keep.length);
    for (let at = range.start; at < end; at++) keep[at] = '';
  }
  return keep.join('');
}

/** Marks the first `end` code points of the body as standing for `namespace`. */
export function fallbackFor(namespace: string, start: number, end: number): Element {
  return el('fallback', { xmlns: NS.fallback, for: namespace }, el('body', { start, end }));
}
