import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** Text that repeats in words what another element says (XEP-0428). */
export interface Fallback {
  /** Namespace of the element that the text stands for; undefined means whatever the message carries. */
  readonly for?: string;
  /** The text that it speaks of; undefined: the body. */
  readonly of?: 'subject';
  /** Code point offsets into the text (XEP-0426); undefined: all of it. */
  readonly range?: { readonly start: number; readonly end: number };
}

/** The fallback marks of a message. */
export function readFallbacks(message: Element): readonly Fallback[] {
  const found: Fallback[] = [];
  for (const fallback of message.getChildren('fallback', NS.fallback)) {
    const about = fallback.attrs.for === undefined ? {} : { for: fallback.attrs.for };
    const bodies = fallback.getChildren('body');
    const subjects = fallback.getChildren('subject');
    // Without any part named, all of the message's text is fallback.
    if (bodies.length === 0 && subjects.length === 0) found.push(about, { ...about, of: 'subject' });
    for (const { attrs } of bodies) found.push({ ...about, ...rangeOf(attrs) });
    for (const { attrs } of subjects) found.push({ ...about, of: 'subject', ...rangeOf(attrs) });
  }
  return found;
}

/** Both ends make a range; without one of them all of the text is meant. */
function rangeOf(attrs: Readonly<Record<string, string>>): Pick<Fallback, 'range'> {
  const start = offset(attrs.start);
  const end = offset(attrs.end);
  return start === undefined || end === undefined ? {} : { range: { start, end } };
}

function offset(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** What is fallback in a text, and what is not. */
interface Split {
  readonly own: string;
  /** The marked parts in their order, a line feed between those that do not touch. */
  readonly fallback: string;
}

/**
 * Divides a text by the marks for elements that are understood (`understood` by namespace). A mark that names none stands
 * for whatever the message carries, so it counts as soon as one thing is understood. Offsets count code points
 * (XEP-0426); those that lie outside of the text or cross over are cut to what there is.
 */
export function splitFallback(
  text: string,
  fallbacks: readonly Fallback[],
  understood: ReadonlySet<string>,
  of?: 'subject',
): Split {
  const ours = fallbacks.filter(
    (one) => one.of === of && (one.for === undefined ? understood.size > 0 : understood.has(one.for)),
  );
  if (ours.length === 0) return { own: text, fallback: '' };
  if (ours.some(({ range }) => range === undefined)) return { own: '', fallback: text };
  const points = [...text];
  const marked = new Uint8Array(points.length);
  for (const { range } of ours) if (range !== undefined) marked.fill(1, range.start, Math.max(range.start, range.end));
  let own = '';
  let fallback = '';
  points.forEach((point, at) => {
    if (marked[at] === 0) own += point;
    else fallback += at > 0 && marked[at - 1] === 0 && fallback !== '' ? `\n${point}` : point;
  });
  return { own, fallback };
}

/** The text without the parts that stand for elements which are understood (see `splitFallback`). */
export function withoutFallback(text: string, fallbacks: readonly Fallback[], understood: ReadonlySet<string>): string {
  return splitFallback(text, fallbacks, understood).own;
}

/** Marks code points of the body as standing for `namespace`; without a range all of it. */
export function fallbackFor(namespace: string, start?: number, end?: number): Element {
  const range = start === undefined || end === undefined ? {} : { start, end };
  return el('fallback', { xmlns: NS.fallback, for: namespace }, el('body', range));
}
