import type { ExamFinding } from '../../../gateways/gateway.js';
import type { AreaResult } from './run-areas.js';

/** The exit code: 2 errors, 1 warnings, 0 hints or nothing. */
export function exitCodeOf(results: readonly AreaResult[]): number {
  const severities = new Set(results.flatMap(({ findings }) => findings.map(({ severity }) => severity)));
  if (severities.has('error')) return 2;
  return severities.has('warning') ? 1 : 0;
}

/** What `--json` prints. */
export function asJson(results: readonly AreaResult[]): string {
  const findings = results.flatMap(({ area, findings: found }) => found.map((finding) => ({ area, ...finding })));
  const well = results.flatMap(({ area, well: lines }) => lines.map((text) => ({ area, text })));
  return JSON.stringify({ ok: exitCodeOf(results) < 2, findings, well }, undefined, 2);
}

const ORDER = { error: 0, warning: 1, hint: 2 } as const;

/** For people: area by area, what is well in a line each, then what is not, the worst first. */
export function asLines(results: readonly AreaResult[]): readonly string[] {
  const lines: string[] = [];
  for (const { area, findings, well } of results) {
    lines.push(`${area}:`);
    for (const text of well) lines.push(`  ok       ${text}`);
    const sorted = findings.toSorted((one, other) => ORDER[one.severity] - ORDER[other.severity]);
    for (const finding of sorted) lines.push(...findingLines(finding));
    if (well.length + findings.length === 0) lines.push('  ok       nothing to say');
    lines.push('');
  }
  return [...lines, summary(results)];
}

function findingLines({ severity, code, subject, found, why, write, where }: ExamFinding): readonly string[] {
  const lines = [`  ${severity.padEnd(8)} ${code}: ${subject}`, `           ${found}`, `           ${why}`];
  if (where !== undefined)
    lines.push(`           -> ${write === undefined ? '' : 'in '}${where}${write === undefined ? '' : ':'}`);
  if (write !== undefined) for (const line of write.split('\n')) lines.push(`              ${line}`);
  return lines;
}

function summary(results: readonly AreaResult[]): string {
  const all = results.flatMap(({ findings }) => findings);
  if (all.length === 0) return 'nothing is wrong';
  return (['error', 'warning', 'hint'] as const)
    .map((severity) => [severity, all.filter((finding) => finding.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ');
}
