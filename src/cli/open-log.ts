import { destination, pino } from 'pino';
import type { Log } from '../log.js';
import { type LogLevels, levelledLog } from '../log-levels.js';

/** Shorter ones are words that may stand in any line. */
const LEAST_LENGTH = 4;
const SECRET_NAME = /^(secret|password|token|key|pass)$|(Secret|Password|Token)$/;
const HIDDEN = '[hidden]';

/**
 * The log of a process: JSON, a line each, on standard output. Nothing that we write holds a secret; but the text of an error may come
 * from elsewhere, so secrets of the configuration are struck out of every line besides.
 */
export function openLog(
  levels: LogLevels,
  secrets: readonly string[],
  to: { write(line: string): void } = destination(1),
): Log {
  const written = [...new Set(secrets.map((secret) => JSON.stringify(secret).slice(1, -1)))];
  // A longer one may hold a shorter one.
  const long = written.filter(({ length }) => length >= LEAST_LENGTH).sort((one, other) => other.length - one.length);
  const any = long.length === 0 ? undefined : new RegExp(long.map(escaped).join('|'), 'g');
  const options = {
    level: 'debug',
    formatters: { level: (label: string) => ({ level: label }) },
    ...(any === undefined ? {} : { hooks: { streamWrite: (line: string) => line.replace(any, HIDDEN) } }),
  };
  return levelledLog(pino(options, to), levels);
}

/** All secrets in a configuration, by the names of their keys. */
export function secretsIn(config: unknown): readonly string[] {
  if (typeof config !== 'object' || config === null) return [];
  return Object.entries(config).flatMap(([name, value]) => {
    if (typeof value === 'string') return SECRET_NAME.test(name) ? [value] : passwordsIn(value);
    return secretsIn(value);
  });
}

/** The password of a URL, as it is written and as it is meant. */
function passwordsIn(text: string): readonly string[] {
  const [, password] = /^[a-z][a-z+]*:\/\/[^/@\s:]*:([^/@\s]+)@/.exec(text) ?? [];
  return password === undefined ? [] : [password, decodeURIComponent(password)];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
