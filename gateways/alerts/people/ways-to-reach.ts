import type { Severity } from '../alert.js';
import type { Network, Person, PersonAddress, PreferredStep } from './person.js';

/** What is known of somebody at an address: the values of `<show/>` (RFC 6121 4.7.2.1), and what stands in for none. */
export type Presence = 'online' | 'chat' | 'away' | 'xa' | 'dnd' | 'offline' | 'unknown';

/** What became of an address of this person for this alert. */
export interface Tried {
  readonly jid: string;
  /** `sent`: it went out, and nothing more is known. `failed`: it will not arrive there, whatever is done. */
  readonly outcome: 'sent' | 'delivered' | 'seen' | 'failed';
}

/** Why a step is what it is. */
export type StepReason =
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

/** Addresses that are written to at once. */
export interface Step {
  readonly addresses: readonly PersonAddress[];
  /** Milliseconds to wait for a receipt or an acknowledgement before the next step. */
  readonly wait: number;
  readonly reason: StepReason;
}

/** How long is waited where the person says nothing, in milliseconds by network: of several the shortest counts. */
export type Waits = Readonly<Record<Network, number>>;

export interface ReachQuestion {
  readonly person: Person;
  readonly severity: Severity;
  /** Of an address; `unknown` counts as offline. */
  readonly presence: (jid: string) => Presence;
  readonly tried?: readonly Tried[];
  readonly waits?: Partial<Waits>;
}

export interface ReachPlan {
  /** In order; none where nothing is left to try. */
  readonly steps: readonly Step[];
  /** Missing where there are steps. `none`: the person has no address that may be used; `exhausted`: all were tried. */
  readonly nothing?: 'none' | 'exhausted';
}

export const DEFAULT_WAITS: Waits = { xmpp: 120_000, irc: 120_000, sms: 300_000, email: 900_000 };

/**
 * How to reach somebody now. Of what the person wants nothing is changed; who says nothing is told by presence: in a chat
 * first where there, by SMS too where away, only of what is critical where not to be disturbed, and by SMS, then mail, where
 * in no chat. Numbers are tried one after the other, since each costs. Addresses that were tried are not tried again.
 */
export function planReach(question: ReachQuestion): ReachPlan {
  const preference = question.person.preferences?.[question.severity];
  const wanted = question.person.addresses.filter(({ network }) => preference?.networks?.includes(network) ?? true);
  if (wanted.length === 0) return { steps: [], nothing: 'none' };
  const tried = new Set(question.tried?.map(({ jid }) => jid));
  const rest = wanted.filter(({ jid }) => !tried.has(jid));
  if (rest.length === 0) return { steps: [], nothing: 'exhausted' };
  const waits = { ...DEFAULT_WAITS, ...question.waits };
  // Steps on networks where the person has no address say nothing about this person.
  const steps = preference?.steps?.filter(({ networks }) => wanted.some(({ network }) => networks.includes(network)));
  const planned =
    steps === undefined || steps.length === 0
      ? byPresence(wanted, rest, question).map((draft) => withWait(draft, waits))
      : steps.map((step) => preferred(step, rest, waits));
  const left = planned.filter(({ addresses }) => addresses.length > 0);
  return left.length > 0 ? { steps: left } : { steps: [], nothing: 'exhausted' };
}

type State = 'here' | 'away' | 'dnd' | 'gone';
type Draft = Omit<Step, 'wait'>;

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
function stateOf(addresses: readonly PersonAddress[], presence: ReachQuestion['presence']): State {
  for (const network of ['xmpp', 'irc'] as const) {
    const states = of(network, addresses).map(({ jid }) => STATES[presence(jid)]);
    const state = BY_WEIGHT.find((one) => states.includes(one)) ?? 'gone';
    if (state !== 'gone') return state;
  }
  return 'gone';
}

function byPresence(
  wanted: readonly PersonAddress[],
  rest: readonly PersonAddress[],
  { severity, presence }: ReachQuestion,
): readonly Draft[] {
  const chats = [...of('xmpp', rest), ...of('irc', rest)];
  const present = chats.filter(({ jid }) => STATES[presence(jid)] !== 'gone');
  // A server keeps what comes for somebody who is away (XEP-0160): late is better than never.
  const absent = one(
    chats.filter((address) => !present.includes(address)),
    'offline',
  );
  const mail = one(of('email', rest), 'no-answer');
  const [number = one([], 'no-answer'), ...numbers] = of('sms', rest).map((address) => one([address], 'no-answer'));
  const state = stateOf(wanted, presence);
  if (state === 'here') return [one(present, 'online'), number, ...numbers, mail, absent];
  if (state === 'gone') return [one(number.addresses, 'offline'), ...numbers, mail, absent];
  const both = [...present, ...number.addresses];
  if (state === 'away') return [one(both, 'away'), ...numbers, mail, absent];
  if (severity === 'critical') return [one(both, 'urgent'), ...numbers, mail, absent];
  // Clients that are not to disturb make no noise: who has no mail address can read it there later.
  return [one(of('email', wanted).length > 0 ? mail.addresses : chats, 'quiet')];
}

function one(addresses: readonly PersonAddress[], reason: StepReason): Draft {
  return { addresses, reason };
}

function of(network: Network, addresses: readonly PersonAddress[]): readonly PersonAddress[] {
  return addresses.filter((address) => address.network === network);
}

function preferred(step: PreferredStep, rest: readonly PersonAddress[], waits: Waits): Step {
  const addresses = step.networks.flatMap((network) => of(network, rest));
  const draft = withWait({ addresses, reason: 'preference' }, waits);
  return step.wait === undefined ? draft : { ...draft, wait: step.wait };
}

function withWait(draft: Draft, waits: Waits): Step {
  return { ...draft, wait: Math.min(...draft.addresses.map(({ network }) => waits[network])) };
}
