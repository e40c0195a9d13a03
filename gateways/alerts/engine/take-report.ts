import { hear } from '../escalation/pursue.js';
import { chainHears } from '../escalation/run-chain.js';
import type { ReportEvent } from './event.js';
import { FATES } from './group-state.js';
import type { Turn } from './turn.js';

/** Takes what became of a message. Of several reports the best counts; a failure only while nothing better is known. */
export function takeReport(turn: Turn, { id, fate }: ReportEvent): void {
  const { sent } = turn.state;
  const found = Object.entries(sent).find(([, one]) => one.id === id);
  if (found === undefined) return;
  const [uri, before] = found;
  const better = FATES.indexOf(fate) > FATES.indexOf(before.fate);
  const fails = fate === 'failed' && before.fate === 'sent';
  if (!better && !fails) return;
  turn.send(uri, { ...before, fate });
  if (fails) turn.audit('undelivered', { object: uri });
  if (before.person !== undefined) hear(turn, before.person, fate);
  chainHears(turn, before, fate);
}
