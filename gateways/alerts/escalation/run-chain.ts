import { SEVERITIES, type Severity } from '../alert.js';
import type { Book } from '../book/book.js';
import { isAtLeast } from '../book/explain.js';
import type { Member } from '../book/person.js';
import { isNamed, type Place, type Target } from '../book/place.js';
import type { Policy } from '../book/policy.js';
import type { Route } from '../book/route.js';
import { openOf } from '../book/window.js';
import type { Facts } from '../engine/facts.js';
import type { Fate, Incident, Sent } from '../engine/group-state.js';
import { type Recipient, recipientsOf, untold } from '../engine/recipients.js';
import { look, viewOf, worstOf } from '../engine/show.js';
import { stillFiring } from '../engine/tally.js';
import { tellingOf } from '../engine/tellings.js';
import { isQuietTest } from '../engine/testing.js';
import type { Turn } from '../engine/turn.js';
import { heldUntil } from '../people/quiet-hours.js';
import type { GroupView } from '../render/view.js';
import type { Chain, FrozenPerson, FrozenStep } from './chain.js';
import { begin, isHeard, isInVain } from './pursue.js';
import { isOnline } from './reach.js';

/** Steps that are gone through at once, where each is left out or waits for nothing; the rest follows right after. */
const MOST_AT_ONCE = 200;
/** While nothing is shown of what fires, it is looked again after so long. */
const LOOK_AGAIN_MS = 60_000;

/** Begins the escalation of an incident, where the route has one and it has not begun. */
export function startChain(turn: Turn, route: Route): void {
  const { incident } = turn.state;
  const policy = route.policy === undefined ? undefined : turn.facts.book.policy(route.policy);
  if (policy === undefined || incident === undefined || incident.chain !== undefined) return;
  if (isQuietTest(turn.state)) return;
  const chain = freeze(policy, turn.facts);
  if (incident.taken === undefined) {
    setChain(turn, chain);
  } else {
    // It was taken before anybody was told.
    const reminder = policy.remind === undefined ? {} : { reminder: { askAt: turn.facts.now + policy.remind } };
    turn.change({ incident: { ...incident, ...reminder, chain: { ...withoutNext(chain), state: 'taken' } } });
  }
  turn.audit('chain-started', { object: policy.name });
}

/** A policy as it is now, with its lists opened, so that it stays what it was. */
function freeze(policy: Policy, { book, now, onCall }: Facts): Chain {
  const steps = policy.steps.map((step): FrozenStep => ({ ...step, tell: book.members(step.tell) }));
  const final = book.members(policy.final);
  const targets = [...steps.flatMap(({ tell }) => tell), ...final];
  const rotations = targets.flatMap((target) => (isNamed(target) && target.kind === 'rotation' ? [target.name] : []));
  const duties = Object.fromEntries(rotations.map((name) => [name, onCall(name, now)]));
  const names = new Set([...targets.flatMap(nameOf), ...Object.values(duties).flat()]);
  return {
    policy: policy.name,
    book: book.version,
    steps,
    repeat: policy.repeat,
    final,
    ...(policy.remind !== undefined && { remind: policy.remind }),
    people: peopleOf(names, book),
    onCall: duties,
    step: 0,
    round: 0,
    nextAt: now,
    told: [],
    state: 'running',
  };
}

function nameOf(target: Target | Member): readonly string[] {
  return isNamed(target) && target.kind === 'person' ? [target.name] : [];
}

function peopleOf(names: ReadonlySet<string>, book: Book): Readonly<Record<string, FrozenPerson>> {
  const people: Record<string, FrozenPerson> = {};
  for (const name of names) {
    const person = book.person(name);
    if (person === undefined) continue;
    const { resolved: _, ...frozen } = person;
    people[name] = frozen;
  }
  return people;
}

