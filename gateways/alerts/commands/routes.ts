import { randomUUID } from 'node:crypto';
import type { GatewayCommand, GatewayDone } from '../../gateway.js';
import { SEVERITIES } from '../alert.js';
import { isAmong } from '../book/actor.js';
import { explain } from '../book/explain.js';
import { explanationLines } from '../book/explain-text.js';
import { parseAlerts } from '../book/payload.js';
import type { Route } from '../book/route.js';
import { groupIdOf } from '../engine/ids.js';
import { routesOf } from './incidents.js';
import { giveOrder } from './orders.js';
import { type AlertCommandParts, command, FORBIDDEN, field, first, may, note, refused, type Visit } from './parts.js';

const LONGEST = 64 * 1024;
const MOST_LINES = 60;

/** Routes as they are for whoever asks, what they would do, and writing to them. */
export function routeCommands(parts: AlertCommandParts): readonly GatewayCommand[] {
  return [
    command(parts, { word: 'routes', run: list }),
    command(parts, {
      word: 'test-route',
      under: 'routes',
      fields: (call) => [field(call, 'payload', { kind: 'text-multi', required: true })],
      run: test,
    }),
    command(parts, {
      word: 'send',
      fields: (call) => [
        field(call, 'to', { required: true }),
        field(call, 'severity', {
          kind: 'list-single',
          options: SEVERITIES.map((value) => ({ value })),
          values: ['info'],
        }),
        field(call, 'text', { kind: 'text-multi', required: true }),
      ],
      run: send,
    }),
  ];
}

async function list(visit: Visit): Promise<GatewayDone> {
  const { say } = visit.call;
  const lines = routesOf(visit.book).flatMap((route) => {
    const marks = [
      ...(reaches(visit, route) ? [say({ key: 'alerts.command.routes.reached' })] : []),
      ...(route.address && may(visit, 'send', route) ? [say({ key: 'alerts.command.routes.writable' })] : []),
    ];
    return marks.length === 0 ? [] : [`${route.name}: ${marks.join(', ')}`];
  });
  return {
    said: lines.length === 0 ? say({ key: 'alerts.command.routes.none' }) : lines.slice(0, MOST_LINES).join('\n'),
  };
}

function reaches({ book, person, subject, rota, now }: Visit, { destinations }: Route): boolean {
  return book.members(destinations.map(({ target }) => target)).some((member) => {
    if (member.kind === 'person') return member.name === person?.name;
    if (member.kind === 'rotation') return person !== undefined && rota.onCall(member.name, now).includes(person.name);
    return member.kind === 'chat' && member.jid === subject.jid;
  });
}

/** Only for people of the book: what it says of others stands in the answer. */
async function test({ call, book, person, now }: Visit): Promise<GatewayDone> {
  if (person === undefined) return FORBIDDEN;
  const payload = (call.values.get('payload') ?? []).join('\n').slice(0, LONGEST);
  const alerts = parseAlerts(payload, '', now);
  if (!alerts.ok) return refused('alerts.command.test-route.wrong', { message: alerts.message, fix: alerts.fix });
  const lines = alerts.value.slice(0, 5).flatMap((alert) => explanationLines(explain(book, alert, now), book));
  return { said: lines.slice(0, MOST_LINES).join('\n') };
}

async function send(visit: Visit): Promise<GatewayDone> {
  const { call, book, subject, person, rota, now, parts } = visit;
  const name = first(call.values, 'to');
  const [route, list] = [book.route(name), book.list(name)];
  if (route === undefined && list === undefined && book.person(name) === undefined) {
    return refused('alerts.command.send.unknown', { name: name.slice(0, 100) });
  }
  const onCall = (rotation: string) => rota.onCall(rotation, now);
  const allowed =
    route !== undefined
      ? may(visit, 'send', route)
      : list !== undefined
        ? isAmong(list.send ?? [], subject, book, onCall)
        : person !== undefined;
  if (!allowed) return FORBIDDEN;
  const to = `${route !== undefined ? 'route' : list !== undefined ? 'list' : 'person'}:${name}`;
  const severity = SEVERITIES.find((one) => one === first(call.values, 'severity')) ?? 'info';
  const text = (call.values.get('text') ?? []).join('\n').slice(0, LONGEST);
  const message = { id: randomUUID(), to, from: subject.jid ?? '', text, severity };
  const lane = await parts.laneOf(groupIdOf(to), call.desk.kv);
  const problem = await giveOrder(call.desk, lane, { do: 'send', message });
  if (problem !== undefined) return { problem };
  await note(visit, { action: 'message-sent', destination: to });
  return { said: call.say({ key: 'alerts.command.send.done', params: { name } }) };
}
