import { stringify } from 'yaml';
import { type EffectiveKey, effectiveKeys } from '../config/effective.js';
import { shownValue } from '../config/finding.js';
import { Arguments, needed } from './arguments.js';
import { type Command, UsageError } from './command.js';
import { findingText } from './finding-text.js';
import type { Networks } from './networks.js';
import { readConfig, SET_OPTION } from './read-config.js';

/** `isthmus config show`: the config that counts, with where each value comes from and without its secrets. */
export function configCommand(networks: Networks): Command {
  return {
    name: 'config',
    summary: 'show the config that counts: defaults, file, environment and options together, secrets hidden',
    usage: 'show --config FILE [--set KEY=VALUE]... [--given] [--json]',
    options: [
      { name: '--config FILE', summary: 'the config file' },
      SET_OPTION,
      { name: '--given', summary: 'only what is given, without the defaults' },
      { name: '--json', summary: 'print [{key, value, from, line, origin, live}]; the value of a secret is null' },
    ],
    async run(args, io) {
      const [verb, ...others] = args;
      if (verb !== 'show') throw new UsageError('knows only: show');
      const given = new Arguments(others);
      const settings = given.all('--set');
      const configFile = given.option('--config');
      const [json, onlyGiven] = [given.flag('--json'), given.flag('--given')];
      given.end();
      const file = needed(configFile, '--config FILE');
      const { result } = await readConfig(networks, file, { environment: io.env, settings });
      for (const finding of result.findings) io.err(findingText(file, finding));
      if (!result.ok) return 2;
      const keys = effectiveKeys(result).filter(({ from }) => !onlyGiven || from !== 'default');
      if (json) {
        const shown = keys.map(({ secret, ...one }) => ({ ...one, value: secret ? null : hidden(one.value) }));
        io.out(JSON.stringify(shown, undefined, 2));
      } else for (const one of keys) io.out(lineOf(one, file));
      return result.findings.length > 0 ? 1 : 0;
    },
  };
}

function lineOf({ key, value, secret, live, ...whence }: EffectiveKey, file: string): string {
  const text = secret ? '(hidden)' : stringify(hidden(value), { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
  const { from, line, origin } = whence;
  const where = from === 'default' ? 'default' : (origin ?? (line === undefined ? file : `${file}:${line}`));
  return `${key}: ${text}  # ${where}${live ? ', live' : ''}`;
}

/** Without the credentials of URLs, and without what is named like a secret inside of it. */
function hidden(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => hidden(item, name));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hidden(item, key)]));
  }
  if (name !== '' && shownValue([name], value) === '(hidden)') return '(hidden)';
  return typeof value === 'string' ? value.replace(/(:\/\/)[^/\s]*@/g, '$1(hidden)@') : value;
}
