import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row, Target } from './report.js';

const RESULTS = 'bench-results';
export const PAGE = 'docs/developer/figures.md';

/** What a suite leaves behind (`Report.finish`). */
interface Result {
  readonly suite: string;
  readonly indicative: boolean;
  readonly at: string;
  readonly rows: readonly Row[];
  readonly notes: Readonly<Record<string, unknown>>;
  readonly targets: readonly (Target & { readonly holds: boolean })[];
}

/**
 * `npm run bench -- tables`: writes the page of figures from the newest whole run of each suite. Gives how many suites there were; those that
 * never ran here keep what the page says of them.
 */
export function writeTables(suites: readonly string[]): number {
  const old = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  let found = 0;
  const parts = suites.map((suite) => {
    const result = newest(suite);
    if (result !== undefined) found += 1;
    return result === undefined ? partOf(old, suite) : sectionOf(result);
  });
  writeFileSync(PAGE, `${HEAD}\n${parts.filter((part) => part !== '').join('\n')}`);
  return found;
}

const HEAD = `# Figures

All benchmarks in one place, written by \`npm run bench -- tables\` from the newest whole run of each (see [testing](testing.md#benchmarks)). They come from a machine with two shared cores whose speed changes with its neighbours, on which servers, rivals
and load run too: ratios within one run count, and microseconds of CPU more than messages a second.
`;

function newest(suite: string): Result | undefined {
  if (!existsSync(RESULTS)) return undefined;
  const pattern = new RegExp(`^${suite}-(\\d{4}-\\d\\d-\\d\\dT[\\d-]+Z)\\.json$`);
  const files = readdirSync(RESULTS).filter((name) => pattern.test(name));
  const last = files.sort().at(-1);
  if (last === undefined) return undefined;
  const at = (pattern.exec(last)?.[1] ?? '').slice(0, 16).replace(/T(\d\d)-(\d\d)/, ' $1:$2');
  return { ...JSON.parse(readFileSync(join(RESULTS, last), 'utf8')), at };
}

const headingOf = (suite: string) => `## ${suite}\n`;

/** What the page says of a suite. */
function partOf(page: string, suite: string): string {
  const begin = page.indexOf(headingOf(suite));
  if (begin < 0) return '';
  const end = page.indexOf('\n## ', begin);
  return page.slice(begin, end < 0 ? page.length : end + 1);
}

function sectionOf({ suite, at, rows, targets, notes }: Result): string {
  const measured = [
    '| Work | A second | p50 | p99 | Lost | CPU of each, us |',
    '|---|---|---|---|---|---|',
    ...rows.map(rowOf),
  ];
  const asked = ['| Target | Figure | Wanted | |', '|---|---|---|---|', ...targets.map(targetOf)];
  const blocks = [
    `${headingOf(suite)}\n${at} UTC.`,
    ...(rows.length > 0 ? [measured.join('\n')] : []),
    ...(targets.length > 0 ? [asked.join('\n')] : []),
    ...Object.entries(notes).map(([name, value]) => `- ${name}: ${typeof value === 'string' ? value : told(value)}`),
  ];
  return `${blocks.reduce((text, block) => text + (block.startsWith('- ') && text.includes('\n- ') && !text.endsWith('|') ? '\n' : '\n\n') + block)}\n`;
}

function rowOf({ name, runs }: Row): string {
  const run = [...runs].sort((a, b) => a.rate - b.rate)[Math.floor((runs.length - 1) / 2)];
  if (run === undefined) return `| ${name} | | | | | |`;
  const lost = runs.reduce((sum, one) => sum + one.lost, 0);
  const use = Object.entries(run.use).map(([process, { cpuUs }]) => `${process} ${Math.round(cpuUs)}`);
  const { p50, p99 } = run.latency;
  return `| ${name} | ${Math.round(run.rate)} | ${ms(p50)} | ${ms(p99)} | ${lost} | ${use.join(', ')} |`;
}

/** JSON has no NaN, and says null. */
function ms(us: number | null): string {
  return us === null || Number.isNaN(us) ? '' : `${(us / 1000).toFixed(2)} ms`;
}

function targetOf({ name, figure, bound, target, unit, holds }: Target & { readonly holds: boolean }): string {
  const digits = Math.abs(figure) < 100 ? 2 : 0;
  return `| ${name} | ${(figure ?? Number.NaN).toFixed(digits)}${unit} | ${bound} ${target}${unit} | ${holds ? 'holds' : 'falls short'} |`;
}

function told(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, one]) => `${name} ${typeof one === 'object' ? JSON.stringify(one) : one}`)
    .join(', ');
}
