import type { GatewayCommand, GatewayDone } from '../../gateway.js';
import { durationAt } from '../acks/duration-words.js';
import { isAmong } from '../book/actor.js';
import { isPreference, PREFERENCES, type Preferences } from '../own/preferences.js';
import {
  type AlertCommandParts,
  command,
  FORBIDDEN,
  field,
  first,
  moment,
  note,
  refused,
  type Visit,
} from './parts.js';

/** Who is on call, and what people of the book set for themselves. */
export function peopleCommands(parts: AlertCommandParts): readonly GatewayCommand[] {
  return [
    command(parts, { word: 'oncall', run: onCall }),
    command(parts, {
      word: 'override',
      under: 'oncall',
      fields: (call) => [field(call, 'rotation', { required: true }), field(call, 'lasts', { required: true })],
      run: override,
    }),
    ...(['join', 'leave'] as const).map((word) =>
      command(parts, {
        word,
        fields: (call) => [field(call, 'list', { required: true })],
        run: (visit) => member(visit, word),
      }),
    ),
    command(parts, {
      word: 'preferences',
      fields: (call) => PREFERENCES.map((name) => field(call, name)),
      run: preferences,
    }),
  ];
}

async function onCall({ call, book, rota, now }: Visit): Promise<GatewayDone> {
  const { say } = call;
  const titles = (people: readonly string[]) =>
    people.map((name) => book.person(name)?.title ?? name).join(', ') || say({ key: 'alerts.command.oncall.nobody' });
  const lines = book.rotations.map(({ name, title }) => {
    const next = rota.next(name, now);
    const then = next === undefined ? '' : ` → ${moment(next.from)}: ${titles(next.people)}`;
    return `${title}: ${titles(rota.onCall(name, now))}${then}`;
  });
  return { said: lines.length === 0 ? say({ key: 'alerts.command.oncall.none' }) : lines.join('\n') };
}

/** Somebody of the rotation takes over for a time, from now on. */
async function override(visit: Visit): Promise<GatewayDone> {
  const { call, book, person, own, now } = visit;
  const rotation = book.rotation(first(call.values, 'rotation'));
  if (rotation === undefined) return refused('alerts.command.rotation.unknown');
  const turns = rotation.layers.flatMap(({ turns }) => turns.flat());
  if (person === undefined || !turns.includes(person.name)) return FORBIDDEN;
  const duration = durationAt(first(call.values, 'lasts').split(/\s+/))?.ms;
  if (duration === undefined) return refused('alerts.command.lasts.wrong');
  const to = now + duration;
  if (!(await own.override(rotation.name, { from: now, to, people: [person.name] }))) {
    return refused('alerts.command.full');
  }
  await note(visit, { action: 'shift-taken', object: rotation.name });
  const params = { rotation: rotation.title, until: moment(to) };
  return { said: call.say({ key: 'alerts.command.override.done', params }) };
}

async function member(visit: Visit, word: 'join' | 'leave'): Promise<GatewayDone> {
  const { call, book, person, own, subject, rota, now } = visit;
  const list = book.list(first(call.values, 'list'));
  if (list === undefined) return refused('alerts.command.list.unknown');
  if (person === undefined || !isAmong(list.join, subject, book, (name) => rota.onCall(name, now))) return FORBIDDEN;
  if (!(await own.member(list.name, person.name, word === 'join'))) return refused('alerts.command.full');
  await note(visit, { action: `list-${word}`, object: list.name });
  return { said: call.say({ key: `alerts.command.${word}.done`, params: { list: list.title } }) };
}

/** What is given is set, `-` takes back what was set; with nothing given it tells what is set. */
async function preferences(visit: Visit): Promise<GatewayDone> {
  const { call, person, own } = visit;
  if (person === undefined) return FORBIDDEN;
  const before = own.state.preferences.get(person.name) ?? {};
  const wanted: Record<string, string> = { ...before };
  for (const name of PREFERENCES) {
    const text = first(call.values, name);
    if (text === '-') delete wanted[name];
    else if (text !== '' && !isPreference(name, text)) return refused('alerts.command.preferences.wrong', { name });
    else if (text !== '') wanted[name] = text;
  }
  if (JSON.stringify(wanted) !== JSON.stringify(before)) {
    await own.prefer(person.name, wanted satisfies Preferences);
    await note(visit, { action: 'preferences-set', object: person.name });
  }
  const lines = Object.entries(wanted).map(([name, text]) => `${name}: ${text}`);
  return { said: lines.length === 0 ? call.say({ key: 'alerts.command.preferences.none' }) : lines.join('\n') };
}
