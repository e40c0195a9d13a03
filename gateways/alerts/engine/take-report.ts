import { hear } from '../escalation/pursue.js';
import { chainHears } from '../escalation/run-chain.js';
import type { ReportEvent } from './event.js';
import { FATES } from './group-state.js';
import { placeOf } from './recipients.js';
import { mayReport } from './reporter.js';
import type { Turn } from './turn.js';

/** Takes what became of a message. Of several reports the best counts; a failure only while nothing better is known. */
export function takeReport(turn: Turn, { id, fate, reason, by }: ReportEvent): void {
  const { sent } = turn.state;
  const found = Object.entries(sent).find(([, one]) => one.id === id);
  if (found === undefined) return;
  const [uri, before] = found;
  const place = placeOf(uri);
  if (place !== undefined && !mayReport(place, by)) return;
  const better = FATES.indexOf(fate) > FATES.indexOf(before.fate);
  const fails = fate === 'failed' && before.fate === 'sent';
  if (!better && !fails) return;
  const { reason: _, ...rest } = before;
  const reached = { ...before.reached, [fate]: before.reached?.[fate] ?? turn.facts.now };
  turn.send(uri, { ...rest, fate, reached, ...(fails && reason !== undefined && { reason }) });
  if (fails) turn.audit('undelivered', { object: uri, ...(reason !== undefined && { reason }) });
  if (before.person !== undefined) hear(turn, before.person, fate);
  chainHears(turn, before, fate);
}
