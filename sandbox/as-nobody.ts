import { chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const SETPRIV = '/usr/bin/setpriv';
/** Debian's user `nobody` and its group. */
const NOBODY = 65_534;

/** What is to be run, and in which folder. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * For a server that gives up root by itself: where this process is root, the command that starts it as somebody else in the
 * first place, to whom the folder and its files belong from now on. One that changes its user while it runs is no longer ended
 * by the kernel when its parent ends (prctl(2), PR_SET_PDEATHSIG).
 */
export async function asNobody(dir: string, { command, args }: Command): Promise<Command> {
  if (process.getuid?.() !== 0) return { command, args };
  for (const file of await readdir(dir, { recursive: true })) await chown(join(dir, file), NOBODY, NOBODY);
  await chown(dir, NOBODY, NOBODY);
  const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--pdeathsig', 'KILL'];
  return { command: SETPRIV, args: [...user, '--', command, ...args] };
}
