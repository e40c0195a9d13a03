import { availableParallelism, cpus } from 'node:os';
import type { CampaignState } from './campaign.js';
import type { ChapterResult } from './chapter.js';

type Sums = Readonly<Record<string, number>>;

const OUT: Readonly<Record<string, (sums: Sums) => number>> = {
  written: (sums) => of(sums, 'sent'),
  'answered for': (sums) => of(sums, 'safe'),
  'handed over': (sums) => of(sums, 'handedOver'),
  'told as not sent': (sums) => of(sums, 'refused'),
  'told as unknown': (sums) => of(sums, 'unknown'),
  '**lost**': (sums) => of(sums, 'lost'),
  '**twice**': (sums) => of(sums, 'duplicates'),
  '**out of order**': (sums) => of(sums, 'reordered'),
  '**told wrongly**': (sums) => of(sums, 'contradictions') + of(sums, 'untold') + of(sums, 'lies'),
};
const BACK: Readonly<Record<string, (sums: Sums) => number>> = {
  written: (sums) => of(sums, 'sent'),
  'taken by the gateway': (sums) => of(sums, 'answered'),
  'read by the XMPP server': (sums) => of(sums, 'reached'),
  'again, with its id': (sums) => of(sums, 'duplicates') - of(sums, 'renamed'),
  'again, as another': (sums) => of(sums, 'renamed'),
  'said to nobody': (sums) => of(sums, 'nobodyThere'),
  'gone with its connection': (sums) => of(sums, 'goneWithConnection'),
  'gone with the XMPP server': (sums) => of(sums, 'lostByServer'),
  '**lost**': (sums) => of(sums, 'lost') + of(sums, 'lostByLivingServer'),
  '**out of order**': (sums) => of(sums, 'reordered'),
};

/** The tables of a campaign as Markdown. */
export function reportOf({ plan, chapters }: CampaignState): string {
  const minutes = Math.round(chapters.reduce((sum, { seconds }) => sum + seconds, 0) / 6) / 10;
  const [cpu] = cpus();
  const lines = [
    `Seed ${plan.seed}, ${chapters.length} chapters, ${minutes} minutes of faults, ${sumOf(chapters.flatMap(({ faults }) => Object.values(faults)))} faults; ${availableParallelism()} cores (${cpu?.model ?? 'unknown'}), Node ${process.versions.node}.`,
    '',
  ];
  for (const fsync of ['always', 'everysec'] as const) {
    const of = chapters.filter(({ setting }) => setting.fsync === fsync);
    if (of.length === 0) continue;
    const software = [...new Set(of.map(({ setting }) => setting.software))].join(' and ');
    lines.push(`### \`appendfsync ${fsync}\`, ${software}`, '');
    lines.push(...tableOf('Of XMPP users', OUT, merged(of.map(({ out }) => out))), '');
    lines.push(...tableOf('To XMPP users', BACK, merged(of.map(({ back }) => back))), '');
    lines.push(...wrongOf(of));
  }
  const faults = added(chapters.map((chapter) => chapter.faults));
  lines.push('### Faults', '', '| Fault | Times |', '|---|---|');
  for (const [name, times] of Object.entries(faults).sort()) lines.push(`| ${name} | ${times} |`);
  return `${lines.join('\n')}\n`;
}

/** Whether what is promised held: nothing was wrong where every write of Redis is on the disk. */
export function held({ chapters }: CampaignState): boolean {
  return chapters.every(({ setting, wrong }) => setting.fsync !== 'always' || wrong.length === 0);
}

function wrongOf(chapters: readonly ChapterResult[]): readonly string[] {
  const all = chapters.flatMap(({ wrong }) => wrong);
  return all.length === 0 ? [] : [`${all.length} findings: see the output of the command.`, ''];
}

function tableOf(title: string, columns: typeof OUT, rows: Readonly<Record<string, Sums>>): readonly string[] {
  const names = Object.keys(columns);
  return [
    `| ${[title, ...names].join(' | ')} |`,
    `|${'---|'.repeat(names.length + 1)}`,
    ...Object.entries(rows).map(
      ([name, sums]) => `| ${[name, ...Object.values(columns).map((column) => column(sums))].join(' | ')} |`,
    ),
  ];
}

function merged(all: readonly Readonly<Record<string, object>>[]): Readonly<Record<string, Sums>> {
  const names = [...new Set(all.flatMap((one) => Object.keys(one)))];
  return Object.fromEntries(names.map((name) => [name, added(all.map((one) => ({ ...one[name] })))]));
}

function added(all: readonly Readonly<Record<string, unknown>>[]): Sums {
  const sums: Record<string, number> = {};
  for (const one of all)
    for (const [name, value] of Object.entries(one))
      sums[name] = (sums[name] ?? 0) + (typeof value === 'number' ? value : 0);
  return sums;
}

function of(sums: Sums, name: string): number {
  return sums[name] ?? 0;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
