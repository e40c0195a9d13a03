import { execFileSync } from 'node:child_process';
import { repositoryRoot } from '../support/repository.js';

/** What git says of this repository. */
export function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: repositoryRoot(), encoding: 'utf8' }).trim();
}
