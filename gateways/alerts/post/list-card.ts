import type { ContactCard } from '../../gateway.js';
import { isAmong, type Subject } from '../book/actor.js';
import type { Book } from '../book/book.js';
import { isNamed } from '../book/place.js';
import { type GatewayDomains, placeOfJid } from '../book/place-jid.js';
import { Rota } from '../own/rota.js';

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
  const place = jid === undefined ? undefined : placeOfJid(jid, domains);
  const person = place === undefined ? undefined : book.personAt(place)?.name;
  const subject: Subject = { ...(jid !== undefined && { jid }), ...(person !== undefined && { person }) };
  const rota = new Rota(book);
  const actors = [{ kind: 'list' as const, name }, ...list.owners, ...(list.send ?? [])];
  if (!isAmong(actors, subject, book, (rotation) => rota.onCall(rotation, now))) {
    return { name: list.title, note: { key: 'alerts.list.contact', params } };
  }
  const names = members
    .slice(0, MOST_NAMED)
    .map((one) => (isNamed(one) ? (book.person(one.name)?.title ?? one.name) : one.uri));
  const all = `${names.join(', ')}${members.length > MOST_NAMED ? ' …' : ''}`;
  return { name: list.title, note: { key: 'alerts.list.members', params: { ...params, members: all } } };
}
