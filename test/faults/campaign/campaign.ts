import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Setting } from './campaign-world.js';
import { type ChapterResult, runChapter } from './chapter.js';

export interface CampaignPlan {
  readonly minutes: number;
  /** How long a chapter is at most. */
  readonly chapterMinutes: number;
  /** Share of the usual number of messages. */
  readonly load: number;
  readonly seed: number;
  readonly machines: boolean;
  /** Settings that chapters have in turn. */
  readonly settings: readonly Omit<Setting, 'machines'>[];
}

/** What is known of a campaign that may still be under way. */
export interface CampaignState {
  readonly plan: CampaignPlan;
  readonly chapters: readonly ChapterResult[];
}

/** All settings, the one that promises most first and last. */
export const SETTINGS: CampaignPlan['settings'] = [
  { software: 'prosody', fsync: 'always' },
  { software: 'ejabberd', fsync: 'always' },
  { software: 'prosody', fsync: 'everysec' },
  { software: 'ejabberd', fsync: 'always' },
  { software: 'prosody', fsync: 'always' },
];

/** Reads what an earlier run has left; undefined where there is nothing. */
export async function readState(dir: string): Promise<CampaignState | undefined> {
  const path = fileIn(dir);
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as CampaignState) : undefined;
}

/**
 * Runs the chapters that are missing, and writes down each that is over. A chapter that was broken off begins anew with the faults that it had.
 */
export async function runCampaign(
  dir: string,
  state: CampaignState,
  say: (line: string) => void,
): Promise<CampaignState> {
  const { plan } = state;
  const chapters = [...state.chapters];
  const count = Math.max(1, Math.ceil(plan.minutes / plan.chapterMinutes));
  await keep(dir, state);
  for (let number = chapters.length; number < count; number++) {
    const setting = plan.settings[number % plan.settings.length];
    if (setting === undefined) throw new Error('there is no setting');
    const logs = join(dir, `chapter-${number + 1}`);
    await mkdir(logs, { recursive: true });
    say(`chapter ${number + 1} of ${count}: ${setting.software}, appendfsync ${setting.fsync}`);
    chapters.push(
      await runChapter({
        setting: { ...setting, machines: plan.machines },
        load: plan.load,
        seed: plan.seed * 100 + number,
        seconds: (plan.minutes * 60) / count,
        logs,
        say,
      }),
    );
    await keep(dir, { plan, chapters });
  }
  return { plan, chapters };
}

async function keep(dir: string, state: CampaignState): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(`${fileIn(dir)}.new`, JSON.stringify(state, undefined, 1));
  await rename(`${fileIn(dir)}.new`, fileIn(dir));
}

function fileIn(dir: string): string {
  return join(dir, 'campaign.json');
}
