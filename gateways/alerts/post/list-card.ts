import type { ContactCard } from '../../gateway.js';
import type { Book } from '../book/book.js';
import { isNamed } from '../book/place.js';
import type { GatewayDomains } from '../book/place-jid.js';
import { Rota } from '../own/rota.js';
import { isOfList, subjectAt } from './findable.js';

const MOST_NAMED = 50;

/** What the card of a list says: how many it reaches, and who they are to those who are in it, own it or may write to it. */
export function listCard(
  name: string,
  jid: string | undefined,
  book: Book,
  domains: GatewayDomains,
  now: number,
): ContactCard {
  const list = book.list(name);
  if (list === undefined) return { name };
  const members = book.members([{ kind: 'list', name }]);
  const params = { list: list.title, count: members.length };
  const subject = subjectAt(jid, book, domains);
  const rota = new Rota(book);
  if (!isOfList(list, subject, book, (rotation) => rota.onCall(rotation, now))) {
    return { name: list.title, note: { key: 'alerts.list.contact', params } };
  }
  const names = members
    .slice(0, MOST_NAMED)
    .map((one) => (isNamed(one) ? (book.person(one.name)?.title ?? one.name) : one.uri));
  const all = `${names.join(', ')}${members.length > MOST_NAMED ? ' …' : ''}`;
  return { name: list.title, note: { key: 'alerts.list.members', params: { ...params, members: all } } };
}
