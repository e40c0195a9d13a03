import type { Column, Operation, OperationCall, OperationProblem, OperationResult } from '../../gateway.js';
import type { Override, Rotation } from '../book/rotation.js';
import type { Duty } from '../people/schedule.js';
import { given, type OperationParts, type Workshop, workshopOf } from './parts.js';

const COLUMNS: readonly Column[] = [
  { name: 'rotation', label: 'Rotation' },
  { name: 'when', label: 'When' },
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
    if (rotations.length === 0) return { problem: 'The book has no rotations. Write some under rotations.' };
    const names = rotations.map(({ name }) => name).join(', ');
    return { problem: `There is no rotation "${named ?? ''}". Use one of: ${names}.` };
  }
  const at = Date.parse(given(call, 'at') ?? '');
  const instant = Number.isNaN(at) ? now : at;
  const count = named === undefined ? OF_EACH : OF_ONE;
  return {
    notes: shown.flatMap((rotation) => rotation.overrides.flatMap((one) => noteOf(workshop, rotation, one, instant))),
    table: { columns: COLUMNS, rows: shown.flatMap((rotation) => rowsOf(workshop, rotation, instant, count)) },
  };
}

function rowsOf(workshop: Workshop, { name }: Rotation, now: number, count: number) {
  const { rota } = workshop.book;
  const current = rota.current(name, now);
  const row = (when: string, { people, from, to, by }: Duty, isNow: boolean) => ({
    rotation: name,
    when,
    people: people.length === 0 ? 'nobody' : namesOf(workshop, people),
    // When the present shift began is not looked for.
    from: isNow ? null : from,
    until: to,
    by: typeof by === 'number' ? `layer ${by + 1}` : (by ?? ''),
  });
  const next = rota.following(name, now, count).map((duty) => row('next', duty, false));
  return [...(current === undefined ? [] : [row('now', current, true)]), ...next];
}

/** An override that lasts or is to come, in a sentence. */
function noteOf(
  workshop: Workshop,
  { name }: Rotation,
  { from, to, people, instead }: Override,
  now: number,
): string[] {
  if (to <= now) return [];
  const whom = instead === undefined ? '' : ` instead of ${namesOf(workshop, [instead])}`;
  const span = `from ${new Date(from).toISOString()} until ${new Date(to).toISOString()}`;
  return [`${name}: ${people.length === 0 ? 'nobody' : namesOf(workshop, people)}${whom} ${span}.`];
}

function namesOf({ book }: Workshop, people: readonly string[]): string {
  return people.map((name) => book.book.person(name)?.title ?? name).join(', ');
}
