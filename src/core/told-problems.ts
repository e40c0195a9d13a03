import type { Outcome } from '../lanes/outcome.js';
import type { Problem } from '../problem.js';
import type { Site } from './site.js';

/** How long it is known what a sender was told, s: a lane whose holder died is held again long before that. */
const KNOWN_SECONDS = 3600;

/** What the sender of an envelope is told, and whether that is that nobody knows. */
interface Verdict {
  readonly why: Problem;
  readonly outcome: Outcome['kind'];
}

/**
 * What the sender of the envelope `id` is told: what was told before, where that was more than that nobody knows. A holder
 * may die between the telling and the mark that the envelope has ended, and whoever comes after it knows only that it had begun.
 */
export async function verdictOf({ gateway, stores }: Site, id: string, verdict: Verdict): Promise<Verdict> {
  const kv = stores.kv(gateway.name);
  const key = `told:${id}`;
  if (verdict.outcome === 'unknown') return (await kv.get<Verdict>(key)) ?? verdict;
  await kv.set(key, verdict, KNOWN_SECONDS);
  return verdict;
}
