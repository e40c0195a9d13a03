import { remindLater } from '../escalation/reminder.js';
import { restartChain, stopChain } from '../escalation/run-chain.js';
import { announce } from './announce.js';
import type { Backward } from './effect.js';
import { type AnswerEvent, type Answerer, USUAL_SILENCE } from './event.js';
import { type Incident, type KeptAlert, MOST_ANSWERS, MOST_SHOWN, type Taken } from './group-state.js';
import { intakeIdOf } from './ids.js';
import { BOT } from './origin.js';
import { look } from './show.js';
import type { Turn } from './turn.js';

/** So long what a person has closed stays so, whatever its source says; then it counts as something new. */
const CLOSED_MS = 24 * 3_600_000;

/** Does what somebody wants who answers. */
export function takeAnswer(turn: Turn, event: AnswerEvent): void {
  const { incident } = turn.state;
  if (incident === undefined) return;
  if (event.incident !== undefined && event.incident !== incident.number) return;
  const { answers } = turn.state;
  if (answers.includes(event.id)) return;
  if (event.id !== '') turn.change({ answers: [...answers.slice(1 - MOST_ANSWERS), event.id] });
  switch (event.kind) {
    case 'ack':
      acknowledge(turn, incident, event);
      break;
    case 'unack':
      if (incident.taken !== undefined) release(turn, incident, event.by, event.comment);
      break;
    case 'silence':
      silence(turn, incident, event);
      break;
    case 'unsilence':
      unsilence(turn, incident, event);
      break;
    case 'resolve':
      close(turn, incident, event);
      break;
    case 'comment':
      announce(turn, { reason: 'comment', state: stateOf(incident), by: event.by, ...commentOf(event) });
      turn.audit('comment', { by: nameOf(event.by), ...commentOf(event) });
      back(turn, event.kind, event);
      break;
  }
}

function acknowledge(turn: Turn, incident: Incident, event: AnswerEvent): void {
  const { by } = event;
  const { now } = turn.facts;
  const taken: Taken = {
    by: by.title,
    at: now,
    ...(by.person !== undefined && { person: by.person }),
    ...(by.place !== undefined && { place: by.place }),
    ...commentOf(event),
  };
  const again =
    incident.taken !== undefined && (by.person ?? by.title) === (incident.taken.person ?? incident.taken.by);
  turn.change({ incident: { ...incident, taken }, pursuits: {} });
  stopChain(turn);
  remindLater(turn);
  turn.audit('taken', { by: nameOf(by), after: now - incident.opened, ...commentOf(event) });
  if (again && event.comment === undefined) return;
  announce(turn, { reason: 'acknowledged', state: 'acknowledged', by, ...commentOf(event) });
  back(turn, 'ack', event);
}

/** Nobody takes care of it any more: the escalation begins anew. `byTime`: because nothing was heard. */
export function release(turn: Turn, incident: Incident, by: Answerer, comment?: string, byTime = false): void {
  const { taken: _, reminder: __, ...open } = incident;
  turn.change({ incident: open });
  turn.audit('released', { by: nameOf(by), ...(byTime && { reason: 'by-time' }) });
  const said = comment === undefined ? {} : { comment };
  announce(turn, { reason: byTime ? 'unacknowledged-by-time' : 'unacknowledged', state: 'firing', by, ...said });
  restartChain(turn);
  back(turn, byTime ? 'unack-by-time' : 'unack', { by, ...said });
}

function silence(turn: Turn, incident: Incident, event: AnswerEvent): void {
  const { now } = turn.facts;
  const until = now + (event.duration ?? USUAL_SILENCE);
  const silenced = { until, by: event.by.title, ...commentOf(event) };
  const { chain } = incident;
  const later = chain !== undefined && waitsForSilence(incident) ? { chain: { ...chain, nextAt: until } } : {};
  turn.change({ incident: { ...incident, ...later, silenced }, pursuits: {}, flushAt: now });
  turn.audit('silenced', { by: nameOf(event.by), ...commentOf(event) });
  announce(turn, { reason: 'silenced', state: 'firing', by: event.by, ...commentOf(event) });
  back(turn, 'silence', event, until);
}

