import { randomUUID } from 'node:crypto';
import type { GatewayCommand, GatewayDone } from '../../gateway.js';
import { durationAt } from '../acks/duration-words.js';
import type { Book } from '../book/book.js';
import type { Route } from '../book/route.js';
import { Codes, routeKey } from '../engine/codes.js';
import { USUAL_SILENCE } from '../engine/event.js';
import type { GroupState, Incident } from '../engine/group-state.js';
import { GroupStore } from '../engine/group-store.js';
import { giveOrder } from './orders.js';
import {
  type AlertCommandParts,
  ageText,
  callerTitle,
  command,
  FORBIDDEN,
  field,
  first,
  may,
  moment,
  refused,
  type Visit,
} from './parts.js';
import { spokenAnswer } from './spoken.js';

const MOST_LINES = 50;

interface Open {
  readonly state: GroupState;
  readonly incident: Incident;
}

/** What is open, and what people do about it. */
export function incidentCommands(parts: AlertCommandParts): readonly GatewayCommand[] {
  return [
    command(parts, { word: 'alerts', run: list }),
    ...(['ack', 'unack', 'resolve'] as const).map((word) =>
      command(parts, {
        word,
        under: 'alerts',
        fields: (call) => [field(call, 'code'), field(call, 'comment')],
        spoken: (text) => spokenAnswer(word, text),
        run: (visit) => answer(visit, word),
      }),
    ),
    command(parts, {
      word: 'unsilence',
      under: 'alerts',
      fields: (call) => [field(call, 'code'), field(call, 'comment')],
      spoken: (text) => spokenAnswer('unsilence', text),
      run: (visit) => answer(visit, 'unsilence'),
    }),
    command(parts, {
      word: 'snooze',
      under: 'alerts',
      fields: (call) => [field(call, 'code'), field(call, 'lasts'), field(call, 'comment')],
      spoken: (text) => spokenAnswer('snooze', text),
      run: (visit) => answer(visit, 'silence'),
    }),
  ];
}

/** All routes at any depth. */
export function routesOf({ routes }: Pick<Book, 'routes'>): readonly Route[] {
  return routes.flatMap((route) => [route, ...routesOf(route)]);
}

async function list(visit: Visit): Promise<GatewayDone> {
  const { say } = visit.call;
  const open = await openFor(visit);
  if (open.length === 0) return { said: say({ key: 'alerts.command.alerts.none' }) };
  const lines = open.map(({ state, incident }) => {
    const first =
      Object.values(state.alerts).find(({ ended }) => ended === undefined) ?? Object.values(state.alerts)[0];
    const taken = incident.taken === undefined ? '' : `, ${incident.taken.by}`;
    const age = ageText(visit.now - incident.opened);
    const severity = say({ key: `alerts.render.severity.${incident.worst}` });
    return `${incident.code.toUpperCase()} ${severity} ${first?.alert.title ?? state.route} (${age}${taken})`;
  });
  return { said: lines.join('\n') };
}

/** What was told to the caller, or is open at routes where the caller may take it; the newest first. */
async function openFor(visit: Visit): Promise<readonly Open[]> {
  const { book, person, subject, call } = visit;
  const codes = codesOf(visit);
  const routes = routesOf(book).filter((route) => may(visit, 'acknowledge', route));
  const places = person?.places.map(({ uri }) => uri) ?? [`xmpp:${subject.jid ?? ''}`];
  const found = await Promise.all(
    [...places, ...routes.map(({ name }) => routeKey(name))].map((one) => codes.openAt(one)),
  );
  const groups = new Map(
    found
      .flat()
      .sort((a, b) => b.at - a.at)
      .map(({ group, at }) => [group, at]),
  );
  const store = new GroupStore(call.desk.kv);
  const states = await Promise.all([...groups.keys()].slice(0, MOST_LINES).map((group) => store.load(group)));
  return states.flatMap((stored) => {
    const incident = stored?.state.incident;
    return stored === undefined || incident === undefined ? [] : [{ state: stored.state, incident }];
  });
}

/** Does something about the incident of a code, by default that of the form. */
export async function answer(
  visit: Visit,
  kind: 'ack' | 'unack' | 'resolve' | 'silence' | 'unsilence',
  code = first(visit.call.values, 'code'),
): Promise<GatewayDone> {
  const { call, book, person, parts } = visit;
  const found = await meant(visit, code);
  if ('problem' in found) return found;
  const { state, incident } = found;
  const route = book.route(state.route);
  const right = kind === 'silence' || kind === 'unsilence' ? 'silence' : 'acknowledge';
  if (route === undefined || !may(visit, right, route)) return FORBIDDEN;
  if (kind === 'unsilence' && (incident.silenced?.until ?? 0) <= visit.now)
    return refused('alerts.command.unsilence.not');
  const lasts = first(call.values, 'lasts');
  const duration = lasts === '' ? undefined : durationAt(lasts.split(/\s+/))?.ms;
  if (lasts !== '' && duration === undefined) return refused('alerts.command.lasts.wrong');
  const comment = first(call.values, 'comment').slice(0, 500);
  const problem = await giveOrder(call.desk, await parts.laneOf(state.id, call.desk.kv), {
    do: 'answer',
    group: state.id,
    answer: {
      id: randomUUID(),
      kind,
      by: { title: callerTitle(visit), ...(person !== undefined && { person: person.name }) },
      incident: incident.number,
      ...(duration !== undefined && { duration }),
      ...(comment !== '' && { comment }),
    },
  });
  if (problem !== undefined) return { problem };
  const until = kind === 'silence' ? { until: moment(visit, visit.now + (duration ?? USUAL_SILENCE)) } : {};
  const params = { code: incident.code.toUpperCase(), ...until };
  return { said: call.say({ key: `alerts.command.${kind}.done`, params }) };
}

/** The incident of a code; without one the only one that is open for the caller. */
async function meant(visit: Visit, code: string): Promise<Open | ReturnType<typeof refused>> {
  if (code === '') {
    const [only, ...others] = await openFor(visit);
    return only === undefined || others.length > 0 ? refused('alerts.command.code.which') : only;
  }
  const known = await codesOf(visit).groupOf(code);
  const state = known && (await new GroupStore(visit.call.desk.kv).load(known.group))?.state;
  const incident = state?.incident;
  if (state === undefined || incident === undefined || incident.number !== known?.incident) {
    return refused('alerts.command.code.unknown', { code: code.slice(0, 20) });
  }
  return { state, incident };
}

/** For looking up: it makes no codes. */
function codesOf({ call }: Visit): Codes {
  return new Codes(call.desk.kv, call.desk.clock, () => '');
}
