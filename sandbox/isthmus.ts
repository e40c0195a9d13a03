import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { Child, type ChildOptions } from './child.js';

/** The compiled command, also when this file itself is run by tsx from its source. */
export function mainFile(): string {
  const beside = fileURLToPath(new URL('../src/main.js', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../dist/src/main.js', import.meta.url));
}

/** Writes a configuration file, as an admin would, into `dir`, and returns its path. */
export async function writeConfig(dir: string, config: Readonly<Record<string, unknown>>): Promise<string> {
  const path = join(dir, 'isthmus.yaml');
  await writeFile(path, stringify(config), { mode: 0o600 });
  return path;
}

/** How the built program is started. */
export interface IsthmusOptions {
  /** Of the command, after the config file. */
  readonly args?: readonly string[];
  /** A command that it is started by and that becomes it: `['ip', 'netns', 'exec', 'name']`. */
  readonly within?: readonly string[];
  /** Variables of its environment besides our own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onOutput?: NonNullable<ChildOptions['onOutput']>;
}

/**
 * Starts `isthmus run --config FILE` as a process of its own and returns at once: whether it is ready is for the caller to
 * see, from outside, as users would. When this process dies it gets SIGTERM, because it has a Redis of its own to end.
 */
export async function startIsthmus(configPath: string, options: IsthmusOptions = {}): Promise<Child> {
  const { args = [], within = [], env, onOutput } = options;
  const [command, ...rest] = [...within, process.execPath];
  return await Child.start({
    name: 'isthmus',
    command: command ?? process.execPath,
    args: [...rest, '--enable-source-maps', mainFile(), 'run', '--config', configPath, ...args],
    onParentDeath: 'SIGTERM',
    ...(env === undefined ? {} : { env }),
    ...(onOutput === undefined ? {} : { onOutput }),
  });
}