/** Ends the silence of the incident before its time: what fires is told as it is now, and the escalation goes on. */
function unsilence(turn: Turn, incident: Incident, event: AnswerEvent): void {
  const { now } = turn.facts;
  const { silenced, ...open } = incident;
  if (silenced === undefined || silenced.until <= now) return;
  const { chain } = open;
  const goesOn = chain !== undefined && waitsForSilence(incident) ? { chain: { ...chain, nextAt: now } } : {};
  turn.change({ incident: { ...open, ...goesOn }, flushAt: now });
  turn.audit('unsilenced', { by: nameOf(event.by), ...commentOf(event) });
  announce(turn, { reason: 'unsilenced', state: 'firing', by: event.by, ...commentOf(event) });
  back(turn, 'unsilence', event);
}

/** Whether the escalation goes on when the silence of the incident is over. */
function waitsForSilence({ chain, silenced }: Incident): boolean {
  return silenced !== undefined && chain?.state === 'running' && chain.nextAt === silenced.until;
}

function close(turn: Turn, incident: Incident, event: AnswerEvent): void {
  const { now } = turn.facts;
  // Before the alerts end: the source is told of those that fire.
  back(turn, 'resolve', event);
  turn.change({ incident: { ...incident, taken: { by: event.by.title, at: now, ...commentOf(event) } }, pursuits: {} });
  for (const [key, kept] of Object.entries(turn.state.alerts)) {
    if (kept.ended !== undefined) continue;
    const { hidden: _, ...rest } = kept;
    const alert = { ...kept.alert, status: 'resolved' as const, endsAt: now };
    turn.keep(key, { ...rest, alert, ended: turn.next(), endedAt: now, closedUntil: now + CLOSED_MS });
  }
  const { rest: _, ...state } = turn.state;
  turn.replace({ ...state, flushAt: now });
  turn.audit('closed-by-person', { by: nameOf(event.by), ...commentOf(event) });
}

/** Tells the source, where there is one: nobody waits for what becomes of a test. */
function back(turn: Turn, kind: Backward['kind'], event: Pick<AnswerEvent, 'by' | 'comment'>, until?: number): void {
  if (turn.state.test !== undefined) return;
  const { state, facts } = turn;
  const { firing } = look(turn, facts.book.route(state.route));
  const alerts = firing.length > 0 ? firing : Object.values(state.alerts).filter(({ ended }) => ended === undefined);
  turn.effects.push({
    kind: 'back',
    backward: {
      id: intakeIdOf(state.id, 'back', kind, state.incidents, facts.now, nameOf(event.by)),
      kind,
      group: state.id,
      route: state.route,
      by: event.by.title,
      ...commentOf(event),
      ...(until !== undefined && { until }),
      alerts: alerts.slice(0, MOST_SHOWN).map(({ alert }) => alert),
      writers: writersOf(turn, alerts, event.by),
    },
  });
}

/** Those who wrote the alerts, but for who answers and who is told of the group anyway. */
function writersOf({ state: { sent } }: Turn, alerts: readonly KeptAlert[], by: Answerer): readonly string[] {
  const places = alerts.slice(0, MOST_SHOWN).flatMap(({ alert }) => alert.origin.replyTo ?? []);
  return [...new Set(places)].filter((uri) => uri !== by.place && sent[uri] === undefined);
}

function commentOf({ comment }: Pick<AnswerEvent, 'comment'>): { readonly comment?: string } {
  return comment === undefined ? {} : { comment };
}

/** Whoever reads of it must not be asked to take what somebody has taken. */
function stateOf({ taken }: Incident): 'firing' | 'acknowledged' {
  return taken === undefined ? 'firing' : 'acknowledged';
}

/** How the audit calls who answers. */
function nameOf({ person, bot, title }: Answerer): string {
  return person ?? (bot === undefined ? title : `${BOT}${bot}`);
}
