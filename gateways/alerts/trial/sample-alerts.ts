import type { Alert, AlertTest, Severity } from '../alert.js';
import type { Book } from '../book/book.js';
import { PRESETS } from '../sources/presets/presets.js';

/** What is sent where nobody names a preset. */
export const USUAL_PRESET = 'generic';
/** So long a test lasts where nobody says it, and at most, ms. */
export const USUAL_TEST_MS = 120_000;
export const LONGEST_TEST_MS = 3_600_000;

/** Which alert is sent to see whether people are reached. */
export interface TestOrder {
  readonly test: AlertTest;
  /** Name of a preset whose sample is sent. */
  readonly preset: string;
  /** Missing: as the sample has it. */
  readonly severity?: Severity;
  /** Milliseconds after which it is over by itself. */
  readonly lasts: number;
}

/** The alerts of a test: those of the first sample of a preset that fire, and what ends them. Undefined: there is no such preset. */
export function testAlerts(
  { test, preset, severity, lasts }: TestOrder,
  book: Pick<Book, 'sources'>,
  now: number,
): { readonly alerts: readonly Alert[]; readonly ends: readonly Alert[] } | undefined {
  const samples = PRESETS.get(preset)?.samples ?? [];
  const sample = samples.find(({ alerts }) => alerts.some(({ status }) => status === 'firing'));
  if (sample === undefined) return undefined;
  // By the source it is shown as alerts of that preset are.
  const source = book.sources.find((one) => one.enabled && one.preset === preset)?.name ?? 'test';
  const alerts = sample.alerts
    .filter(({ status }) => status === 'firing')
    .map(({ endsAt: _, expiresAt: __, sourceGroup: ___, ...shown }): Alert => {
      const fingerprint = `${test.id}.${shown.fingerprint}`.slice(0, 255);
      const origin = { source, network: 'test', id: test.id, hops: 0 };
      return { ...shown, ...(severity !== undefined && { severity }), fingerprint, startsAt: now, origin, test };
    });
  const at = now + lasts;
  const ends = alerts.map((alert): Alert => {
    const origin = { ...alert.origin, id: `${test.id}.end` };
    return { ...alert, status: 'resolved', endsAt: at, notBefore: at, origin };
  });
  return { alerts, ends };
}
