import type { Agenda } from '../engine/agenda.js';
import type { EngineWait } from '../engine/engine.js';

/** What is late by more than this was lost. */
export const OVERDUE_MS = 120_000;
/** Lost things that one look takes up again; the rest comes with the next one. */
const MOST_AT_ONCE = 500;

/** What an auditor has done: keys of what it took up, and what went wrong with the others, which come again. */
interface Audited {
  readonly restarted: readonly string[];
  readonly errors: readonly unknown[];
}

/**
 * Finds what a lane has arranged and what never came, although its time is over, and lets it happen now; the most overdue first.
 * What cannot be done keeps nothing else from being done.
 */
export async function auditOverdue(
  agenda: Agenda,
  now: number,
  wait: (wait: EngineWait) => Promise<void>,
): Promise<Audited> {
  const entries = await agenda.entries();
  const overdue = entries.filter(({ at }) => at < now - OVERDUE_MS).sort((a, b) => a.at - b.at);
  const restarted: string[] = [];
  const errors: unknown[] = [];
  for (const { key, payload } of overdue) {
    if (restarted.length >= MOST_AT_ONCE || errors.length >= MOST_AT_ONCE) break;
    try {
      if (isWait(payload)) {
        await wait(payload);
        restarted.push(key);
      } else {
        await agenda.remove(key);
      }
    } catch (error) {
      errors.push(error);
    }
  }
  return { restarted, errors };
}

/** Whether this is one of the waits that the engine arranges. */
export function isWait(payload: unknown): payload is EngineWait {
  if (typeof payload !== 'object' || payload === null || !('type' in payload)) return false;
  if (payload.type === 'group') return 'group' in payload && typeof payload.group === 'string';
  return payload.type === 'collection' && 'from' in payload && 'destination' in payload;
}
