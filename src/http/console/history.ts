import { binTime, readField } from '../../core/history.js';
import type { Inside } from '../../core/operator/inside.js';
import { HISTORY_LEVELS, type HistoryLevel } from '../../store/history.js';
import type { HistoryView } from './api.js';

const [TENS, MINUTES, HOURS] = HISTORY_LEVELS;
const [MINUTE, HOUR] = [60_000, 3_600_000];

interface Span {
  readonly level: HistoryLevel;
  /** Length of a step that is shown, a multiple of the level's, and how many there are. */
  readonly step: number;
  readonly steps: number;
}

/** What can be asked for: between 168 and 360 steps, so that each is a few points of a screen. */
const SPANS: Readonly<Record<string, Span>> = {
  '1h': { level: TENS, step: TENS.step, steps: 360 },
  '6h': { level: MINUTES, step: MINUTE, steps: 360 },
  '24h': { level: MINUTES, step: 5 * MINUTE, steps: 288 },
  '7d': { level: HOURS, step: HOUR, steps: 168 },
  '30d': { level: HOURS, step: 4 * HOUR, steps: 180 },
};

type Messages = HistoryView['messages'][number];
type Times = HistoryView['times'][number];

/** The history over a span; undefined where there is no such span. */
export async function historyOf({ stores, clock }: Inside, name: string): Promise<HistoryView | undefined> {
  const span = Object.hasOwn(SPANS, name) ? SPANS[name] : undefined;
  if (span === undefined) return undefined;
  const { level, step, steps } = span;
  const from = (Math.floor(clock.now() / step) - steps + 1) * step;
  const buckets = await stores.history.read(level, from, from + steps * step);
  return viewOf(buckets, { from, step, steps, each: step / level.step });
}

function viewOf(
  buckets: readonly ReadonlyMap<string, number>[],
  { from, step, steps, each }: { from: number; step: number; steps: number; each: number },
): HistoryView {
  const messages = new Map<string, Messages & { readonly counts: number[] }>();
  const bins = new Map<string, Pick<Times, 'gateway' | 'kind'> & { readonly all: Map<number, number>[] }>();
  const reasons = new Map<string, { gateway: string; reason: string; count: number }>();
  buckets.forEach((bucket, index) => {
    const at = Math.floor(index / each);
    for (const [name, count] of bucket) {
      const field = readField(name);
      if (field?.what === 'messages') {
        const { gateway, direction, outcome } = field;
        const one = gotten(messages, name, () => ({ gateway, direction, outcome, counts: zeros(steps) }));
        one.counts[at] = (one.counts[at] ?? 0) + count;
      } else if (field?.what === 'time') {
        const { gateway, kind, bin } = field;
        const one = gotten(bins, `${gateway} ${kind}`, () => ({ gateway, kind, all: maps(steps) }));
        one.all[at]?.set(bin, (one.all[at]?.get(bin) ?? 0) + count);
      } else if (field?.what === 'reason') {
        const { gateway, reason } = field;
        gotten(reasons, name, () => ({ gateway, reason, count: 0 })).count += count;
      }
    }
  });
  return {
    from,
    step,
    messages: [...messages.values()],
    times: Array.from(bins.values(), ({ gateway, kind, all }) => ({
      gateway,
      kind,
      p50: all.map((counts) => percentile(counts, 0.5)),
      p95: all.map((counts) => percentile(counts, 0.95)),
    })),
    reasons: [...reasons.values()].sort((a, b) => b.count - a.count),
  };
}

/** The time below which that part of all lies, ms; null where there is none. */
function percentile(counts: ReadonlyMap<number, number>, part: number): number | null {
  let left = part * [...counts.values()].reduce((sum, count) => sum + count, 0);
  for (const [bin, count] of [...counts].sort(([a], [b]) => a - b)) {
    left -= count;
    if (left <= 0) return binTime(bin);
  }
  return null;
}

function gotten<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0);
const maps = (length: number): Map<number, number>[] => Array.from({ length }, () => new Map());

/** By gateway, what has gone through within the last minute. */
export async function lastMinute({
  stores,
  clock,
}: Inside): Promise<ReadonlyMap<string, { toNetwork: number; toXmpp: number; failed: number }>> {
  const sums = new Map<string, { toNetwork: number; toXmpp: number; failed: number }>();
  const now = clock.now();
  for (const bucket of await stores.history.read(TENS, now - MINUTE, now)) {
    for (const [name, count] of bucket) {
      const field = readField(name);
      if (field?.what !== 'messages') continue;
      const sum = gotten(sums, field.gateway, () => ({ toNetwork: 0, toXmpp: 0, failed: 0 }));
      if (field.outcome === 'failed') sum.failed += count;
      else if (field.direction === 'out' && field.outcome === 'accepted') sum.toNetwork += count;
      else if (field.direction === 'in' && field.outcome === 'delivered') sum.toXmpp += count;
    }
  }
  return sums;
}
