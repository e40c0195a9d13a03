import type { Finding } from '../config/finding.js';
import { Arguments } from './arguments.js';
import { type Command, UsageError } from './command.js';
import { findingText } from './finding-text.js';
import { moduleFindings } from './module-findings.js';
import type { Networks } from './networks.js';
import { readConfig, SET_OPTION } from './read-config.js';

/** `isthmus check FILE`: all that is wrong in a config file, without touching the network. */
export function checkCommand(networks: Networks): Command {
  return {
    name: 'check',
    summary: 'explain all that is wrong in a config file; exit code 0 nothing, 1 warnings only, 2 errors',
    usage: 'FILE [--set KEY=VALUE]... [--json]',
    options: [
      SET_OPTION,
      { name: '--json', summary: 'print {ok, findings: [{severity, path, line, origin, value, message, fix}]}' },
    ],
    async run(args, io) {
      const given = new Arguments(args);
      const settings = given.all('--set');
      const json = given.flag('--json');
      const file = given.next();
      if (file === undefined || file.startsWith('-')) throw new UsageError('needs the path of a config file');
      given.end();
      const { modules, result } = await readConfig(networks, file, { environment: io.env, settings });
      const own = await moduleFindings(file, result, modules);
      const findings: readonly (Finding & { readonly file?: string })[] = [...result.findings, ...own];
      const ok = result.ok && !own.some(({ severity }) => severity === 'error');
      if (json) io.out(JSON.stringify({ ok, findings }, undefined, 2));
      else {
        for (const finding of findings) io.out(`${findingText(finding.file ?? file, finding)}\n`);
        io.out(summary(findings));
      }
      return !ok ? 2 : findings.length > 0 ? 1 : 0;
    },
  };
}

function summary(findings: readonly Finding[]): string {
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const warnings = findings.length - errors;
  if (findings.length === 0) return 'nothing is wrong';
  return [count(errors, 'error'), count(warnings, 'warning')].filter((text) => text !== '').join(', ');
}

function count(number: number, word: string): string {
  return number === 0 ? '' : `${number} ${word}${number === 1 ? '' : 's'}`;
}
