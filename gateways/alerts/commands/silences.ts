import { randomUUID } from 'node:crypto';
import type { GatewayCommand, GatewayDone } from '../../gateway.js';
import { isAckCode } from '../acks/ack-code.js';
import { durationAt } from '../acks/duration-words.js';
import { Silences } from '../engine/silences.js';
import { answer, routesOf } from './incidents.js';
import {
  type AlertCommandParts,
  callerTitle,
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
import { spokenSilence } from './spoken.js';

const MOST_LINES = 50;

/** Silences by matchers: they hold at all routes, so they are for those who may silence at each. */
export function silenceCommands(parts: AlertCommandParts): readonly GatewayCommand[] {
  return [
    command(parts, { word: 'silences', run: list }),
    command(parts, {
      word: 'silence',
      under: 'silences',
      fields: (call) => [
        field(call, 'matchers', { kind: 'text-multi', required: true }),
        field(call, 'lasts', { required: true }),
        field(call, 'comment'),
      ],
      spoken: spokenSilence,
      run: make,
    }),
    command(parts, {
      word: 'end-silence',
      under: 'silences',
      fields: (call) => [field(call, 'id', { required: true })],
      run: end,
    }),
  ];
}

function mayAll(visit: Visit): boolean {
  return routesOf(visit.book).every((route) => may(visit, 'silence', route));
}

async function list(visit: Visit): Promise<GatewayDone> {
  const { call, now } = visit;
  const all = await new Silences(call.desk.kv, call.desk.clock).list();
  const lasting = all.filter(({ until }) => until > now).slice(0, MOST_LINES);
  if (lasting.length === 0) return { said: call.say({ key: 'alerts.command.silences.none' }) };
  const lines = lasting.map(({ id, matchers, until, author, comment }) =>
    [
      `${id}: ${matchers.join(' ')} → ${moment(visit, until)}, ${author}`,
      ...(comment === undefined ? [] : [comment]),
    ].join(': '),
  );
  return { said: lines.join('\n') };
}

async function make(visit: Visit): Promise<GatewayDone> {
  const { call, now } = visit;
  const matchers = (call.values.get('matchers') ?? []).map((line) => line.trim()).filter((line) => line !== '');
  const [code = '', ...others] = matchers;
  // One alert by its code: who may silence at its route may do that.
  if (others.length === 0 && isAckCode(code.toUpperCase())) return await answer(visit, 'silence', code);
  if (!mayAll(visit)) return FORBIDDEN;
  const duration = durationAt(first(call.values, 'lasts').split(/\s+/))?.ms;
  if (duration === undefined) return refused('alerts.command.lasts.wrong');
  const comment = first(call.values, 'comment').slice(0, 500);
  const id = randomUUID().slice(0, 8);
  const silence = { id, matchers, from: now, until: now + duration, author: callerTitle(visit) };
  const wrong = await new Silences(call.desk.kv, call.desk.clock).make({
    ...silence,
    ...(comment !== '' && { comment }),
  });
  if (wrong !== undefined) {
    const { problem, matcher = '', message = '', fix = '' } = wrong;
    return refused(`alerts.command.silence.${problem}`, { matcher: matcher.slice(0, 100), message, fix });
  }
  await note(visit, { action: 'silence-made', object: id });
  return {
    said: call.say({ key: 'alerts.command.silence.made', params: { id, until: moment(visit, silence.until) } }),
  };
}

async function end(visit: Visit): Promise<GatewayDone> {
  const { call } = visit;
  if (!mayAll(visit)) return FORBIDDEN;
  const id = first(call.values, 'id').slice(0, 50);
  if ((await new Silences(call.desk.kv, call.desk.clock).end(id)) === undefined) {
    return refused('alerts.command.end-silence.unknown', { id });
  }
  await note(visit, { action: 'silence-ended', object: id });
  return { said: call.say({ key: 'alerts.command.end-silence.done', params: { id } }) };
}
