import type { AuditLog } from '../audit-log.js';
import { type AuditQuery, countedRows } from '../export.js';
import { type SummaryForm, showSummary } from './show.js';
import { Summary } from './summary.js';

/** Counts the rows of a time and shows what came of it. */
export async function summaryOf(log: Pick<AuditLog, 'scan'>, query: AuditQuery, form: SummaryForm): Promise<string> {
  const summary = new Summary();
  for await (const row of countedRows(log, query)) summary.add(row);
  const { from, to } = query;
  const { rows, tests } = summary;
  return showSummary(summary.lines(), { from, to, rows, tests }, form);
}
