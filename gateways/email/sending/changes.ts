import type { MessageEvent, Problem } from '../../gateway.js';
import type { Settings } from '../accounts/settings.js';

/** What is known of the conversation that a reaction is in. */
interface ReactionCase {
  /** A program of the other side knows reactions. */
  readonly understood: boolean;
  /** The mail that it is at is known. */
  readonly found: boolean;
}

/** Message-IDs of Gmail, which shows reactions. */
const GMAIL = /@mail\.gmail\.com$/i;

/** Whether whoever wrote a mail surely has a program that knows reactions, by the Message-ID. */
export function knowsReactions(messageId: string): boolean {
  return GMAIL.test(messageId);
}

/** Why a correction or a retraction of a mail that has gone out is refused; undefined: another mail says it. Pure. */
export function changeProblem(
  { replaces, retracts }: Pick<MessageEvent, 'replaces' | 'retracts'>,
  { corrections }: Pick<Settings, 'corrections'>,
): Problem | undefined {
  if (corrections !== 'refuse') return undefined;
  if (replaces !== undefined) return refused('not-allowed', 'email.change.correction');
  return retracts === undefined ? undefined : refused('not-allowed', 'email.change.retraction');
}

/** Why a reaction goes to nobody; undefined: it goes out (RFC 9078). Pure. */
export function reactionProblem(
  { added }: NonNullable<MessageEvent['reactions']>,
  { reactions }: Pick<Settings, 'reactions'>,
  { understood, found }: ReactionCase,
): Problem | undefined {
  // There is no form in which one could be taken back.
  if (added.length === 0) return refused('not-acceptable', 'email.reaction.removed');
  if (!found) return refused('item-not-found', 'email.reaction.unknown');
  if (reactions === 'never') return refused('not-allowed', 'email.reaction.never');
  return reactions === 'always' || understood ? undefined : refused('not-acceptable', 'email.reaction.not-understood');
}

/** What is told who reacts too often. */
export const TOO_MANY_REACTIONS: Problem = {
  type: 'wait',
  condition: 'policy-violation',
  text: { key: 'email.reaction.too-many' },
};

function refused(condition: Problem['condition'], key: string): Problem {
  return { type: 'cancel', condition, text: { key } };
}
