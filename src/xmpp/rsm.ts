import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** Where a page of results begins or ends (XEP-0059 2.2 to 2.6). */
export type PagePlace =
  | { readonly at: 'first' }
  | { readonly at: 'last' }
  | { readonly at: 'after'; readonly id: string }
  | { readonly at: 'before'; readonly id: string }
  /** Counted from 0. */
  | { readonly at: 'index'; readonly index: number };

/** Which part of a result is wanted. */
export interface PageRequest {
  /** Items of the page at most; 0 asks for the count alone (2.7). Undefined: as many as the service likes. */
  readonly max?: number;
  readonly place: PagePlace;
}

type PageReading =
  | { readonly ok: true; readonly page: PageRequest }
  /** To be answered with bad-request. */
  | { readonly ok: false };

const FAULT: PageReading = { ok: false };

/**
 * Reads the `<set/>` in a request; without one, the first page of any size. Faults: numbers that are none, and more than
 * one place, for which no meaning is defined. An empty `<before/>` is the last page, an empty `<after/>` the first.
 */
export function readPageRequest(parent: Element): PageReading {
  const set = parent.getChild('set', NS.rsm);
  if (set === undefined) return { ok: true, page: { place: { at: 'first' } } };
  const max = number(set.getChildText('max'));
  const index = number(set.getChildText('index'));
  if (max === 'fault' || index === 'fault') return FAULT;
  const places: PagePlace[] = [];
  const after = set.getChildText('after');
  const before = set.getChildText('before');
  if (after !== undefined) places.push(after === '' ? { at: 'first' } : { at: 'after', id: after });
  if (before !== undefined) places.push(before === '' ? { at: 'last' } : { at: 'before', id: before });
  if (index !== undefined) places.push({ at: 'index', index });
  if (places.length > 1) return FAULT;
  return { ok: true, page: { ...(max === undefined ? {} : { max }), place: places[0] ?? { at: 'first' } } };
}

function number(text: string | undefined): number | undefined | 'fault' {
  if (text === undefined) return undefined;
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : 'fault';
}

/** What a page holds. */
export interface PageResult {
  /** Id and index of the first item; absent on an empty page. */
  readonly first?: { readonly id: string; readonly index?: number };
  /** Id of the last item. */
  readonly last?: string;
  /** Items of the whole result, also where only about so many. */
  readonly count?: number;
}

/** The `<set/>` of an answer. */
export function pageResult({ first, last, count }: PageResult): Element {
  return el(
    'set',
    { xmlns: NS.rsm },
    first === undefined ? undefined : el('first', { index: first.index }, first.id),
    last === undefined ? undefined : el('last', {}, last),
    count === undefined ? undefined : el('count', {}, String(count)),
  );
}
