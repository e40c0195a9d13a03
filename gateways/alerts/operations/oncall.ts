import type { Column, Operation, OperationCall, OperationProblem, OperationResult } from '../../gateway.js';
import type { Override, Rotation } from '../book/rotation.js';
import type { Duty } from '../people/schedule.js';
import { given, type OperationParts, type Workshop, workshopOf } from './parts.js';

const COLUMNS: readonly Column[] = [
  { name: 'rotation', label: 'Rotation' },
  { name: 'when', label: 'When', kind: 'word' },
  { name: 'people', label: 'On call' },
  { name: 'from', label: 'From', kind: 'time' },
  { name: 'until', label: 'Until', kind: 'time' },
  { name: 'by', label: 'By' },
];
/** Changes ahead that are shown, where one rotation is asked for and where all are. */
const OF_ONE = 5;
const OF_EACH = 1;

/** Who is on call. */
export function onCallOperations(parts: () => OperationParts): readonly Operation[] {
  return [
    {
      noun: 'oncall',
      verb: 'show',
      about: 'who is on call now and next, until when, and who stands in for whom',
      arguments: [
        { name: 'rotation', about: 'name of a rotation of the book; default: all of them', positional: true },
        { name: 'at', about: 'at this time instead of now, such as 2026-03-01T18:00Z', kind: 'time' },
      ],
      run: async (call) => show(await workshopOf(parts()), call),
    },
  ];
}

function show(workshop: Workshop, call: OperationCall): OperationResult | OperationProblem {
  const { book, now } = workshop;
  const { rotations } = book.book;
  const named = given(call, 'rotation');
  const shown = named === undefined ? rotations : rotations.filter(({ name }) => name === named);
  if (shown.length === 0) {
    if (rotations.length === 0) return { problem: call.say('The book has no rotations. Write some under rotations.') };
    const names = rotations.map(({ name }) => name).join(', ');
    const none = call.say('There is no rotation "{name}".', { name: named ?? '' });
    return { problem: `${none} ${call.say('Use one of: {names}.', { names })}` };
  }
  const at = Date.parse(given(call, 'at') ?? '');
  const instant = Number.isNaN(at) ? now : at;
  const count = named === undefined ? OF_EACH : OF_ONE;
  return {
    notes: shown.flatMap((rotation) =>
      rotation.overrides.flatMap((one) => noteOf(workshop, rotation, one, { call, now: instant })),
    ),
    table: {
      columns: COLUMNS,
      rows: shown.flatMap((rotation) => rowsOf(workshop, rotation, { call, now: instant, count })),
    },
  };
}

interface Asked {
  readonly call: OperationCall;
  readonly now: number;
}

function rowsOf(workshop: Workshop, { name }: Rotation, { call, now, count }: Asked & { readonly count: number }) {
  const { rota } = workshop.book;
  const current = rota.current(name, now);
  const row = (when: string, { people, from, to, by }: Duty, isNow: boolean) => ({
    rotation: name,
    when,
    people: whoOf(workshop, people, call),
    // When the present shift began is not looked for.
    from: isNow ? null : from,
    until: to,
    by: typeof by === 'number' ? call.say('layer {number}', { number: by + 1 }) : (by ?? ''),
  });
  const next = rota.following(name, now, count).map((duty) => row('next', duty, false));
  return [...(current === undefined ? [] : [row('now', current, true)]), ...next];
}

/** An override that lasts or is to come, in a sentence. */
function noteOf(
  workshop: Workshop,
  { name }: Rotation,
  { from, to, people, instead }: Override,
  { call, now }: Asked,
): string[] {
  if (to <= now) return [];
  const places = {
    rotation: name,
    people: whoOf(workshop, people, call),
    from: new Date(from).toISOString(),
    until: new Date(to).toISOString(),
  };
  if (instead === undefined) return [call.say('{rotation}: {people} from {from} until {until}.', places)];
  const all = { ...places, other: namesOf(workshop, [instead]) };
  return [call.say('{rotation}: {people} instead of {other} from {from} until {until}.', all)];
}

function whoOf(workshop: Workshop, people: readonly string[], call: OperationCall): string {
  return people.length === 0 ? call.say('nobody') : namesOf(workshop, people);
}

function namesOf({ book }: Workshop, people: readonly string[]): string {
  return people.map((name) => book.book.person(name)?.title ?? name).join(', ');
}
