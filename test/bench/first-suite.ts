import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { repositoryRoot } from '../support/repository.js';
import type { Report } from './report.js';

/** What the first message may take on a machine that has Node, npm, git and the Debian packages, s. */
const MOST_SECONDS = 180;

/** From `git clone` to the first delivered message of the tour, in an empty folder and with nothing built. */
export async function firstSuite(report: Report): Promise<void> {
  const dir = await tempDir('isthmus-first');
  try {
    const begin = performance.now();
    const seconds = () => (performance.now() - begin) / 1000;
    await run('git', ['clone', '--quiet', '--depth', '1', `file://${repositoryRoot()}`, dir], process.cwd());
    report.note('git clone, s', seconds().toFixed(1));
    await run('npm', ['start', '--', '--once', '--yes'], dir);
    report.target('from git clone to the end of the tour', seconds(), 'at most', MOST_SECONDS, 's');
  } finally {
    await removeTempDir(dir);
  }
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
}
