import { type DiscoItem, discoItemsQuery } from '../../xmpp/disco.js';
import type { Element } from '../../xmpp/element.js';
import { NS } from '../../xmpp/namespaces.js';
import { type PageRequest, pageResult, readPageRequest } from '../../xmpp/rsm.js';

/** Items of one answer at most: more would be larger than a stanza may be. */
const MOST = 200;

/**
 * The answer to disco#items, in pages where it is asked for or there are many (XEP-0059 2; XEP-0030 3.1). The id of an item is its JID and
 * node. Undefined: the request asks for a page that cannot be.
 */
export function itemPage(items: readonly DiscoItem[], request: Element): Element | undefined {
  const reading = readPageRequest(request);
  if (!reading.ok) return undefined;
  const asked = request.getChild('set', NS.rsm) !== undefined;
  if (!asked && items.length <= MOST) return discoItemsQuery(items, request.attrs.node);
  const { max = MOST } = reading.page;
  const size = Math.min(max, MOST);
  const start = startOf(items, reading.page, size);
  if (start === undefined) return undefined;
  const end = reading.page.place.at === 'before' ? endBefore(items, reading.page.place.id) : items.length;
  const page = items.slice(start, Math.min(start + size, end ?? items.length));
  const [first, last] = [page[0], page.at(-1)];
  const result = pageResult({
    count: items.length,
    ...(first === undefined ? {} : { first: { id: idOf(first), index: start } }),
    ...(last === undefined ? {} : { last: idOf(last) }),
  });
  return discoItemsQuery(page, request.attrs.node, result);
}

function startOf(items: readonly DiscoItem[], { place }: PageRequest, size: number): number | undefined {
  switch (place.at) {
    case 'first':
      return 0;
    case 'last':
      return Math.max(0, items.length - size);
    case 'index':
      return Math.min(place.index, items.length);
    case 'after': {
      const found = endBefore(items, place.id);
      return found === undefined ? undefined : found + 1;
    }
    case 'before': {
      const found = endBefore(items, place.id);
      return found === undefined ? undefined : Math.max(0, found - size);
    }
  }
}

function endBefore(items: readonly DiscoItem[], id: string): number | undefined {
  const found = items.findIndex((item) => idOf(item) === id);
  return found === -1 ? undefined : found;
}

function idOf({ jid, node }: DiscoItem): string {
  return node === undefined ? jid : `${jid} ${node}`;
}
