import { isAtLeast } from '../book/explain.js';
import { goOnFrom } from '../escalation/pursue.js';
import { routeKey } from './codes.js';
import type { Collected, Cost, Telling } from './effect.js';
import type { Sent } from './group-state.js';
import { letters } from './ids.js';
import type { TellReason } from './reasons.js';
import { alertKeyOf } from './take-alert.js';
import { stillFiring } from './tally.js';
import type { Turn, Want } from './turn.js';
import { asWanted, ownAfter } from './wishes.js';

/** What flood control says to a message. */
export type Verdict =
  /** Of a short message with how many it is sent as, and what that costs. */
  | { readonly goes: true; readonly segments?: number; readonly cost?: Cost }
  /** There is too much until this time (wall time, ms). */
  | { readonly goes: false; readonly why: 'flood'; readonly until: number }
  | { readonly goes: false; readonly why: 'money' };

/** Makes of what is wanted what is done, by what flood control says to each message (by its id); what it says nothing of goes. */
export function commit(turn: Turn, verdicts: ReadonlyMap<string, Verdict>): void {
  if (turn.wants.length === 0) return;
  const known = new Set(Object.keys(turn.state.sent));
  for (const want of turn.wants) settle(turn, want, verdicts);
  const places = Object.keys(turn.state.sent).filter((uri) => !known.has(uri));
  const { incident } = turn.state;
  if (places.length === 0 || incident === undefined) return;
  turn.effects.push({
    kind: 'open',
    code: incident.code,
    places: [...places, routeKey(turn.state.route)],
    at: turn.facts.now,
  });
}

function settle(turn: Turn, want: Want, verdicts: ReadonlyMap<string, Verdict>): void {
  const verdictOf = ({ id }: Telling): Verdict => verdicts.get(id) ?? { goes: true };
  const going = want.tellings.filter((telling) => {
    const verdict = verdictOf(telling);
    if (verdict.goes) send(turn, want, telling, verdict);
    return verdict.goes;
  });
  if (want.collect !== undefined) {
    collect(turn, want, 'digest', want.collect);
    turn.audit('not-told', { object: want.destination, reason: 'collected' });
  }
  if (going.length > 0 || want.collect !== undefined) {
    turn.remember(want.destination, want.told);
  }
  for (const telling of want.tellings) {
    const verdict = verdictOf(telling);
    if (!verdict.goes) refuse(turn, want, telling, verdict, going.length > 0);
  }
}

function send(
  turn: Turn,
  want: Want,
  wanted: Telling,
  { segments, cost }: Extract<Verdict, { readonly goes: true }>,
): void {
  const { sent } = turn.state;
  const { now } = turn.facts;
  const { uri } = wanted.place;
  const before = sent[uri];
  const telling = asWanted(wanted, want.told, before);
  const after: Sent = {
    id: telling.id,
    first: before?.first ?? telling.id,
    base: telling.follows?.how === 'edit' ? telling.follows.id : telling.id,
    count: (before?.count ?? 0) + 1,
    at: now,
    fate: 'sent',
    reached: before?.reached ?? { sent: now },
    destination: want.destination,
    ...ownAfter(telling, want.told, before),
    ...(telling.person !== undefined && { person: telling.person }),
  };
  turn.send(uri, after);
  turn.effects.push({ kind: 'tell', telling });
  turn.audit('told', {
    object: uri,
    reason: want.reason,
    ...(telling.person !== undefined && { by: telling.person }),
    ...(segments !== undefined && { segments }),
    ...(cost !== undefined && { cost }),
  });
}

/** Soonest, ms, after which what was full is tried again. */
const LEAST_PAUSE = 1000;
/** Of these people are tried at one address after the other, whatever else there is to tell them. */
const PURSUED: ReadonlySet<TellReason> = new Set(['escalation', 'final', 'no-answer', 'failed-before'] as const);

function refuse(
  turn: Turn,
  want: Want,
  telling: Telling,
  verdict: Extract<Verdict, { readonly goes: false }>,
  others: boolean,
): void {
  const { now, book } = turn.facts;
  turn.audit('not-told', { object: telling.place.uri, reason: verdict.why });
  // What is that bad is no part of a summary: it goes when there is room again.
  const bypass = verdict.why === 'flood' && isAtLeast(telling.severity, book.limits.bypass);
  const retryAt = verdict.why === 'flood' && bypass ? Math.max(verdict.until, now + LEAST_PAUSE) : undefined;
  const pursued = telling.person !== undefined && PURSUED.has(want.reason);
  if (telling.person !== undefined) {
    const until = retryAt !== undefined && pursued ? { until: retryAt } : {};
    goOnFrom(turn, telling.person, telling.place.uri, verdict.why === 'money' ? verdict : { why: 'flood', ...until });
  }
  if (others) return;
  const before = turn.state.told[want.destination];
  if (retryAt !== undefined) {
    const untold = { ...want.told, firing: false };
    // Who is pursued is tried again by that; of others it is looked again what there is to tell.
    if (pursued) turn.remember(want.destination, { ...(before ?? untold), why: 'flood' });
    else turn.remember(want.destination, { ...(before ?? { ...untold, upTo: 0, at: 0 }), retryAt, why: 'flood' });
    return;
  }
  // Who has only heard of it among others is not told its end either.
  turn.remember(want.destination, { ...want.told, firing: before?.firing ?? false, why: verdict.why });
  if (verdict.why !== 'flood' || turn.state.test !== undefined) return;
  const template = telling.template === undefined ? {} : { template: telling.template };
  collect(turn, want, 'summary', { until: verdict.until, view: telling.view, ...template });
}

function collect(
  turn: Turn,
  want: Want,
  how: Collected['how'],
  { until, view, template }: Pick<Collected, 'until' | 'view' | 'template'>,
): void {
  const { id: group, seq, incident, alerts, rest } = turn.state;
  const { destination, reason } = want;
  const firing = () => Object.values(alerts).filter(({ ended, hidden }) => ended === undefined && hidden === undefined);
  const collected: Collected = {
    id: letters(20, [group, `${seq}`, how, destination, reason, template ?? '']),
    how,
    destination,
    until,
    group,
    incident: incident?.number ?? 0,
    view,
    alerts: (want.news ?? firing()).map(({ alert }) => letters(12, [group, alertKeyOf(alert)])),
    rest: rest === undefined ? 0 : stillFiring(rest),
    ...(template !== undefined && { template }),
  };
  turn.effects.push({ kind: 'collect', collected });
}
