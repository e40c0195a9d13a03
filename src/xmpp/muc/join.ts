import type { StanzaCondition } from '../../problem.js';
import { type Element, el } from '../element.js';
import { errorElement, type StanzaProblem } from '../errors.js';
import { NS } from '../namespaces.js';
import { parseTime } from '../time.js';

/** How much of the discussion someone wants to see who enters (XEP-0045 7.2.14). All limits count together. */
interface HistoryLimits {
  /** Characters of whole stanzas, markup included; 0 means no history. */
  readonly maxChars?: number;
  readonly maxStanzas?: number;
  /** Nothing older than so many seconds. */
  readonly seconds?: number;
  /** Nothing before, in ms since the epoch. */
  readonly since?: number;
}

/** What a presence asks of a room that its sender wants to enter (XEP-0045 7.2). */
interface JoinRequest {
  /** As it is written; an empty one is none. */
  readonly password?: string;
  readonly history: HistoryLimits;
}

/**
 * Reads the wish to enter a room, or to be told again all that is in it. Undefined where the presence does not carry the
 * element of 7.2.1: then it is a change of nick or of status. Limits of the history that are no numbers or times are as
 * if they were not there.
 */
export function readJoin(presence: Element): JoinRequest | undefined {
  const x = presence.getChild('x', NS.muc);
  if (x === undefined) return undefined;
  const password = x.getChildText('password') ?? '';
  const { maxchars, maxstanzas, seconds, since } = x.getChild('history')?.attrs ?? {};
  return {
    ...(password === '' ? {} : { password }),
    history: compact({
      maxChars: count(maxchars),
      maxStanzas: count(maxstanzas),
      seconds: count(seconds),
      since: parseTime(since?.trim() ?? ''),
    }),
  };
}

/** A number of things: what is more than nine digits long is more than anyone has. */
function count(text: string | undefined): number | undefined {
  const digits = text?.trim() ?? '';
  if (!/^\d+$/.test(digits)) return undefined;
  return digits.length > 9 ? 999_999_999 : Number(digits);
}

function compact(limits: Readonly<Record<keyof HistoryLimits, number | undefined>>): HistoryLimits {
  const { maxChars, maxStanzas, seconds, since } = limits;
  return {
    ...(maxChars === undefined ? {} : { maxChars }),
    ...(maxStanzas === undefined ? {} : { maxStanzas }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(since === undefined ? {} : { since }),
  };
}

/** Why someone cannot enter a room, and the condition that clients know it by (XEP-0045 7.2 and 15.6.1). */
export const JOIN_REFUSALS = {
  'no-nick': { condition: 'jid-malformed', type: 'modify' },
  'password-required': { condition: 'not-authorized', type: 'auth' },
  banned: { condition: 'forbidden', type: 'auth' },
  'no-such-room': { condition: 'item-not-found', type: 'cancel' },
  'creation-restricted': { condition: 'not-allowed', type: 'cancel' },
  'nick-reserved': { condition: 'not-acceptable', type: 'cancel' },
  'not-a-member': { condition: 'registration-required', type: 'auth' },
  'nick-taken': { condition: 'conflict', type: 'cancel' },
  full: { condition: 'service-unavailable', type: 'wait' },
} as const satisfies Record<string, { condition: StanzaCondition; type: StanzaProblem['type'] }>;

/** Where a presence error of a room comes from and goes to. */
interface RefusalHead {
  /** The occupant's address that was asked for: `room@service/nick`, or that of the room where no nick was given. */
  readonly from: string;
  readonly to?: string;
  /** Of the presence that is answered. */
  readonly id?: string;
  /** The room, which is who made the error. */
  readonly by: string;
}

/** The answer to someone who cannot enter. The element of the request goes along, without its password. */
export function joinError({ from, to, id, by }: RefusalHead, problem: StanzaProblem): Element {
  return el('presence', { type: 'error', from, to, id }, el('x', { xmlns: NS.muc }), errorElement({ by, ...problem }));
}
