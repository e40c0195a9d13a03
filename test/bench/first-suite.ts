import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { FreshMachine } from '../../sandbox/fresh-machine.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { repositoryRoot } from '../support/repository.js';
import { git } from './git.js';
import type { Report } from './report.js';

/** What the first message may take, s. */
const MOST_SECONDS = 180;
const SUITE = 'bookworm';
const TOUR = 'npm start -- --once --yes';
/** Lines at which a part is over, and how it is called in the report. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^cloned$/, 'git clone'],
  [/^added \d+ packages/, 'npm ci'],
  [/a tour on this machine/, 'Debian packages and the build'],
  [/the phone shows just this text/, 'the tour up to the first message'],
];

/**
 * From `git clone` to the first delivered message of the tour: on a fresh Debian, where root may make one; else in an empty folder of
 * this machine, which has the Debian packages.
 */
export async function firstSuite(report: Report): Promise<void> {
  let begin = 0;
  let last = 0;
  const seconds = () => (performance.now() - begin) / 1000;
  const onLine = (line: string) => {
    console.log(line);
    const part = PARTS.find(([over]) => over.test(line));
    if (part === undefined) return;
    const now = seconds();
    report.note(`${part[1]}, s`, (now - last).toFixed(1));
    if (part === PARTS.at(-1)) report.target('from git clone to the first message', now, 'at most', MOST_SECONDS, 's');
    last = now;
  };
  if (FreshMachine.possible) {
    report.note('machine', `a fresh Debian, ${SUITE}`);
    const machine = await FreshMachine.install(SUITE, git('rev-parse', '--path-format=absolute', '--git-common-dir'));
    try {
      begin = performance.now();
      const clone = "git config --global safe.directory '*'; git clone -q file:///srv isthmus; cd isthmus";
      await machine.run(`${clone}; git checkout -q ${git('rev-parse', 'HEAD')}; echo cloned; ${TOUR} 2>&1`, onLine);
    } finally {
      await machine.close();
    }
    return;
  }
  report.note('machine', 'an empty folder of this machine');
  const dir = await tempDir('isthmus-first');
  try {
    begin = performance.now();
    await run(`git clone -q --depth 1 'file://${repositoryRoot()}' . && echo cloned && ${TOUR} 2>&1`, dir, onLine);
  } finally {
    await removeTempDir(dir);
  }
}

async function run(script: string, cwd: string, onLine: (line: string) => void): Promise<void> {
  const child = spawn('bash', ['-euc', script], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) onLine(line);
  const [code] = await ended;
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
}
