import type { Column, Operation, OperationCall, OperationProblem, OperationResult } from '../../gateway.js';
import type { IncidentRecord } from '../engine/incident-record.js';
import { incidentId } from '../engine/incident-shelf.js';
import { given, nameOf, type OperationParts, type Workshop, workshopOf } from './parts.js';

/** Incidents of one page, and those that are looked at for it. */
const MOST = 100;
const MOST_LOOKED = 1000;

const COLUMNS: readonly Column[] = [
  { name: 'code', label: 'Code' },
  { name: 'status', label: 'Status', kind: 'word' },
  { name: 'severity', label: 'Severity' },
  { name: 'title', label: 'Title' },
  { name: 'route', label: 'Route' },
  { name: 'opened', label: 'Opened', kind: 'time' },
  { name: 'takenBy', label: 'Taken by' },
  { name: 'firing', label: 'Firing', kind: 'number' },
  { name: 'told', label: 'Told', kind: 'number' },
  { name: 'id', label: 'Incident' },
];
const ID = {
  name: 'id',
  about: 'the code that stands in messages, or the id',
  required: true,
  positional: true,
} as const;
const COMMENT = { name: 'comment', about: 'for whoever was told of it' } as const;

/** What is wrong, who was told of it, and taking it. */
export function incidentOperations(parts: () => OperationParts): readonly Operation[] {
  return [
    {
      noun: 'incident',
      verb: 'list',
      about: 'incidents that are open, the newest first',
      arguments: [
        { name: 'all', about: 'those too that are over', kind: 'flag' },
        { name: 'route', about: 'only of this route' },
      ],
      run: async (call) => await list(await workshopOf(parts()), call),
    },
    {
      noun: 'incident',
      verb: 'show',
      about: 'one incident, with what became of its messages',
      arguments: [ID],
      run: async (call) => await show(await workshopOf(parts()), call),
    },
    {
      noun: 'incident',
      verb: 'ack',
      about: 'take an incident: it escalates no further',
      arguments: [ID, COMMENT],
      changes: true,
      run: async (call) => await answer(await workshopOf(parts()), call, 'ack'),
    },
    {
      noun: 'incident',
      verb: 'resolve',
      about: 'say that an incident is over',
      arguments: [ID, COMMENT],
      changes: true,
      run: async (call) => await answer(await workshopOf(parts()), call, 'resolve'),
    },
  ];
}

async function list({ incidents, now }: Workshop, call: OperationCall): Promise<OperationResult> {
  const [all, route] = [given(call, 'all') === 'true', given(call, 'route')];
  const rows: Readonly<Record<string, string | number>>[] = [];
  let looked = 0;
  for await (const one of incidents.before(undefined)) {
    looked += 1;
    if (looked > MOST_LOOKED || rows.length === MOST) break;
    const found = await incidents.find(incidentId(one.group, one.number));
    if (found === undefined || (!all && found.closed !== undefined)) continue;
    if (route === undefined || found.route === route) rows.push(rowOf(found, now));
  }
  return { table: { columns: COLUMNS, rows } };
}

async function show(workshop: Workshop, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const found = await find(workshop, call);
  if (found === undefined) return unknown(call);
  const row = rowOf(found, workshop.now);
  return {
    fields: COLUMNS.map((column) => ({ ...column, value: row[column.name] ?? null })),
    table: {
      columns: [
        { name: 'destination', label: 'Told' },
        { name: 'place', label: 'Where' },
        { name: 'state', label: 'State', kind: 'word' },
        { name: 'at', label: 'Since', kind: 'time' },
        { name: 'reason', label: 'Reason' },
      ],
      rows: found.recipients.map(({ destination, place, state, at, reason }) => ({
        destination,
        place: place ?? '',
        state,
        at,
        reason: reason ?? '',
      })),
    },
  };
}

async function answer(
  workshop: Workshop,
  call: OperationCall,
  kind: 'ack' | 'resolve',
): Promise<OperationResult | OperationProblem> {
  const found = await find(workshop, call);
  if (found === undefined) return unknown(call);
  const { code } = found;
  if (found.closed !== undefined) return { problem: call.say('The incident {code} is over already.', { code }) };
  const comment = given(call, 'comment')?.slice(0, 500);
  await workshop.incidents.answer(found.group, {
    id: workshop.newId(),
    kind,
    by: { title: nameOf(call) },
    incident: found.number,
    ...(comment !== undefined && { comment }),
  });
  return { notes: [kind === 'ack' ? call.say('{code} is taken.', { code }) : call.say('{code} is over.', { code })] };
}

async function find({ incidents }: Workshop, call: OperationCall): Promise<IncidentRecord | undefined> {
  const id = given(call, 'id') ?? '';
  return /^[\w-]{1,64}$/.test(id) ? await incidents.find(id) : undefined;
}

function unknown(call: OperationCall): OperationProblem {
  const id = given(call, 'id') ?? '';
  return { problem: call.say('There is no incident "{id}". Look at incident list.', { id }) };
}

function rowOf(one: IncidentRecord, now: number): Readonly<Record<string, string | number>> {
  const { group, number, code, route, title, severity, opened, closed, firing, taken, silenced, recipients } = one;
  const isSilenced = silenced !== undefined && silenced.until > now;
  const open = taken !== undefined ? 'taken' : isSilenced ? 'silenced' : 'open';
  return {
    code: code.toUpperCase(),
    status: closed === undefined ? open : 'over',
    severity,
    title,
    route,
    opened,
    takenBy: taken?.by ?? '',
    firing,
    told: recipients.length,
    id: incidentId(group, number),
  };
}
