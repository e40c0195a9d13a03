import type { StanzaCondition } from '../../../src/problem.js';
import type { Leaving } from './room-presence.js';

/** Where we stand with a room. `barred`: nothing is tried any more until somebody does something about it. */
export type Phase = 'out' | 'joining' | 'in' | 'barred';

/** Where we are on the way into a room; only `step` makes another one of it. */
export interface Membership {
  readonly phase: Phase;
  /** The nick that was asked for, or that the room has given. */
  readonly nick: string;
  /** Nicks that were taken, in a row. */
  readonly taken: number;
  /** How often it went wrong in a row. */
  readonly failures: number;
  /** When we came in, wall time, ms. */
  readonly since: number;
}

/** What moves us into a room or out of it. */
export type MembershipEvent =
  /** It is time to join. */
  | { readonly type: 'due' }
  | { readonly type: 'joined'; readonly nick: string }
  | { readonly type: 'refused'; readonly condition: StanzaCondition }
  | { readonly type: 'left'; readonly how: Leaving }
  /** Nothing came for what was asked: the join, or whether we are in. */
  | { readonly type: 'silent' }
  /** The room or its service says that we are not in it. */
  | { readonly type: 'lost' }
  /** We may be in or not, and have missed something. */
  | { readonly type: 'doubted' };

/** Why we are not in a room, where somebody has to do something about it. */
export type Trouble = 'banned' | 'not-a-member' | 'password' | 'no-such-room' | 'not-allowed' | 'destroyed' | 'kicked';

/** What follows from an event. */
export interface Step {
  readonly next: Membership;
  /** Join under this nick. */
  readonly join?: string;
  /** Say `due` after so many milliseconds. */
  readonly wait?: number;
  readonly trouble?: Trouble;
}

const SECOND = 1000;
const SHORTEST = 2 * SECOND;
const LONGEST = 10 * 60 * SECOND;
/** After what only people can mend. */
const BARRED_WAIT = 60 * 60 * SECOND;
const KICKED_WAIT = 60 * SECOND;
/** Who was in for so long begins anew with short pauses. */
const SETTLED = 10 * 60 * SECOND;
const MOST_NICKS = 6;

/** What people have to mend, by the error of a join (XEP-0045 7.2, 10.9). What is not here may pass by itself. */
const TROUBLES: Readonly<Partial<Record<StanzaCondition, Trouble>>> = {
  forbidden: 'banned',
  'registration-required': 'not-a-member',
  'not-authorized': 'password',
  'item-not-found': 'no-such-room',
  'not-allowed': 'not-allowed',
  gone: 'destroyed',
};

/**
 * Whether what came back of a message says that we are not in the room (XEP-0045 7.4), or that the room is not there, where we thought that
 * we are: a service that was restarted has no room that nobody has entered since.
 */
export function isOutside(condition: StanzaCondition): boolean {
  return condition === 'not-acceptable' || condition === 'item-not-found';
}

/** Of a room that was never entered. */
export function notJoined(): Membership {
  return { phase: 'out', nick: '', taken: 0, failures: 0, since: 0 };
}

/** Decides what comes next. Pure: the same for the same arguments. `wish`: the nick that we like best. */
export function step(state: Membership, event: MembershipEvent, wish: string, now: number): Step {
  switch (event.type) {
    case 'due': {
      if (state.phase !== 'out') return { next: state };
      const nick = nickOf(wish, state.taken);
      return { next: { ...state, phase: 'joining', nick }, join: nick };
    }
    case 'joined':
      return {
        next: { ...state, phase: 'in', nick: event.nick, taken: 0, since: state.phase === 'in' ? state.since : now },
      };
    case 'refused':
      return refused(state, event.condition, now);
    case 'left':
      return left(state, event.how, now);
    case 'doubted':
      if (state.phase !== 'in') return { next: state };
      return { next: { ...state, phase: 'joining' }, join: state.nick };
    case 'silent':
    case 'lost':
      return state.phase === 'out' || state.phase === 'barred' ? { next: state } : again(state, now);
  }
}

/** The nick that is tried after so many that were taken: `relay`, `relay_`, `relay__`, `relay3` and so on. */
function nickOf(wish: string, taken: number): string {
  return taken < 3 ? wish + '_'.repeat(taken) : `${wish}${taken}`;
}

function refused(state: Membership, condition: StanzaCondition, now: number): Step {
  if (state.phase !== 'joining') return { next: state };
  if (condition === 'conflict' && state.taken + 1 < MOST_NICKS) {
    return { next: { ...state, phase: 'out', taken: state.taken + 1 }, wait: 0 };
  }
  const trouble = TROUBLES[condition];
  if (trouble === undefined) return again(state, now);
  return trouble === 'destroyed' ? { next: barred(state), trouble } : later(state, trouble);
}

function left(state: Membership, how: Leaving, now: number): Step {
  if (state.phase !== 'in' && state.phase !== 'joining') return { next: state };
  switch (how) {
    // To come again would make another room of the same name, which nobody wants who has just ended it.
    case 'destroyed':
      return { next: barred(state), trouble: 'destroyed' };
    case 'banned':
    case 'not-a-member':
      return later(state, how);
    case 'kicked': {
      const { next, wait = 0 } = again(state, now);
      return { next, wait: Math.max(wait, KICKED_WAIT * next.failures), trouble: 'kicked' };
    }
    case 'left':
    case 'shutdown':
    case 'failure':
      return again(state, now);
  }
}

function barred(state: Membership): Membership {
  return { ...state, phase: 'barred', taken: 0 };
}

function later(state: Membership, trouble: Trouble): Step {
  return { next: { ...state, phase: 'out', taken: 0, failures: state.failures + 1 }, wait: BARRED_WAIT, trouble };
}

function again(state: Membership, now: number): Step {
  const settled = state.phase === 'in' && now - state.since > SETTLED;
  const failures = (settled ? 0 : state.failures) + 1;
  const wait = Math.min(LONGEST, SHORTEST * 2 ** Math.min(failures - 1, 20));
  return { next: { ...state, phase: 'out', taken: 0, failures }, wait };
}
