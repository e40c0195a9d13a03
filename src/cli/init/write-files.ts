import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createKeyFile } from '../../store/key-ring.js';
import { StartError } from '../command.js';

/** The name of the config file. */
export const CONFIG_FILE = 'isthmus.yaml';
const KEY_FILE = 'secret.key';
/** How the config file begins that the Debian package brings, which is there to be replaced. */
const PLACEHOLDER = /^# The config file of Isthmus\. Replace it: /;

/** Whom files are to belong to. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes files into a folder, all of them or none: they are made beside it, `accept` looks at them there (and throws where they will
 * not do), and only then they get their names. What is there already is never changed, but for the config file that a package has put
 * there to be replaced: `StartError` names it. Everything is readable for its owner alone: who runs this, or `owner`.
 */
export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
  accept: (folder: string) => Promise<void>,
  owner?: Owner,
): Promise<void> {
  const names = [...files.keys(), KEY_FILE];
  const replaced = isPlaceholder(join(folder, CONFIG_FILE)) ? CONFIG_FILE : undefined;
  const there = names.filter((name) => name !== replaced && existsSync(join(folder, name)));
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
    for (const name of names) {
      chmodSync(join(made, name), 0o600);
      if (owner !== undefined) chownSync(join(made, name), owner.uid, owner.gid);
    }
    await accept(made);
    for (const name of names.filter((one) => one !== replaced)) {
      // Fails where another one has come meanwhile.
      linkSync(join(made, name), join(folder, name));
      linked.push(name);
    }
    if (replaced !== undefined) renameSync(join(made, replaced), join(folder, replaced));
  } catch (error) {
    for (const name of linked) rmSync(join(folder, name), { force: true });
    throw error;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function isPlaceholder(file: string): boolean {
  try {
    return PLACEHOLDER.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}