/** Does the steps that are due. */
export function runChain(turn: Turn): void {
  for (let done = 0; done < MOST_AT_ONCE; done++) {
    const { incident } = turn.state;
    const chain = incident?.chain;
    if (incident === undefined || chain?.state !== 'running') return;
    if (chain.nextAt === undefined || chain.nextAt > turn.facts.now) return;
    advance(turn, incident, chain);
  }
}

function advance(turn: Turn, incident: Incident, chain: Chain): void {
  const { now, book } = turn.facts;
  if (incident.silenced !== undefined && incident.silenced.until > now) {
    setChain(turn, { ...chain, nextAt: incident.silenced.until });
    return;
  }
  const { firing } = look(turn, book.route(turn.state.route));
  const { rest } = turn.state;
  if (firing.length === 0 && (rest === undefined || stillFiring(rest) === 0)) {
    setChain(turn, { ...chain, nextAt: now + LOOK_AGAIN_MS });
    return;
  }
  const severity = worstOf(firing) ?? SEVERITIES[0];
  const step = chain.steps[chain.step];
  if (step === undefined) endRound(turn, chain, severity);
  else if (isDone(step, severity, turn)) doStep(turn, chain, step, severity);
  else setChain(turn, { ...chain, step: chain.step + 1, told: [] });
}

function isDone({ least, during }: FrozenStep, severity: Severity, { facts, state }: Turn): boolean {
  if (!isAtLeast(severity, least)) return false;
  const zone = facts.book.route(state.route)?.zone ?? facts.book.zone;
  return during.length === 0 || openOf(during, facts.now, zone).length > 0;
}

function doStep(turn: Turn, chain: Chain, step: FrozenStep, severity: Severity): void {
  const { now } = turn.facts;
  turn.audit('chain-step', { object: `${chain.policy}/${chain.step + 1}` });
  const told = tellAll(turn, chain, step, severity, 'escalation');
  // Where nobody could be told there is nothing to wait for.
  const wait = told.length > 0 || step.tell.length === 0 ? step.wait : 0;
  setChain(turn, { ...chain, step: chain.step + 1, told, nextAt: now + wait });
}

function endRound(turn: Turn, chain: Chain, severity: Severity): void {
  if (chain.round < chain.repeat) {
    setChain(turn, { ...chain, step: 0, round: chain.round + 1, told: [] });
    return;
  }
  const all: FrozenStep = {
    tell: chain.final,
    by: [],
    when: 'always',
    least: 'info',
    during: [],
    wait: 0,
    until: 'acknowledged',
  };
  const told = tellAll(turn, chain, all, severity, 'final');
  setChain(turn, { ...withoutNext(chain), told, state: 'exhausted' });
  turn.audit('chain-ended', { object: chain.policy, reason: 'exhausted' });
}

/** Tells everybody of a step; gives the keys of those who are told, now or later. */
function tellAll(
  turn: Turn,
  chain: Chain,
  step: FrozenStep,
  severity: Severity,
  reason: 'escalation' | 'final',
): readonly string[] {
  const { found, nobody } = recipientsOf(step.tell, turn.facts, chain);
  for (const name of nobody) turn.audit('not-told', { object: name, reason: 'nobody' });
  const { firing } = look(turn, turn.facts.book.route(turn.state.route));
  const call = { ...step, severity, reason, view: viewOf(turn.state, firing) };
  return found.filter((one) => tellOne(turn, one, call)).map(({ key }) => key);
}

/** What is told to everybody of a step. */
interface Call extends FrozenStep {
  readonly severity: Severity;
  readonly reason: 'escalation' | 'final';
  readonly view: GroupView;
}

