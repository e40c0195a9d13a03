import type { Element } from '../../../src/xmpp/element.js';
import type { Draft } from './collector.js';
import { timeOf } from './times.js';
import { pairOf } from './values.js';

const ATOM = 'http://www.w3.org/2005/Atom';

/** Elements of one kind that are looked at. */
const MOST = 32;

/** What an entry of Atom says (RFC 4287 4.1.2). */
type AtomDraft = Pick<Draft, 'titles' | 'text' | 'labels' | 'annotations' | 'links' | 'startsAt'>;

/** Whether a payload of a node is an entry of Atom (RFC 4287). */
export function isAtomEntry({ name, ns }: Element): boolean {
  return name === 'entry' && ns === ATOM;
}

/** What an entry of Atom says of an alert (RFC 4287 section 4.1.2). */
export function readAtomEntry(entry: Element): AtomDraft {
  const authors = entry.getChildren('author').slice(0, MOST);
  const categories = entry.getChildren('category').slice(0, MOST);
  const terms = categories.flatMap(({ attrs: { term } }) => term ?? []).join(',');
  return {
    titles: [construct(entry, 'title'), construct(entry, 'summary')],
    text: construct(entry, 'content') ?? construct(entry, 'summary'),
    labels: [...pairOf('author', authors[0]?.getChildText('name')?.trim()), ...pairOf('category', terms || undefined)],
    annotations: pairOf('atom_id', entry.getChildText('id')?.trim()),
    links: entry
      .getChildren('link')
      .slice(0, MOST)
      .filter(({ attrs: { rel = 'alternate' } }) => rel === 'alternate' || rel === 'related')
      .map(({ attrs: { href, title } }) => ({ url: href, text: title?.slice(0, 200) || 'source' })),
    startsAt: timeOf(entry.getChildText('published')) ?? timeOf(entry.getChildText('updated')),
  };
}

/** A text of Atom as plain text (RFC 4287 3.1). */
function construct(entry: Element, name: string): string | undefined {
  const element = entry.getChild(name);
  if (element === undefined) return undefined;
  const type = element.attrs.type ?? 'text';
  const text = type === 'html' ? withoutTags(element.getText()) : deepText(element);
  return /\S/u.test(text) ? text : undefined;
}

/** All text of an element and of what is in it, in order. */
export function deepText(element: Element): string {
  const texts: string[] = [];
  const open: (Element | string)[] = [element];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node === 'string') texts.push(node);
    else for (const child of node.children.toReversed()) open.push(child);
  }
  return texts.join('');
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

/** A line for each block, the words of the rest. It is for reading alone and never becomes HTML again. */
function withoutTags(html: string): string {
  return html
    .replace(/<(?:br|\/p|\/div|\/li|\/h[1-6]|\/tr)\b[^<>]{0,100}>/giu, '\n')
    .replace(/<[^<>]{1,2000}>/gu, '')
    .replace(/&(?:#(\d{1,7})|(\w{2,6}));/gu, (whole: string, code: string | undefined, name: string | undefined) => {
      if (name !== undefined) return ENTITIES.get(name) ?? whole;
      const point = Number(code);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    });
}
