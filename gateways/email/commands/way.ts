import type { Desk, Problem } from '../../gateway.js';
import type { AnswerTo, EmailAnswers, EmailOrder, Orders } from './orders.js';

const SILENT: Problem = { type: 'wait', condition: 'remote-server-timeout', text: { key: 'email.order.silent' } };

/** The way of orders to the holders of the lanes, by the desk at which a command was given. */
export function ordersOf(desk: Pick<Desk, 'order'>, lanes: readonly string[], laneOf: (jid: string) => string): Orders {
  // What comes back is what the holder was asked for: it is of this release or of the one before.
  const give = async <O extends EmailOrder>(lane: string, user: string, order: O): Promise<AnswerTo<O> | undefined> => {
    try {
      return ((await desk.order(lane, { user, order })) ?? undefined) as AnswerTo<O> | undefined;
    } catch {
      // No lane takes it: as if nobody had answered.
      return undefined;
    }
  };
  return {
    user: async (jid, order) => (await give(laneOf(jid), jid, order)) ?? { problem: SILENT },
    all: async <O extends EmailOrder>(order: O) => {
      const all = await Promise.all(lanes.map((lane) => give(lane, '', order)));
      const answers: EmailAnswers[O['do']][] = [];
      for (const answer of all) if (answer !== undefined && !('problem' in answer)) answers.push(answer);
      return { answers, silent: all.length - answers.length };
    },
  };
}
