import type { GatewayCommand, GatewayDone } from '../../gateway.js';
import { type Actor, isAmong } from '../book/actor.js';
import type { List } from '../book/person.js';
import { isNamed, type Target } from '../book/place.js';
import { parsePlace } from '../book/place-syntax.js';
import { memberKey } from '../own/own-book.js';
import { type AlertCommandParts, command, FORBIDDEN, field, first, note, refused, type Visit } from './parts.js';

const MOST_LINES = 60;

/** Distribution lists: which there are, who is in them, and changing that. */
export function listCommands(parts: AlertCommandParts): readonly GatewayCommand[] {
  const named = (word: string, run: (visit: Visit, list: List) => Promise<GatewayDone>, more: readonly string[] = []) =>
    command(parts, {
      word,
      under: 'lists',
      fields: (call) => ['list', ...more].map((name) => field(call, name, { required: true })),
      run: async (visit) => {
        const list = visit.book.list(first(visit.call.values, 'list').toLowerCase());
        return list === undefined ? refused('alerts.command.list.unknown') : await run(visit, list);
      },
    });
  return [
    command(parts, { word: 'lists', run: lists }),
    named('members', members),
    named('join', (visit, list) => self(visit, list, 'join')),
    named('leave', (visit, list) => self(visit, list, 'leave')),
    named('add-member', (visit, list) => change(visit, list, 'add'), ['member']),
    named('remove-member', (visit, list) => change(visit, list, 'remove'), ['member']),
  ];
}

function among({ subject, book, rota, now }: Visit, actors: readonly Actor[]): boolean {
  return isAmong(actors, subject, book, (name) => rota.onCall(name, now));
}

/** Those of a list itself, and how many people and places it comes down to. */
async function lists(visit: Visit): Promise<GatewayDone> {
  const { call, book } = visit;
  const lines = book.lists.flatMap((list) => {
    const marks = marksOf(visit, list);
    if (visit.person === undefined && marks.length === 0) return [];
    const count = book.members([{ kind: 'list', name: list.name }]).length;
    const title = list.title === list.name ? list.name : `${list.name} (${list.title})`;
    const size = call.say({ key: 'alerts.command.lists.count', params: { count } });
    return [`${title}: ${[size, ...marks].join(', ')}`];
  });
  const none = call.say({ key: 'alerts.command.lists.none' });
  return { said: lines.length === 0 ? none : lines.slice(0, MOST_LINES).join('\n') };
}

/** What the caller is to a list. */
function marksOf(visit: Visit, { name, send = [], owners, join }: List): readonly string[] {
  const { call } = visit;
  const say = (what: string) =>
    call.say({ key: `alerts.command.lists.${what}`, params: { jid: call.desk.jidOf(name) } });
  return [
    ...(among(visit, [{ kind: 'list', name }]) ? [say('in')] : []),
    ...(visit.person !== undefined && among(visit, join) ? [say('open')] : []),
    ...(among(visit, owners) ? [say('own')] : []),
    ...(among(visit, send) ? [say('writable')] : []),
  ];
}

async function members(visit: Visit, list: List): Promise<GatewayDone> {
  const { call, book } = visit;
  if (visit.person === undefined && marksOf(visit, list).length === 0) return FORBIDDEN;
  const lines = list.members.slice(0, MOST_LINES).map((target) => shown(target, visit));
  const more = list.members.length - lines.length;
  const rest = more > 0 ? [call.say({ key: 'alerts.command.members.more', params: { count: more } })] : [];
  const owners = book.people.filter(({ name }) =>
    isAmong(list.owners, { person: name }, book, (rotation) => visit.rota.onCall(rotation, visit.now)),
  );
  const whose = owners.slice(0, MOST_LINES).map(({ title }) => title);
  const tail =
    list.owners.length === 0 || whose.length === 0
      ? []
      : [call.say({ key: 'alerts.command.members.owners', params: { people: whose.join(', ') } })];
  const head = call.say({ key: 'alerts.command.members.of', params: { list: list.title } });
  return { said: [head, ...lines, ...rest, ...tail].join('\n') };
}

/** A member as others read it: who owns the list sees which word takes it out. */
function shown(target: Target, { book, rota, now }: Visit): string {
  if (!isNamed(target)) return target.uri;
  if (target.kind === 'person') return `${target.name}: ${book.person(target.name)?.title ?? target.name}`;
  if (target.kind !== 'rotation') return `${target.kind}:${target.name}`;
  const people = rota.onCall(target.name, now).map((name) => book.person(name)?.title ?? name);
  return `rotation:${target.name}${people.length === 0 ? '' : ` (${people.join(', ')})`}`;
}

async function self(visit: Visit, list: List, word: 'join' | 'leave'): Promise<GatewayDone> {
  const { call, person, own } = visit;
  if (person === undefined || !(among(visit, list.join) || among(visit, list.owners))) return FORBIDDEN;
  if (!(await own.member(list.name, person.name, word === 'join'))) return refused('alerts.command.full');
  await note(visit, { action: `list-${word}`, object: list.name });
  return { said: call.say({ key: `alerts.command.${word}.done`, params: { list: list.title } }) };
}

/** For owners: takes a person of the book or an address into the list, or out of it. */
async function change(visit: Visit, list: List, what: 'add' | 'remove'): Promise<GatewayDone> {
  const { call, own } = visit;
  if (!among(visit, list.owners)) return FORBIDDEN;
  const text = first(call.values, 'member').slice(0, 300);
  const key = keyOf(text, visit);
  if (key === undefined) return refused('alerts.command.member.unknown', { member: text.slice(0, 100) });
  const isIn = list.members.some((target) => memberKey(target) === key);
  if (what === 'remove' && !isIn) return refused('alerts.command.member.not-in', { member: text, list: list.title });
  if (what === 'add' && !isIn && list.members.length >= list.most) return refused('alerts.command.full');
  if (!(await own.member(list.name, key, what === 'add'))) return refused('alerts.command.full');
  await note(visit, { action: `list-${what}`, object: `${list.name} ${key.includes(':') ? '' : key}`.trim() });
  const params = { member: text, list: list.title };
  return { said: call.say({ key: `alerts.command.${what}-member.done`, params }) };
}

/** A person by name or title, or an address as the book writes it; undefined: neither. */
function keyOf(text: string, { book }: Visit): string | undefined {
  const small = text.toLowerCase();
  const person = book.person(small) ?? book.people.find(({ title }) => title.toLowerCase() === small);
  if (person !== undefined) return person.name;
  const place = text.includes(':') ? parsePlace(text) : undefined;
  return place?.ok === true ? place.value.uri : undefined;
}
