import { cellOf } from '../export.js';
import { type SummaryLine, VIEWS } from './summary.js';

/** A report in one form. */
export type SummaryForm = 'table' | 'json' | 'csv';

/** When it is about, and how much there was. Wall times, ms; the end does not belong to it. */
interface SummaryFrame {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly tests: number;
}

/** A report for people (`table`), programs (`json`), or programs for tables (`csv`, RFC 4180), with the line end of its last line. */
export function showSummary(lines: readonly SummaryLine[], frame: SummaryFrame, form: SummaryForm): string {
  if (form === 'json') return `${JSON.stringify(jsonOf(lines, frame), undefined, 2)}\n`;
  return form === 'csv' ? csvOf(lines) : tableOf(lines, frame);
}

function jsonOf(lines: readonly SummaryLine[], { from, to, rows, tests }: SummaryFrame): object {
  return { from: isoOf(from), to: isoOf(to), rows, tests, lines };
}

const NUMBERS = ['alerts', 'notified', 'taken', 'escalations', 'escalated', 'undelivered', 'segments'] as const;

/** Times in seconds; each reason and currency has a column of its own. */
function csvOf(lines: readonly SummaryLine[]): string {
  const reasons = namesIn(lines, ({ suppressed }) => suppressed);
  const currencies = namesIn(lines, ({ cost }) => cost);
  const head = [
    ...['by', 'name', ...NUMBERS, 'median_seconds', 'p95_seconds'],
    ...reasons.map((reason) => `suppressed_${reason}`),
    ...currencies.map((currency) => `cost_${currency}`),
  ];
  const rows = lines.map((line) => [
    ...[
      line.view,
      line.name,
      ...NUMBERS.map((name) => `${line[name]}`),
      secondsOf(line.median),
      secondsOf(line.slowest),
    ],
    ...reasons.map((reason) => `${line.suppressed[reason] ?? 0}`),
    ...currencies.map((currency) => `${line.cost[currency] ?? 0}`),
  ]);
  return [head, ...rows].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function namesIn(lines: readonly SummaryLine[], of: (line: SummaryLine) => object): readonly string[] {
  return [...new Set(lines.flatMap((line) => Object.keys(of(line))))].sort();
}

function secondsOf(ms: number | undefined): string {
  return ms === undefined ? '' : `${ms / 1000}`;
}

const HEAD = ['alerts', 'told', 'not told', 'taken', 'median', '95 %', 'escalated', 'failed', 'SMS', 'cost'];

function tableOf(lines: readonly SummaryLine[], { from, to, rows, tests }: SummaryFrame): string {
  const tested = tests === 0 ? '' : `, ${tests} of them about tests, which are not counted`;
  const parts = [`${isoOf(from)} to ${isoOf(to)}: ${rows} rows${tested}`];
  for (const view of VIEWS) {
    const own = lines.filter((line) => line.view === view);
    if (own.length === 0) continue;
    parts.push('', ...aligned([[view === 'all' ? '' : view, ...HEAD], ...own.map(cellsOf)]));
    const reasons = own.flatMap(({ name, suppressed }) => {
      const said = Object.entries(suppressed).map(([reason, count]) => `${reason} ${count}`);
      return said.length === 0 ? [] : [`  ${name === '' ? 'not told' : name}: ${said.join(', ')}`];
    });
    if (reasons.length > 0) parts.push(...(view === 'all' ? [] : ['  not told:']), ...reasons);
  }
  return `${parts.join('\n')}\n`;
}

function cellsOf(line: SummaryLine): readonly string[] {
  const { name, alerts, notified, suppressed, taken, median, slowest, escalated, undelivered, segments, cost } = line;
  const held = Object.values(suppressed).reduce((sum, one) => sum + one, 0);
  const paid = Object.entries(cost).map(([currency, sum]) => `${sum.toFixed(2)} ${currency}`);
  const numbers = [escalated, undelivered, segments].map(String);
  const times = [lengthOf(median), lengthOf(slowest)];
  return [
    name === '' ? 'all' : name,
    `${alerts}`,
    `${notified}`,
    `${held}`,
    `${taken}`,
    ...times,
    ...numbers,
    paid.join(' + '),
  ];
}

/** The first column begins where it begins, numbers end below each other. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const pad = ' '.repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length));
        return column === 0 ? `${cell}${pad}` : `${pad}${cell}`;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** `45s`, `12m`, `3h 20m`, `2d 4h`. */
export function lengthOf(ms: number | undefined): string {
  if (ms === undefined) return '';
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours}h` : `${hours}h ${minutes % 60}m`;
  return hours % 24 === 0 ? `${hours / 24}d` : `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace(/:\d\d\.\d+Z$/, 'Z');
}
