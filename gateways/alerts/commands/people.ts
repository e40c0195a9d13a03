import type { FormField, GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import { durationAt } from '../acks/duration-words.js';
import { SEVERITIES } from '../alert.js';
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
  visit,
} from './parts.js';
import { spokenShift } from './spoken.js';

/** Who is on call, and what people of the book set for themselves. */
export function peopleCommands(parts: AlertCommandParts): readonly GatewayCommand[] {
  return [
    command(parts, { word: 'oncall', run: onCall }),
    command(parts, {
      word: 'override',
      under: 'oncall',
      fields: (call) => [field(call, 'rotation', { required: true }), field(call, 'lasts', { required: true })],
      spoken: spokenShift,
      run: override,
    }),
    command(parts, {
      word: 'end-override',
      under: 'oncall',
      fields: (call) => [field(call, 'rotation', { required: true })],
      run: endOverride,
    }),
    command(parts, {
      word: 'preferences',
      fields: (call) => preferenceFields(parts, call),
      run: preferences,
    }),
  ];
}

async function onCall(visit: Visit): Promise<GatewayDone> {
  const { call, book, rota, now } = visit;
  const { say } = call;
  const titles = (people: readonly string[]) =>
    people.map((name) => book.person(name)?.title ?? name).join(', ') || say({ key: 'alerts.command.oncall.nobody' });
  const lines = book.rotations.map(({ name, title }) => {
    const next = rota.next(name, now);
    const then = next === undefined ? '' : ` → ${moment(visit, next.from)}: ${titles(next.people)}`;
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
  const params = { rotation: rotation.title, until: moment(visit, to) };
  return { said: call.say({ key: 'alerts.command.override.done', params }) };
}

/** Whoever took over gives the shift back; whose turn it is without that is on call again. */
async function endOverride(visit: Visit): Promise<GatewayDone> {
  const { call, book, person, own } = visit;
  const rotation = book.rotation(first(call.values, 'rotation'));
  if (rotation === undefined) return refused('alerts.command.rotation.unknown');
  if (person === undefined) return FORBIDDEN;
  if ((await own.endOverrides(rotation.name, person.name)) === 0) {
    return refused('alerts.command.end-override.none', { rotation: rotation.title });
  }
  await note(visit, { action: 'shift-given-back', object: rotation.name });
  const after = await visitAgain(visit);
  const names = after.rota.onCall(rotation.name, after.now).map((name) => book.person(name)?.title ?? name);
  const people = names.join(', ') || call.say({ key: 'alerts.command.oncall.nobody' });
  return { said: call.say({ key: 'alerts.command.end-override.done', params: { rotation: rotation.title, people } }) };
}

/** The same caller after something has changed. */
async function visitAgain(before: Visit): Promise<Visit> {
  const found = await visit(before.parts, before.call);
  return 'problem' in found ? before : found;
}

/** Fields with what is set, so that a form that is sent back unchanged changes nothing. */
async function preferenceFields(parts: AlertCommandParts, call: GatewayCall): Promise<readonly FormField[]> {
  const found = await visit(parts, call);
  const set = 'problem' in found ? {} : (found.own.state.preferences.get(found.person?.name ?? '') ?? {});
  return PREFERENCES.map((name) => {
    const value = set[name];
    const values = value === undefined ? {} : { values: [value] };
    if (name !== 'bypass') return field(call, name, values);
    const options = ['', ...SEVERITIES].map((one) => ({ value: one, label: one === '' ? '–' : one }));
    return field(call, name, { kind: 'list-single', options, values: [value ?? ''] });
  });
}

/** What is given is set; what comes empty or as `-` is as the book has it. With nothing given it tells what is set. */
async function preferences(visit: Visit): Promise<GatewayDone> {
  const { call, person, own } = visit;
  if (person === undefined) return FORBIDDEN;
  const before = own.state.preferences.get(person.name) ?? {};
  const wanted: Record<string, string> = { ...before };
  for (const name of PREFERENCES) {
    const [given] = call.values.get(name) ?? [];
    if (given === undefined) continue;
    const text = given.trim();
    if (text === '-' || text === '') delete wanted[name];
    else if (!isPreference(name, text)) return refused('alerts.command.preferences.wrong', { name });
    else wanted[name] = text;
  }
  if (JSON.stringify(wanted) !== JSON.stringify(before)) {
    await own.prefer(person.name, wanted satisfies Preferences);
    await note(visit, { action: 'preferences-set', object: person.name });
  }
  const lines = Object.entries(wanted).map(([name, text]) => `${name}: ${text}`);
  return { said: lines.length === 0 ? call.say({ key: 'alerts.command.preferences.none' }) : lines.join('\n') };
}
