import type { Severity } from '../alert.js';
import type { Medium, Place } from '../book/place.js';
import type { Answer } from '../book/policy.js';
import { FATES, type Fate, type GroupState } from '../engine/group-state.js';
import type { TellReason } from '../engine/reasons.js';
import { recipientOf, untold } from '../engine/recipients.js';
import { look, viewOf } from '../engine/show.js';
import { tellingOf } from '../engine/tellings.js';
import { isQuietTest } from '../engine/testing.js';
import type { Turn } from '../engine/turn.js';
import { heldUntil } from '../people/quiet-hours.js';
import type { FrozenPerson } from './chain.js';
import type { Pursuit } from './pursuit.js';
import { nextPlaces } from './reach.js';

/** How somebody is tried. */
interface Attempt {
  readonly until: Answer;
  readonly by: readonly Medium[];
  readonly ofChain: boolean;
}

/** The first places of somebody who is to be told now, and the pursuit that goes on from there; none: no place is left. */
export function begin(turn: Turn, person: FrozenPerson, severity: Severity, attempt: Attempt): readonly Place[] {
  // What is known to arrive nowhere is not tried again in the same incident.
  const failed = Object.entries(turn.state.sent).flatMap(([uri, { fate }]) => (fate === 'failed' ? [uri] : []));
  const step = nextPlaces(person, severity, attempt.by, new Set(failed), turn.facts);
  if (step === undefined) return [];
  const pursuit: Pursuit = {
    ...attempt,
    tried: [...failed.filter((uri) => person.places.some((place) => place.uri === uri)), ...uris(step.places)],
    ...(!isQuietTest(turn.state) && { nextAt: turn.facts.now + step.wait }),
    destination: `person:${person.name}`,
  };
  turn.pursue(person.name, pursuit);
  return step.places;
}

/** Goes on to the next places of all of whom nothing was heard in time. */
export function goOn(turn: Turn): void {
  for (const [name, pursuit] of Object.entries(turn.state.pursuits)) {
    if (pursuit.nextAt !== undefined && pursuit.nextAt <= turn.facts.now) tryNext(turn, name, pursuit);
  }
}

function tryNext(turn: Turn, name: string, pursuit: Pursuit): void {
  const { state, facts } = turn;
  const { incident } = state;
  const recipient = recipientOf(pursuit.destination, state, facts);
  const person = recipient?.person;
  const severity = incident?.worst;
  const { firing } = look(turn, facts.book.route(state.route));
  const step =
    person === undefined || severity === undefined || firing.length === 0
      ? undefined
      : nextPlaces(person, severity, pursuit.by, new Set(pursuit.tried), facts);
  if (recipient === undefined || person === undefined || incident === undefined || step === undefined) {
    const { nextAt: _, ...rest } = pursuit;
    turn.pursue(name, rest);
    return;
  }
  const tried = [...pursuit.tried, ...uris(step.places)];
  turn.pursue(name, { ...pursuit, tried, nextAt: facts.now + step.wait });
  const reason = reasonOf(state, pursuit);
  const told = turn.state.told[recipient.key] ?? untold(recipient);
  const view = viewOf(turn.state, firing);
  const until = heldUntil(person, incident.worst, facts.now);
  const parts = { reason, view, severity: incident.worst, updates: told.updates, person: name };
  const template = told.template === undefined ? {} : { template: told.template };
  turn.want({
    destination: recipient.key,
    reason,
    told: { ...told, firing: true, at: facts.now },
    tellings:
      until === undefined
        ? step.places.map((place) => tellingOf(turn.state, incident, place, { ...parts, ...template }))
        : [],
    ...(until !== undefined && { collect: { until, view, ...template } }),
  });
}

/** Who was told nothing so far, as flood control held it up, is told by the step itself. */
function reasonOf({ sent }: GroupState, { tried, ofChain }: Pursuit): TellReason {
  if (tried.length === 0 && ofChain) return 'escalation';
  return tried.every((uri) => sent[uri]?.fate === 'failed') ? 'failed-before' : 'no-answer';
}

/** Whether what was heard is as much as was waited for. */
export function isHeard(fate: Fate, until: Answer): boolean {
  return FATES.indexOf(fate) >= FATES.indexOf(until);
}

/** Ends the pursuit of somebody of whom enough was heard, or goes on at once where all that was tried is in vain. */
export function hear(turn: Turn, person: string, fate: Fate): void {
  if (!Object.hasOwn(turn.state.pursuits, person)) return;
  const pursuit = turn.state.pursuits[person];
  if (pursuit === undefined) return;
  const { [person]: _, ...others } = turn.state.pursuits;
  if (isHeard(fate, pursuit.until)) turn.change({ pursuits: others });
  else if (isInVain(turn.state, pursuit) && pursuit.nextAt !== undefined) {
    turn.pursue(person, { ...pursuit, nextAt: turn.facts.now });
  }
}

/** Whether nothing that was tried will arrive. */
export function isInVain({ sent }: GroupState, { tried, unpaid = [] }: Pursuit): boolean {
  return tried.every((uri) => sent[uri]?.fate === 'failed' || unpaid.includes(uri));
}

/** What flood control says to an address: that all are full, until a time, or that this one costs too much. */
type Refusal = { readonly why: 'flood'; readonly until?: number } | { readonly why: 'money' };

/**
 * Goes on where somebody is not told at an address: at once with the next one, but where all are full with the same one when there may be
 * room again.
 */
export function goOnFrom(turn: Turn, person: string, uri: string, refusal: Refusal): void {
  const pursuit = turn.state.pursuits[person];
  if (pursuit?.nextAt === undefined) return;
  const { now } = turn.facts;
  const { unpaid = [], tried } = pursuit;
  if (refusal.why === 'money') turn.pursue(person, { ...pursuit, unpaid: [...unpaid, uri], nextAt: now });
  else if (refusal.until === undefined) turn.pursue(person, { ...pursuit, nextAt: now });
  else turn.pursue(person, { ...pursuit, tried: tried.filter((one) => one !== uri), nextAt: refusal.until });
}

function uris(places: readonly Place[]): readonly string[] {
  return places.map(({ uri }) => uri);
}
