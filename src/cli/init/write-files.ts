import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKeyFile } from '../../store/key-ring.js';
import { StartError } from '../command.js';

/** The name of the config file. */
export const CONFIG_FILE = 'isthmus.yaml';
const KEY_FILE = 'secret.key';

/**
 * Writes files into a folder, all of them or none: they are made beside it, `accept` looks at them there (and throws where they will
 * not do), and only then they get their names. What is there already is never changed: `StartError` names it. Everything is readable
 * for its owner alone.
 */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
  accept: (folder: string) => Promise<void>,
): Promise<void> {
  const names = [...files.keys(), KEY_FILE];
  const there = names.filter((name) => existsSync(join(folder, name)));
  if (there.length > 0) {
    throw new StartError(
      `${there.map((name) => join(folder, name)).join(', ')} is there already and is not overwritten: choose another --dir, or move it away`,
    );
  }
  let made: string;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    made = mkdtempSync(join(folder, '.init-'));
  } catch (error) {
    throw new StartError(`cannot write into ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const linked: string[] = [];
  try {
    for (const [name, text] of files) writeFileSync(join(made, name), text, { mode: 0o600, flag: 'wx' });
    createKeyFile(join(made, KEY_FILE));
    for (const name of names) chmodSync(join(made, name), 0o600);
    await accept(made);
    for (const name of names) {
      // Fails where another one has come meanwhile.
      linkSync(join(made, name), join(folder, name));
      linked.push(name);
    }
  } catch (error) {
    for (const name of linked) rmSync(join(folder, name), { force: true });
    throw error;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
