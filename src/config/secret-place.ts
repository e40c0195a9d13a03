import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where files that a config names are looked for. */
export interface Folders {
  /** Of the config file; relative paths begin there. */
  readonly config: string;
  /** Credentials that systemd hands over (`$CREDENTIALS_DIRECTORY`); undefined: there are none. */
  readonly credentials?: string | undefined;
}

/** The absolute path of a secret's file. A name without a folder is a credential of systemd, where there is one of this name. */
export function secretPlace(named: string, { config, credentials }: Folders): string {
  if (credentials !== undefined && credentials !== '' && /^[^/]+$/.test(named) && named !== '.' && named !== '..') {
    const credential = join(credentials, named);
    if (existsSync(credential)) return credential;
  }
  return resolve(config, named);
}
