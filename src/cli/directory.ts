import { readFile } from 'node:fs/promises';
import type { Clock } from '../clock.js';
import type { DirectoryConfig } from '../config/directory-section.js';
import type { DirectorySettings } from '../core/about.js';
import { FileDirectory } from '../directory/file-directory.js';
import type { Log } from '../log.js';
import { StartError } from './command.js';

/** The directory that the config file names. Opens nothing: it is read when somebody searches. */
export async function directoryOf(
  config: DirectoryConfig | undefined,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<DirectorySettings | undefined> {
  if (config === undefined) return undefined;
  const { file, ldap, results } = config;
  if (file !== undefined) return { directory: new FileDirectory(file, log), results };
  if (ldap === undefined) return undefined;
  const { password, passwordFile, bindDn, caFile, ...rest } = ldap;
  const options = {
    ...rest,
    ...(bindDn === undefined ? {} : { bindDn }),
    ...(caFile === undefined ? {} : { caFile }),
    password: async () => (passwordFile === undefined ? (password ?? '') : await secretIn(passwordFile)),
  };
  const { LdapDirectory } = await import('../directory/ldap-directory.js');
  try {
    return { directory: new LdapDirectory(options, clock), results };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`directory.ldap.filter is no LDAP filter (${reason}): write one such as (objectClass=person)`);
  }
}

/** One line feed at the end is not part of a secret. */
async function secretIn(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
}
