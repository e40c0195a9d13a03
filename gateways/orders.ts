/**
 * Orders of commands to the holds of a gateway; for gateways whose commands need what only a hold has. What an order may be, and
 * what is answered to each, is the gateway's own.
 */
import type { Desk } from './commands.js';
import type { Problem } from './gateway.js';

/** Answers by the word of the order that they are to. */
type AnswerMap = object;

/** What is to be done is named by `do`. */
interface OrderOf<A extends AnswerMap> {
  readonly do: keyof A;
}

/** The answer that an order gets, or why it was not followed. */
export type AnswerOf<A extends AnswerMap, O extends OrderOf<A>> = A[O['do']] | { readonly problem: Problem };

/** The way to the holders. Nothing here rejects: what went wrong is a problem in the answer. */
export interface OrderWay<A extends AnswerMap, Order extends OrderOf<A>> {
  /** To whoever holds the lane of a user (bare JID, normalised). */
  user<O extends Order>(jid: string, order: O): Promise<AnswerOf<A, O>>;
  /** To all holders. `silent`: how many lanes have not answered in time. */
  all<O extends Order>(order: O): Promise<{ readonly answers: readonly A[O['do']][]; readonly silent: number }>;
}

/** What the way to the holders needs of the gateway. */
export interface OrderWayParts {
  readonly desk: Pick<Desk, 'order'>;
  readonly lanes: readonly string[];
  readonly laneOf: (jid: string) => string;
  /** What is said where no holder answers. */
  readonly silent: Problem;
}

/** The way of orders by the desk at which a command was given. */
export function orderWay<A extends AnswerMap, Order extends OrderOf<A>>(parts: OrderWayParts): OrderWay<A, Order> {
  const { desk, lanes, laneOf, silent } = parts;
  // What comes back is what the holder was asked for: it is of this release or of the one before.
  const give = async <O extends Order>(lane: string, user: string, order: O): Promise<AnswerOf<A, O> | undefined> => {
    try {
      return ((await desk.order(lane, { user, order })) ?? undefined) as AnswerOf<A, O> | undefined;
    } catch {
      // No lane takes it: as if nobody had answered.
      return undefined;
    }
  };
  return {
    user: async (jid, order) => (await give(laneOf(jid), jid, order)) ?? { problem: silent },
    all: async <O extends Order>(order: O) => {
      const all = await Promise.all(lanes.map((lane) => give(lane, '', order)));
      const answers = all.flatMap((answer) => (answer === undefined || isProblem(answer) ? [] : [answer]));
      return { answers, silent: all.length - answers.length };
    },
  };
}

function isProblem(answer: unknown): answer is { readonly problem: Problem } {
  return typeof answer === 'object' && answer !== null && 'problem' in answer;
}
