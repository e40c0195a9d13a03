import type { Severity } from '../alert.js';
import type { Person, PersonPlace, PreferredStep } from './person.js';
import { isAsBadAs } from './quiet-hours.js';

/** What is known of somebody at a place: the values of `<show/>` (RFC 6121 4.7.2.1), and what stands in for none. */
export type Presence = 'online' | 'chat' | 'away' | 'xa' | 'dnd' | 'offline' | 'unknown';

/** Why a step is what it is. */
type StepReason =
  /** The person wants it so. */
  | 'preference'
  /** Reachable in a chat right now. */
  | 'online'
  /** In a chat, but away from it. */
  | 'away'
  /** Wants no disturbance, and it is critical. */
  | 'urgent'
  /** Wants no disturbance: goes where it disturbs nobody. */
  | 'quiet'
  /** Nobody has answered so far. */
  | 'no-answer'
  /** In no chat that may be used. */
  | 'offline';

/** Places that are written to at once. */
export interface ReachStep<Place extends PersonPlace> {
  readonly places: readonly Place[];
  /** Milliseconds to wait for a receipt or an acknowledgement before the next step. */
  readonly wait: number;
  readonly reason: StepReason;
}

/** How long is waited where the person says nothing, in milliseconds: of several media the shortest counts. */
type Waits = Readonly<Record<PersonPlace['medium'], number>>;

interface ReachQuestion<Place extends PersonPlace> {
  readonly person: Person<Place>;
  readonly severity: Severity;
  /** What is known of a place; `unknown` counts as offline. */
  readonly presence: (place: Place) => Presence;
  /** URIs of places to which this went already, or will not arrive whatever is done: these are not tried again. */
  readonly tried?: ReadonlySet<string>;
  readonly waits?: Waits;
}

interface ReachPlan<Place extends PersonPlace> {
  /** In order; none where nothing is left to try. */
  readonly steps: readonly ReachStep<Place>[];
  /** Missing where there are steps. `none`: the person has no place that may be used; `exhausted`: all were tried. */
  readonly nothing?: 'none' | 'exhausted';
}

const DEFAULT_WAITS: Waits = { xmpp: 120_000, irc: 120_000, hook: 120_000, sms: 300_000, email: 900_000 };

/**
 * How to reach somebody now. Of what the person wants nothing is changed; who says nothing is told by presence: in a chat
 * first where there, by SMS too where away, only of what is critical where not to be disturbed, and by SMS, then mail, where
 * in no chat. Numbers are tried one after the other, since each costs.
 */
export function planReach<Place extends PersonPlace>(question: ReachQuestion<Place>): ReachPlan<Place> {
  const { person, severity, tried, waits = DEFAULT_WAITS } = question;
  const wanted = person.places.filter(({ medium }) => isWanted(person, medium, severity));
  if (wanted.length === 0) return { steps: [], nothing: 'none' };
  const rest = wanted.filter(({ uri }) => tried?.has(uri) !== true);
  if (rest.length === 0) return { steps: [], nothing: 'exhausted' };
  // Steps by media in which the person has no place say nothing about this person.
  const own = person.steps?.[severity]?.filter(({ media }) => wanted.some(({ medium }) => media.includes(medium)));
  const planned =
    own === undefined || own.length === 0
      ? byPresence(wanted, rest, question).map((draft) => withWait(draft, waits))
      : own.map((step) => preferred(step, rest, waits));
  const steps = planned.filter(({ places }) => places.length > 0);
  return steps.length > 0 ? { steps } : { steps: [], nothing: 'exhausted' };
}

function isWanted({ least }: Person, medium: PersonPlace['medium'], severity: Severity): boolean {
  const lowest = medium === 'hook' ? undefined : least?.[medium];
  return lowest === undefined || isAsBadAs(severity, lowest);
}

type State = 'here' | 'away' | 'dnd' | 'gone';
type Draft<Place extends PersonPlace> = Omit<ReachStep<Place>, 'wait'>;

const STATES: Readonly<Record<Presence, State>> = {
  chat: 'here',
  online: 'here',
  away: 'away',
  xa: 'away',
  dnd: 'dnd',
  offline: 'gone',
  unknown: 'gone',
};

/** Whoever wants no disturbance at one place means it, also where another client is still there. */
const BY_WEIGHT: readonly State[] = ['dnd', 'here', 'away', 'gone'];

/** Presence in XMPP says more than that of IRC, where many clients are there day and night. */
function stateOf<Place extends PersonPlace>(places: readonly Place[], presence: (place: Place) => Presence): State {
  for (const medium of ['xmpp', 'irc'] as const) {
    const states = of(medium, places).map((place) => STATES[presence(place)]);
    const state = BY_WEIGHT.find((one) => states.includes(one)) ?? 'gone';
    if (state !== 'gone') return state;
  }
  return 'gone';
}

function byPresence<Place extends PersonPlace>(
  wanted: readonly Place[],
  rest: readonly Place[],
  { severity, presence }: ReachQuestion<Place>,
): readonly Draft<Place>[] {
  const chats = [...of('xmpp', rest), ...of('irc', rest)];
  // A program is always there, and never disturbed.
  const programs = of('hook', rest);
  const present = [...chats.filter((place) => STATES[presence(place)] !== 'gone'), ...programs];
  // A server keeps what comes for somebody who is away (XEP-0160): late is better than never.
  const absent = draft(
    chats.filter((place) => !present.includes(place)),
    'offline',
  );
  const mail = draft(of('email', rest), 'no-answer');
  const [number = draft<Place>([], 'no-answer'), ...numbers] = of('sms', rest).map((place) =>
    draft([place], 'no-answer'),
  );
  const state = stateOf(wanted, presence);
  if (state === 'here') return [draft(present, 'online'), number, ...numbers, mail, absent];
  if (state === 'gone') return [draft([...programs, ...number.places], 'offline'), ...numbers, mail, absent];
  const both = [...present, ...number.places];
  if (state === 'away') return [draft(both, 'away'), ...numbers, mail, absent];
  if (severity === 'critical') return [draft(both, 'urgent'), ...numbers, mail, absent];
  // Clients that are not to disturb make no noise: who has no mail address can read it there later.
  const silent = of('email', wanted).length > 0 ? mail.places : chats;
  return [draft([...programs, ...silent], 'quiet')];
}

function draft<Place extends PersonPlace>(places: readonly Place[], reason: StepReason): Draft<Place> {
  return { places, reason };
}

function of<Place extends PersonPlace>(medium: PersonPlace['medium'], places: readonly Place[]): readonly Place[] {
  return places.filter((place) => place.medium === medium);
}

function preferred<Place extends PersonPlace>(
  step: PreferredStep,
  rest: readonly Place[],
  waits: Waits,
): ReachStep<Place> {
  const places = step.media.flatMap((medium) => of(medium, rest));
  const usual = withWait(draft(places, 'preference'), waits);
  return step.wait === undefined ? usual : { ...usual, wait: step.wait };
}

function withWait<Place extends PersonPlace>(step: Draft<Place>, waits: Waits): ReachStep<Place> {
  return { ...step, wait: Math.min(...step.places.map(({ medium }) => waits[medium])) };
}
