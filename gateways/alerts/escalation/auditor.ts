import type { Agenda } from '../engine/agenda.js';
import type { EngineWait } from '../engine/engine.js';

/** What is late by more than this was lost. */
export const OVERDUE_MS = 120_000;
/** Lost things that one look takes up again; the rest comes with the next one. */
const MOST_AT_ONCE = 500;

/**
 * Finds what a lane has arranged and what never came, although its time is over, and lets it happen now; the most overdue first.
 * Gives the keys of those that it took up.
 */
export async function auditOverdue(
  agenda: Agenda,
  now: number,
  wait: (wait: EngineWait) => Promise<void>,
): Promise<readonly string[]> {
  const entries = await agenda.entries();
  const overdue = entries.filter(({ at }) => at < now - OVERDUE_MS).sort((a, b) => a.at - b.at);
  const restarted: string[] = [];
  for (const { key, payload } of overdue.slice(0, MOST_AT_ONCE)) {
    if (isWait(payload)) {
      await wait(payload);
      restarted.push(key);
    } else {
      await agenda.remove(key);
    }
  }
  return restarted;
}

/** Whether this is one of the waits that the engine arranges. */
export function isWait(payload: unknown): payload is EngineWait {
  if (typeof payload !== 'object' || payload === null || !('type' in payload)) return false;
  if (payload.type === 'group') return 'group' in payload && typeof payload.group === 'string';
  return payload.type === 'collection' && 'from' in payload && 'destination' in payload;
}
