import type { Alert } from '../alert.js';
import { goOn } from '../escalation/pursue.js';
import { remind } from '../escalation/reminder.js';
import { hurryChain, runChain } from '../escalation/run-chain.js';
import { takeAnswer } from './answers.js';
import type { GroupEvent } from './event.js';
import type { Facts } from './facts.js';
import { flush } from './flush.js';
import { forward } from './forward.js';
import type { GroupState } from './group-state.js';
import { botOf } from './origin.js';
import { takeAlert } from './take-alert.js';
import { takeInclusion } from './take-inclusion.js';
import { takeReport } from './take-report.js';
import { Turn } from './turn.js';
import { isFlushDue } from './wake.js';

/**
 * What an event does to a group: the changed state, who is to be told, and what else is to be done. Nothing outside changes; who
 * is really told decides `commit`, when flood control was asked.
 */
export function decide(state: GroupState, event: GroupEvent, facts: Facts): Turn {
  const turn = new Turn(state, facts);
  if (event.type === 'alert') takeWord(turn, event.alert);
  else if (event.type === 'report') takeReport(turn, event);
  else if (event.type === 'answer') takeAnswer(turn, event);
  else if (event.type === 'included') takeInclusion(turn, event);
  remind(turn);
  if (isFlushDue(turn)) flush(turn);
  goOn(turn);
  hurryChain(turn);
  runChain(turn);
  return turn;
}

function takeWord(turn: Turn, alert: Alert): void {
  const before = turn.state.seq;
  takeAlert(turn, alert);
  if (turn.state.seq > before) forward(turn, alert);
  if (alert.status !== 'acknowledged' || turn.state.incident?.taken !== undefined) return;
  const { origin } = alert;
  const bot = botOf(alert);
  const by = { title: origin.sender ?? origin.source, ...(bot !== undefined && { bot }) };
  takeAnswer(turn, { type: 'answer', id: '', kind: 'ack', by });
}
