import { randomUUID } from 'node:crypto';
import type { GatewayCommand, GatewayDone } from '../../gateway.js';
import { SEVERITIES } from '../alert.js';
import { isNamed, type NamedTarget, targetKey } from '../book/place.js';
import { looksLikePlace, parsePlace } from '../book/place-syntax.js';
import { groupIdOf } from '../engine/ids.js';
import { Sinks } from '../sink/sinks.js';
import { PRESETS } from '../sources/presets/presets.js';
import { USUAL_PRESET, USUAL_TEST_MS } from '../trial/sample-alerts.js';
import { giveOrder } from './orders.js';
import {
  type AlertCommandParts,
  command,
  FORBIDDEN,
  field,
  first,
  may,
  moment,
  note,
  refused,
  type Visit,
} from './parts.js';

const KINDS = ['person', 'list', 'rotation'] as const;
const MOST_MESSAGES = 5;

/** Tests through routes, and the sinks in which they can end. */
export function trialCommands(parts: AlertCommandParts): readonly GatewayCommand[] {
  return [
    command(parts, {
      word: 'send-test',
      under: 'routes',
      fields: (call) => [
        field(call, 'route', { required: true }),
        field(call, 'preset', {
          kind: 'list-single',
          options: [...PRESETS.keys()].map((value) => ({ value })),
          values: [USUAL_PRESET],
        }),
        field(call, 'severity', {
          kind: 'list-single',
          options: [{ value: '-' }, ...SEVERITIES.map((value) => ({ value }))],
          values: ['-'],
        }),
        field(call, 'instead'),
        field(call, 'escalate', { kind: 'boolean', values: ['0'] }),
      ],
      run: sendTest,
    }),
    command(parts, {
      word: 'sink',
      under: 'routes',
      audience: 'admin',
      fields: (call) => [field(call, 'sink', { required: true })],
      run: showSink,
    }),
  ];
}

/** For admins, and for whoever may write to the route; other places than its own are for admins alone. */
async function sendTest(visit: Visit): Promise<GatewayDone> {
  const { call, book, parts } = visit;
  const name = first(call.values, 'route').toLowerCase();
  const route = book.route(name);
  const isAdmin = call.isAdmin === true;
  if (route === undefined) return refused('alerts.command.send.unknown', { name: name.slice(0, 100) });
  if (!isAdmin && !may(visit, 'send', route)) return FORBIDDEN;
  const written = first(call.values, 'instead');
  const to = written === '' ? undefined : keyOf(written, visit);
  if (written !== '' && to === undefined)
    return refused('alerts.command.send.unknown', { name: written.slice(0, 100) });
  if (!isAdmin && to !== undefined && !to.startsWith('sink:')) return FORBIDDEN;
  const wanted = first(call.values, 'preset');
  const preset = wanted === '' ? USUAL_PRESET : wanted;
  if (!PRESETS.has(preset))
    return refused('alerts.command.send-test.preset', { presets: [...PRESETS.keys()].join(', ') });
  const severity = SEVERITIES.find((one) => one === first(call.values, 'severity'));
  const escalate = ['1', 'true'].includes(first(call.values, 'escalate'));
  const id = randomUUID();
  const problem = await giveOrder(call.desk, await parts.laneOf(groupIdOf(`test ${id}`), call.desk.kv), {
    do: 'test',
    route: route.name,
    order: {
      test: { id, ...(escalate && { escalate }), ...(to !== undefined && { to: [to] }) },
      preset,
      lasts: USUAL_TEST_MS,
      ...(severity !== undefined && { severity }),
    },
  });
  if (problem !== undefined) return { problem };
  await note(visit, { action: 'test-sent', object: id, route: route.name, test: true });
  return { said: call.say({ key: 'alerts.command.send-test.done', params: { route: route.name } }) };
}

/** The key of somebody or something of the book, or of a place. */
function keyOf(written: string, { book }: Visit): string | undefined {
  if (!looksLikePlace(written)) {
    const [, kind, name = written] = /^(person|list|rotation):(.+)$/.exec(written) ?? [];
    const kinds = KINDS.filter((one) => kind === undefined || one === kind);
    const target = kinds.map((one): NamedTarget => ({ kind: one, name })).find((one) => isKnown(one, book));
    if (target !== undefined) return targetKey(target);
  }
  const place = parsePlace(written);
  return place.ok ? place.value.uri : undefined;
}

function isKnown(target: NamedTarget, book: Visit['book']): boolean {
  return isNamed(target) && book[target.kind](target.name) !== undefined;
}

async function showSink(visit: Visit): Promise<GatewayDone> {
  const { call, book } = visit;
  const { kv, clock } = call.desk;
  const name = first(call.values, 'sink')
    .toLowerCase()
    .replace(/^sink:/, '');
  const sinks = new Sinks({ kv, clock, book: () => book, text: (ref) => call.say(ref) });
  const messages = (await sinks.list(name)).slice(0, MOST_MESSAGES);
  if (messages.length === 0) return { said: call.say({ key: 'alerts.command.sink.empty' }) };
  const shown = [...messages].reverse().map(({ at, route, reason, chat, sms, segments }) => {
    return [`${moment(visit, at)} ${route} (${reason})`, chat, `SMS: ${sms} (${segments})`].join('\n');
  });
  return { said: shown.join('\n\n') };
}
