import type { HistoryView } from '../../src/http/console/api.js';
import { t } from '../texts.js';
import type { Series } from '../ui/chart.js';

type Direction = HistoryView['messages'][number]['direction'];

/** The networks' colours, the same in every chart. */
const COLOURS: Readonly<Record<string, Series['colour']>> = { sms: 1, email: 2, irc: 3, alerts: 4 };
const OTHERS = 5;
/** As many networks as have a line of their own; what is beyond is one line. */
const LINES = 5;
const MINUTE_MS = 60_000;

/** Points that a line has at most: with more of them one sees only the noise between two steps. */
const POINTS = 120;

interface Grain {
  /** Start of the first point and length of each, ms. */
  readonly from: number;
  readonly step: number;
  /** Steps of the history that are one point, those before the first one, and how many points there are. */
  readonly each: number;
  readonly skipped: number;
  readonly points: number;
}

/**
 * Several steps as one, so that a chart of them can be read: always the same ones, so that its line does not tremble when it is read anew.
 * What goes on still is no point yet.
 */
export function coarser({ from, step, messages }: HistoryView): Grain {
  const steps = Math.max(0, ...messages.map(({ counts }) => counts.length));
  const each = Math.max(1, Math.ceil(steps / POINTS));
  const skipped = (each - (Math.round(from / step) % each)) % each;
  const points = Math.max(0, Math.floor((steps - 1 - skipped) / each));
  return { from: from + skipped * step, step: step * each, each, skipped, points };
}

/** Messages a minute by network. Each counts once: what a network has accepted is told to be delivered later. */
export function ratesOf(history: HistoryView, direction: Direction | 'both'): readonly Series[] {
  const { messages } = history;
  const { step, each, skipped, points } = coarser(history);
  const sums = new Map<string, number[]>();
  for (const { gateway, direction: way, outcome, counts } of messages) {
    if ((direction !== 'both' && way !== direction) || (way === 'out' && outcome === 'delivered')) continue;
    const sum = sums.get(gateway) ?? Array.from({ length: points }, () => 0);
    sums.set(gateway, sum);
    for (const [index, number] of counts.entries()) {
      const point = Math.floor((index - skipped) / each);
      if (point >= 0 && point < points) sum[point] = (sum[point] ?? 0) + number;
    }
  }
  const names = inOrder(sums.keys());
  const own = names.length > LINES ? names.slice(0, LINES - 1) : names;
  const rest = names.slice(own.length);
  const free: Series['colour'][] = [6, OTHERS];
  const lines = own.map((name): Series => {
    const values = (sums.get(name) ?? []).map((number) => (number * MINUTE_MS) / step);
    return { name, colour: COLOURS[name] ?? free.shift() ?? OTHERS, values };
  });
  if (rest.length === 0) return lines;
  const together = (sums.get(rest[0] ?? '') ?? []).map((_, index) =>
    rest.reduce((sum, name) => sum + ((sums.get(name)?.[index] ?? 0) * MINUTE_MS) / step, 0),
  );
  return [...lines, { name: t.messages.others, colour: OTHERS, dashed: true, values: together }];
}

/** How long it took at one network, to acceptance and to delivery: half of the messages and nearly all of them. */
export function timesOf({ times }: HistoryView, gateway: string): readonly Series[] {
  return times
    .filter((one) => one.gateway === gateway)
    .flatMap(({ kind, p50, p95 }): Series[] => {
      const colour = kind === 'accepted' ? 1 : 2;
      const [half, most] =
        kind === 'accepted'
          ? [t.messages.accepted50, t.messages.accepted95]
          : [t.messages.delivered50, t.messages.delivered95];
      return [
        { name: half, colour, values: p50 },
        { name: most, colour, dashed: true, values: p95 },
      ];
    });
}

interface OutcomeRow {
  readonly gateway: string;
  readonly direction: Direction;
  readonly accepted: number;
  readonly delivered: number;
  readonly failed: number;
  readonly unknown: number;
}

/** How messages ended, a row a gateway and direction, in the order in which networks always stand. */
export function outcomesOf({ messages }: HistoryView): readonly OutcomeRow[] {
  const rows = new Map<string, OutcomeRow>();
  for (const { gateway, direction, outcome, counts } of messages) {
    const key = `${gateway} ${direction}`;
    const row = rows.get(key) ?? { gateway, direction, accepted: 0, delivered: 0, failed: 0, unknown: 0 };
    rows.set(key, { ...row, [outcome]: row[outcome] + counts.reduce((sum, number) => sum + number, 0) });
  }
  return [...rows.values()].sort(
    (one, other) => rank(one.gateway) - rank(other.gateway) || other.direction.localeCompare(one.direction),
  );
}

/** Why messages failed, and the number of the most frequent reason, at least 1. */
export function failuresOf({ reasons }: HistoryView): { readonly rows: HistoryView['reasons']; readonly most: number } {
  return { rows: reasons, most: Math.max(1, ...reasons.map(({ count }) => count)) };
}

/** Each network once, in the order in which they always stand. */
export function inOrder(gateways: Iterable<string>): readonly string[] {
  return [...new Set(gateways)].sort((one, other) => rank(one) - rank(other) || one.localeCompare(other));
}

function rank(gateway: string): number {
  return COLOURS[gateway] ?? 9;
}
