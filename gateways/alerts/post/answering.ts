import type { TextRef } from '../../gateway.js';
import type { Answer, AnswerKind } from '../acks/answer.js';
import type { Book } from '../book/book.js';
import type { GroupState } from '../engine/group-state.js';
import { letters } from '../engine/ids.js';
import type { Intake } from '../intake.js';
import { may, subjectOf } from './rights.js';
import { answererOf, type Sender } from './sender.js';

/** Who may answer, and where answers go. */
interface AnsweringParts {
  readonly book: () => Book;
  readonly onCall: (rotation: string) => readonly string[];
  readonly intake: Pick<Intake, 'answer'>;
}

/** Answers to incidents, of those who may give them. */
export class Answering {
  readonly #parts: AnsweringParts;

  constructor(parts: AnsweringParts) {
    this.#parts = parts;
  }

  /** Puts an answer into the lane of its group. False: its sender may not do that, or nothing is open. `cause` names the event. */
  async take(state: GroupState, answer: Omit<Answer, 'code' | 'by'>, sender: Sender, cause: string): Promise<boolean> {
    const { book, onCall, intake } = this.#parts;
    const rules = book();
    const route = rules.route(state.route);
    if (route === undefined || state.incident === undefined) return false;
    if (!may(rightFor(answer.kind), route, subjectOf(sender), rules, onCall)) return false;
    const id = letters(24, [cause]);
    await intake.answer(state.id, { ...answer, id, by: answererOf(sender), incident: state.incident.number });
    return true;
  }
}

/** Why somebody may not answer, and what to do. */
export function refusalOf({ doubtful, medium }: Sender, { route, incident }: GroupState): TextRef {
  const unknown = doubtful === true && (medium === 'irc' || medium === 'irc-channel');
  const key = unknown ? 'alerts.answer.no-account' : 'alerts.answer.not-allowed';
  return { key, params: { route, code: incident?.code ?? '' } };
}

function rightFor(kind: AnswerKind): 'acknowledge' | 'silence' {
  return kind === 'silence' || kind === 'unsilence' ? 'silence' : 'acknowledge';
}