function tellOne(turn: Turn, one: Recipient, call: Call): boolean {
  const { severity, reason, view } = call;
  const { incident } = turn.state;
  if (incident === undefined || !isMeant(one, call, turn.facts)) return false;
  const { now } = turn.facts;
  const until = one.person === undefined ? undefined : heldUntil(one.person, severity, now);
  if (until !== undefined && turn.state.test !== undefined) {
    turn.notTold(one.key, 'left-alone');
    return false;
  }
  const places = until === undefined ? placesOf(turn, one, call, severity) : [];
  if (until === undefined && places.length === 0) {
    turn.notTold(one.key, 'nobody');
    return false;
  }
  const told = turn.state.told[one.key] ?? untold(one);
  const template = told.template === undefined ? {} : { template: told.template };
  const person = one.person === undefined ? {} : { person: one.person.name };
  // A step of the chain is to be heard: never a correction of what was there before.
  const parts = { reason, view, severity, updates: 'reply' as const, ...person, ...template };
  turn.want({
    destination: one.key,
    reason,
    told: { ...told, upTo: turn.state.seq, at: now, firing: true },
    tellings: places.map((place) => tellingOf(turn.state, incident, place, parts)),
    ...(until !== undefined && { collect: { until, view, ...template } }),
  });
  return true;
}

function isMeant({ person, place }: Recipient, { when }: FrozenStep, facts: Facts): boolean {
  if (when === 'always') return true;
  const here = { places: person?.places ?? (place === undefined ? [] : [place]) };
  // What has no presence, such as a room, is neither.
  if (person === undefined && place?.kind !== 'chat') return true;
  return isOnline(here, facts) === (when === 'online');
}

function placesOf(turn: Turn, { person, place }: Recipient, step: FrozenStep, severity: Severity): readonly Place[] {
  if (person !== undefined) return begin(turn, person, severity, { until: step.until, by: step.by, ofChain: true });
  if (place === undefined) return [];
  return step.by.length === 0 || step.by.some((medium) => medium === place.medium) ? [place] : [];
}

/** Takes into account what was heard from somebody whom the chain has told. */
export function chainHears(turn: Turn, { destination }: Pick<Sent, 'destination'>, fate: Fate): void {
  const chain = turn.state.incident?.chain;
  if (chain?.state !== 'running' || !chain.told.includes(destination)) return;
  const step = chain.steps[chain.step - 1];
  if (step === undefined || !isHeard(fate, step.until)) return;
  setChain(turn, { ...withoutNext(chain), state: 'heard' });
  turn.audit('chain-ended', { object: chain.policy, reason: fate });
}

/** Goes on at once where nothing that the last step told will arrive anywhere. */
export function hurryChain(turn: Turn): void {
  const chain = turn.state.incident?.chain;
  const { now } = turn.facts;
  if (chain?.state !== 'running' || chain.told.length === 0 || (chain.nextAt ?? now) <= now) return;
  if (chain.told.every((key) => isLost(turn, key))) setChain(turn, { ...chain, told: [], nextAt: now });
}

function isLost({ state }: Turn, key: string): boolean {
  if (!key.startsWith('person:')) {
    const sent = state.sent[key];
    return sent === undefined ? state.told[key]?.why === 'money' : sent.fate === 'failed';
  }
  const pursuit = state.pursuits[key.slice('person:'.length)];
  return pursuit !== undefined && pursuit.nextAt === undefined && isInVain(state, pursuit);
}

/** Stops the chain because somebody has taken the incident. */
export function stopChain(turn: Turn): void {
  const chain = turn.state.incident?.chain;
  if (chain === undefined || chain.state === 'taken') return;
  setChain(turn, { ...withoutNext(chain), state: 'taken' });
  turn.audit('chain-ended', { object: chain.policy, reason: 'taken' });
}

/** Begins the chain anew, as it was frozen. */
export function restartChain(turn: Turn): void {
  const chain = turn.state.incident?.chain;
  if (chain === undefined) return;
  setChain(turn, { ...chain, state: 'running', step: 0, round: 0, told: [], nextAt: turn.facts.now });
  turn.audit('chain-started', { object: chain.policy });
}

function setChain(turn: Turn, chain: Chain): void {
  const { incident } = turn.state;
  if (incident !== undefined) turn.change({ incident: { ...incident, chain } });
}

function withoutNext({ nextAt: _, ...chain }: Chain): Chain {
  return chain;
}
