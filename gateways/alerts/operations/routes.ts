import type { Column, Operation, OperationCall, OperationProblem, OperationResult } from '../../gateway.js';
import type { Route } from '../book/route.js';
import { routesOf } from '../commands/incidents.js';
import { given, type OperationParts, type Workshop, workshopOf } from './parts.js';

const COLUMNS: readonly Column[] = [
  { name: 'name', label: 'Route' },
  { name: 'state', label: 'State', kind: 'word' },
  { name: 'path', label: 'Below' },
  { name: 'matchers', label: 'Takes', kind: 'number' },
  { name: 'destinations', label: 'Tells', kind: 'number' },
  { name: 'policy', label: 'Policy' },
  { name: 'by', label: 'Switched off by' },
  { name: 'since', label: 'Since', kind: 'time' },
  { name: 'reason', label: 'Reason' },
];
const NAME = { name: 'name', about: 'name of the route in the book', required: true, positional: true } as const;

/** Routes of alerts as they count now, and switching them off without a change of the book. */
export function routeOperations(parts: () => OperationParts): readonly Operation[] {
  return [
    {
      noun: 'route',
      verb: 'list',
      about: 'the routes of the book, and which are switched off',
      arguments: [],
      run: async () => {
        const workshop = await workshopOf(parts());
        return {
          table: { columns: COLUMNS, rows: routesOf(workshop.book.book).map((route) => rowOf(workshop, route)) },
        };
      },
    },
    {
      noun: 'route',
      verb: 'show',
      about: 'one route',
      arguments: [NAME],
      run: async (call) => {
        const workshop = await workshopOf(parts());
        const route = workshop.book.book.route(given(call, 'name') ?? '');
        if (route === undefined) return unknown(workshop, call);
        const row = rowOf(workshop, route);
        return { fields: COLUMNS.map((column) => ({ ...column, value: row[column.name] ?? null })) };
      },
    },
    {
      noun: 'route',
      verb: 'disable',
      about: 'have a route, and those below it, take nothing until it is enabled; what is open goes on',
      arguments: [NAME, { name: 'reason', about: 'why, for whoever looks' }],
      changes: true,
      run: async (call) => await disable(await workshopOf(parts()), call),
    },
    {
      noun: 'route',
      verb: 'enable',
      about: 'let a route that was disabled take alerts again',
      arguments: [NAME],
      changes: true,
      run: async (call) => await enable(await workshopOf(parts()), call),
    },
  ];
}

async function disable(workshop: Workshop, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const route = workshop.book.book.route(given(call, 'name') ?? '');
  if (route === undefined) return unknown(workshop, call);
  const reason = (given(call, 'reason') ?? '').slice(0, 500);
  await workshop.own.switchRoute(route.name, { by: call.actor, at: workshop.now, reason });
  await workshop.note(call, 'route-disabled', route.name);
  const { name } = route;
  return { notes: [call.say('{name} takes nothing; all processes follow within two seconds.', { name })] };
}

async function enable(workshop: Workshop, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const name = given(call, 'name') ?? '';
  if (!workshop.book.state.routesOff.has(name)) {
    const route = workshop.book.book.route(name);
    if (route === undefined) return unknown(workshop, call);
    return {
      problem: route.enabled
        ? call.say('{name} is enabled already.', { name })
        : call.say('{name} is disabled in the book: change it there.', { name }),
    };
  }
  await workshop.own.switchRoute(name, undefined);
  await workshop.note(call, 'route-enabled', name);
  return { notes: [call.say('{name} takes alerts again; all processes follow within two seconds.', { name })] };
}

function rowOf({ book }: Workshop, route: Route): Readonly<Record<string, string | number | null>> {
  const { name, path, matchers, destinations, policy, enabled } = route;
  const off = book.state.routesOff.get(name);
  return {
    name,
    state: off !== undefined ? 'switched off' : enabled ? 'on' : 'off in the book',
    path: path.slice(0, -1).join(' > '),
    matchers: matchers.length,
    destinations: destinations.length,
    policy: policy ?? '',
    by: off?.by ?? '',
    since: off?.at ?? null,
    reason: off?.reason ?? '',
  };
}

function unknown({ book }: Workshop, call: OperationCall): OperationProblem {
  const names = routesOf(book.book).map(({ name }) => name);
  const none = call.say('There is no route "{name}".', { name: given(call, 'name') ?? '' });
  return { problem: `${none} ${call.say('Use one of: {names}.', { names: names.slice(0, 40).join(', ') })}` };
}
