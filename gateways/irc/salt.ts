import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IrcConfig } from './config.js';

/**
 * What makes that nobody finds a JID from its `{hash}` or address by trying all of them (see `Person.salt`): the same in all
 * processes, and nothing that others know. Where the secret is in a file its content counts, since paths are known to everybody.
 * Throws where the file cannot be read.
 */
export function saltOf({ domain, secret, secretFile }: Pick<IrcConfig, 'domain' | 'secret' | 'secretFile'>): string {
  const known = secretFile === undefined ? secret : readFileSync(secretFile, 'utf8').replace(/\r?\n$/, '');
  return createHash('sha256')
    .update(`${domain}\n${known ?? ''}`)
    .digest('hex');
}
