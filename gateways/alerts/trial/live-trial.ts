import type { Clock, KeyValue } from '../../gateway.js';
import type { Alert } from '../alert.js';
import type { Book } from '../book/book.js';
import { date, time } from '../book/explain-text.js';
import { groupOf } from '../book/group.js';
import type { Route } from '../book/route.js';
import { transformed } from '../book/transform.js';
import { decide } from '../engine/decide.js';
import type { Effect } from '../engine/effect.js';
import type { Facts } from '../engine/facts.js';
import { Gate } from '../engine/gate.js';
import { type GroupState, newGroup } from '../engine/group-state.js';
import { GroupStore } from '../engine/group-store.js';
import { groupIdOf } from '../engine/ids.js';
import { Inhibitors } from '../engine/inhibitors.js';
import { Silences } from '../engine/silences.js';
import { Turn, type Want } from '../engine/turn.js';
import { readPresences } from '../presences.js';

/** Alerts of one payload that are looked at. */
const MOST_ALERTS = 20;
const MOST_LINES = 500;
/** What would be told later than this is not told because of this alert. */
const DAY_MS = 86_400_000;

interface LiveTrialParts {
  /** With what people have set. */
  readonly book: Book;
  readonly onCall: (rotation: string, now: number) => readonly string[];
  readonly kv: KeyValue;
  readonly clock: Clock;
}

/**
 * Tells what would become of alerts now: the same decisions as the engine's, from what is kept of their groups, silences, alerts that mute
 * others, presences, rotations with their overrides, preferences and the counters of flood control. Changes nothing.
 */
export async function tryLive(
  alerts: readonly Alert[],
  to: string | undefined,
  parts: LiveTrialParts,
): Promise<readonly string[]> {
  const { book, kv, clock } = parts;
  const [silences, inhibitors] = [new Silences(kv, clock), new Inhibitors(kv, clock)];
  const [presence] = await Promise.all([
    readPresences(kv, clock),
    silences.refresh(),
    inhibitors.refresh(book.inhibitions),
  ]);
  const facts = (now: number): Facts => ({
    now,
    book,
    code: '',
    onCall: parts.onCall,
    presence,
    silencedUntil: (one) => silences.silencedUntil(one),
    inhibitedBy: (one) => inhibitors.inhibitedBy(book.inhibitions, one),
  });
  const route = to === undefined ? undefined : book.route(to);
  const lines: string[] = [];
  for (const alert of alerts.slice(0, MOST_ALERTS)) {
    const routes = route === undefined ? book.routesFor(alert) : book.routesBelow(route, alert);
    lines.push(`alert    ${alert.title}`, ...(routes.length === 0 ? ['nobody is told: no route takes it'] : []));
    for (const one of routes) {
      lines.push(...(await routeLines(one, transformed(one.transform, alert), parts, facts)));
    }
  }
  return lines.slice(0, MOST_LINES);
}

async function routeLines(
  route: Route,
  alert: Alert,
  { book, kv, clock }: LiveTrialParts,
  facts: (now: number) => Facts,
): Promise<readonly string[]> {
  const group = groupOf(route, alert);
  const id = groupIdOf(group.key);
  const stored = await new GroupStore(kv).load(id);
  const before = stored?.state ?? newGroup(id, route.name, group.labels);
  const now = clock.now();
  const first = decide(before, { type: 'alert', alert }, facts(now));
  const { flushAt } = first.state;
  const at = flushAt === undefined || flushAt - now > DAY_MS ? now : Math.max(now, flushAt);
  const second = at > now ? decide(withoutDone(first), { type: 'tick' }, facts(at)) : undefined;
  const effects = [...first.effects, ...(second?.effects ?? [])];
  const wants = [...first.wants, ...(second?.wants ?? [])];
  const gate = new Gate(kv, clock, { segments: () => 0, warn: async () => undefined }, { count: () => undefined });
  const full = await gate.look(
    wants.flatMap(({ tellings }) => tellings),
    book,
  );
  return [
    `route ${route.name}`,
    `  group    ${group.key}`,
    ...stateLines(before, now, book.zone),
    ...effects.flatMap(effectLines),
    ...(at > now && wants.length > 0
      ? [`  at       ${date(at, route.zone)}, in ${time(Math.ceil((at - now) / 1000) * 1000)}`]
      : []),
    ...wants.flatMap((want) => wantLines(want, full, route.zone)),
    ...(wants.length === 0 ? ['  tells    nobody now'] : []),
  ];
}

/** What a turn leaves behind when what it wants is done. */
function withoutDone(turn: Turn): GroupState {
  const copy = new Turn(turn.state, turn.facts);
  for (const { destination, told } of turn.wants) copy.remember(destination, told);
  return copy.state;
}

function stateLines({ incident }: GroupState, now: number, zone: string): readonly string[] {
  if (incident === undefined) return ['  incident none is open'];
  const { code, opened, taken, silenced } = incident;
  return [
    `  incident ${code.toUpperCase()} since ${date(opened, zone)}`,
    ...(taken === undefined ? [] : [`           taken by ${taken.by}, ${date(taken.at, zone)}`]),
    ...(silenced === undefined || silenced.until <= now
      ? []
      : [`           silenced by ${silenced.by} until ${date(silenced.until, zone)}`]),
  ];
}

function effectLines(effect: Effect): readonly string[] {
  if (effect.kind === 'forward') return [`  goes on  to route ${effect.forward.route}`];
  if (effect.kind !== 'audit') return [];
  const { action, reason = '', object = '' } = effect.row;
  switch (action) {
    case 'alert-ignored':
      return [`  ignored  ${reason}`];
    case 'alert-hidden':
      return [`  hidden   ${reason}`];
    case 'not-told':
      return [`  not      ${object}: ${reason}`];
    case 'chain-started':
      return [`  policy   ${object} begins`];
    default:
      return [];
  }
}

function wantLines(
  { destination, reason, tellings, collect }: Want,
  full: ReadonlyMap<string, string>,
  zone: string,
): readonly string[] {
  if (collect !== undefined)
    return [`  later    ${destination}: ${reason}, with others at ${date(collect.until, zone)}`];
  return tellings.map(({ id, place }) => {
    const why = full.get(id);
    const who = destination === place.uri ? place.uri : `${destination} at ${place.uri}`;
    return why === undefined ? `  tells    ${who}: ${reason}` : `  not      ${who}: flood (${why})`;
  });
}
