import type { GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import { parseDuration } from '../../units.js';
import { countedRows } from '../audit/export.js';
import { lengthOf } from '../audit/report/show.js';
import { Summary, type SummaryLine, VIEWS } from '../audit/report/summary.js';
import { type AlertCommandParts, command, FORBIDDEN, field, first, refused, type Visit } from './parts.js';

/** Names of one kind that a chat shows, those with the most messages. */
const MOST_NAMES = 10;
const USUAL = '7d';

/** What the audit holds, counted, for admins. */
export function reportCommands(parts: AlertCommandParts): readonly GatewayCommand[] {
  return [
    command(parts, {
      word: 'report',
      audience: 'admin',
      fields: (call) => [field(call, 'period', { values: [USUAL] })],
      run: report,
    }),
  ];
}

async function report({ call, parts, now }: Visit): Promise<GatewayDone> {
  const written = first(call.values, 'period') || USUAL;
  const time = timeOf(written, now);
  if (time === undefined) return refused('alerts.command.report.wrong', { period: written.slice(0, 40) });
  const log = parts.audit?.(call.desk).log;
  if (log === undefined) return FORBIDDEN;
  const summary = new Summary();
  for await (const row of countedRows(log, time)) summary.add(row);
  const lines = summary.lines();
  if (lines.length === 0) return { said: call.say({ key: 'alerts.command.report.empty' }) };
  return {
    said: VIEWS.flatMap((view) =>
      viewLines(
        call,
        view,
        lines.filter((line) => line.view === view),
      ),
    ).join('\n'),
  };
}

/** `7d`, `24h`, or a month of UTC. */
function timeOf(written: string, now: number): { readonly from: number; readonly to: number } | undefined {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(written) ?? [];
  if (year !== undefined) return { from: Date.UTC(+year, Number(month) - 1), to: Date.UTC(+year, Number(month)) };
  const length = parseDuration(written);
  return length === undefined ? undefined : { from: now - length, to: now + 1 };
}

function viewLines(
  call: Pick<GatewayCall, 'say'>,
  view: SummaryLine['view'],
  lines: readonly SummaryLine[],
): readonly string[] {
  if (lines.length === 0) return [];
  const head = call.say({ key: `alerts.report.${view}` });
  if (view === 'all') return lines.map((line) => `${head}: ${lineText(call, line)}`);
  const sorted = [...lines].sort((a, b) => b.notified + b.alerts - (a.notified + a.alerts));
  const more = sorted.length - MOST_NAMES;
  return [
    `${head}:`,
    ...sorted.slice(0, MOST_NAMES).map((line) => `- ${line.name}: ${lineText(call, line)}`),
    ...(more > 0 ? [`- ${call.say({ key: 'alerts.report.more', params: { count: more } })}`] : []),
  ];
}

/** What of a line is more than nothing. */
function lineText({ say }: Pick<GatewayCall, 'say'>, line: SummaryLine): string {
  const counted = (name: 'alerts' | 'notified' | 'taken' | 'escalations' | 'undelivered' | 'segments') =>
    line[name] === 0 ? [] : [say({ key: `alerts.report.${name}`, params: { count: line[name] } })];
  const held = Object.values(line.suppressed).reduce((sum, one) => sum + one, 0);
  const reasons = Object.entries(line.suppressed).map(([reason, count]) => `${reason} ${count}`);
  const suppressed = { key: 'alerts.report.suppressed', params: { count: held, reasons: reasons.join(', ') } };
  const { median, slowest } = line;
  const times = { median: lengthOf(median), slowest: lengthOf(slowest) };
  return [
    ...counted('alerts'),
    ...counted('notified'),
    ...(held === 0 ? [] : [say(suppressed)]),
    ...counted('taken'),
    ...(median === undefined ? [] : [say({ key: 'alerts.report.after', params: times })]),
    ...counted('escalations'),
    ...counted('undelivered'),
    ...counted('segments'),
    ...Object.entries(line.cost).map(([currency, sum]) => `${sum.toFixed(2)} ${currency}`),
  ].join('; ');
}
