/** `npm run faults`: see docs/developer/faults.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../../support/repository.js';
import { type CampaignState, readState, runCampaign, SETTINGS } from './campaign.js';
import { held, reportOf } from './report.js';

const USAGE = `Usage: npm run faults -- [--minutes 30] [--chapter 5] [--load 1] [--seed N] [--resume] [--keep] [--no-machines] [--dir FOLDER]
  --chapter      minutes of each chapter, at most
  --load         share of the usual number of messages
  --resume       goes on where the last one was broken off
  --keep         writes the tables into docs/developer/faults.md
  --no-machines  all on one machine, without namespaces and a disk of their own; does not need root`;
const PAGE = 'docs/developer/faults.md';
const MEASURED = /(<!-- measured: faults -->\n)[\s\S]*?(<!-- end measured -->)/;

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});

/** 0: what is promised held; 1: it did not; 2: wrong use, or the campaign could not be run. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      chapter: { type: 'string', default: '5' },
      load: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      dir: { type: 'string', default: join(repositoryRoot(), 'fault-results') },
      resume: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      'no-machines': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const minutes = Number(values.minutes);
  const chapterMinutes = Number(values.chapter);
  const load = Number(values.load);
  const seed = Number(values.seed);
  if (values.help || !(minutes > 0) || !(chapterMinutes > 0) || !(load > 0) || !Number.isInteger(seed)) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const begun: CampaignState = {
    plan: { minutes, chapterMinutes, load, seed, machines: !values['no-machines'], settings: SETTINGS },
    chapters: [],
  };
  const earlier = values.resume ? await readState(values.dir) : undefined;
  if (values.resume && earlier === undefined) throw new Error(`There is nothing to go on with in ${values.dir}.`);
  const state = await runCampaign(values.dir, earlier ?? begun, (line) => console.log(line));
  const report = reportOf(state);
  console.log(`\n${report}`);
  for (const { setting, seed, wrong } of state.chapters) {
    for (const line of wrong) console.log(`WRONG (${setting.software}, ${setting.fsync}, seed ${seed}): ${line}`);
  }
  await writeFile(join(values.dir, 'report.md'), report);
  if (values.keep) {
    const page = join(repositoryRoot(), PAGE);
    await writeFile(page, (await readFile(page, 'utf8')).replace(MEASURED, `$1${report}$2`));
  }
  console.log(held(state) ? 'All that is promised held.' : 'What is promised did not hold; see above.');
  return held(state) ? 0 : 1;
}
