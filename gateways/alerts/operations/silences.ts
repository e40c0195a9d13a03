import type { Column, Operation, OperationCall, OperationProblem, OperationResult } from '../../gateway.js';
import type { NoSilence, Silence } from '../engine/silences.js';
import { endOf, given, isProblem, nameOf, type OperationParts, type Workshop, workshopOf } from './parts.js';

const COLUMNS: readonly Column[] = [
  { name: 'id', label: 'Silence' },
  { name: 'matchers', label: 'Alerts' },
  { name: 'from', label: 'From', kind: 'time' },
  { name: 'until', label: 'Until', kind: 'time' },
  { name: 'author', label: 'By' },
  { name: 'comment', label: 'Comment' },
];
const ID = {
  name: 'id',
  about: 'id of the silence, as silence list shows it',
  required: true,
  positional: true,
} as const;

/** Alerts of which nobody hears for a while. */
export function silenceOperations(parts: () => OperationParts): readonly Operation[] {
  return [
    {
      noun: 'silence',
      verb: 'add',
      about: 'let nobody hear of alerts that all matchers match, for a while',
      arguments: [
        {
          name: 'matcher',
          about: 'as in the book, such as host=db1 or severity=~"warning|info"; several: all must match',
          kind: 'many',
          required: true,
          positional: true,
        },
        { name: 'for', about: 'how long, such as 2h', kind: 'duration', required: true },
        { name: 'comment', about: 'why, for whoever looks' },
      ],
      changes: true,
      run: async (call) => await add(await workshopOf(parts()), call),
    },
    {
      noun: 'silence',
      verb: 'list',
      about: 'silences that last, or that begin later',
      arguments: [],
      run: async () => {
        const { silences, now } = await workshopOf(parts());
        const lasting = (await silences.list()).filter(({ until }) => until > now);
        return { table: { columns: COLUMNS, rows: lasting.map(rowOf) } };
      },
    },
    {
      noun: 'silence',
      verb: 'show',
      about: 'one silence',
      arguments: [ID],
      run: async (call) => {
        const { silences } = await workshopOf(parts());
        const found = (await silences.list()).find(({ id }) => id === given(call, 'id'));
        if (found === undefined) return unknown(call);
        const row = rowOf(found);
        return { fields: COLUMNS.map((column) => ({ ...column, value: row[column.name] ?? null })) };
      },
    },
    {
      noun: 'silence',
      verb: 'expire',
      about: 'end a silence before its time',
      arguments: [ID],
      changes: true,
      run: async (call) => {
        const workshop = await workshopOf(parts());
        const ended = await workshop.silences.end(given(call, 'id') ?? '');
        if (ended === undefined) return unknown(call);
        await workshop.note(call, 'silence-ended', ended.id);
        return { notes: [call.say('The silence {id} is over.', { id: ended.id })] };
      },
    },
  ];
}

async function add(workshop: Workshop, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const { silences, now } = workshop;
  const until = endOf(call, now);
  if (isProblem(until)) return until;
  if (until === undefined) return { problem: call.say('Say how long, such as 2h (for).') };
  const matchers = (call.values.get('matcher') ?? []).map((one) => one.trim()).filter((one) => one !== '');
  const comment = given(call, 'comment')?.slice(0, 500);
  const id = workshop.newId().slice(0, 10);
  const silence = { id, matchers, from: now, until, author: nameOf(call), ...(comment !== undefined && { comment }) };
  const wrong = await silences.make(silence);
  if (wrong !== undefined) return { problem: sentenceOf(call, wrong) };
  await workshop.note(call, 'silence-made', id);
  const params = { id, until: new Date(until).toISOString() };
  return { notes: [call.say('The silence {id} lasts until {until}.', params)] };
}

function rowOf({ id, matchers, from, until, author, comment }: Silence): Readonly<Record<string, string | number>> {
  return { id, matchers: matchers.join(' '), from, until, author, comment: comment ?? '' };
}

function unknown(call: OperationCall): OperationProblem {
  const id = given(call, 'id') ?? '';
  return { problem: call.say('There is no silence "{id}". Look at silence list.', { id }) };
}

function sentenceOf({ say }: OperationCall, { problem, matcher = '', message = '', fix = '' }: NoSilence): string {
  if (problem === 'too-many') return say('There are 1000 silences already. End some first.');
  if (problem === 'no-matchers') return say('Say which alerts, such as host=db1.');
  return problem === 'time' ? say('It would be over already.') : `${matcher} ${message}: ${fix}`.slice(0, 300);
}
