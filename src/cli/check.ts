import type { Finding } from '../config/finding.js';
import { noMore, takeAll, takeFlag } from './cli.js';
import { type Command, UsageError } from './command.js';
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
      const { values: settings, rest: rest0 } = takeAll(args, '--set');
      const { given: json, rest } = takeFlag(rest0, '--json');
      const [file, ...more] = rest;
      if (file === undefined || file.startsWith('-')) throw new UsageError('needs the path of a config file');
      noMore(more);
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

/** A finding in two or three lines: where, what stands there and what is wrong, what to do. */
export function findingText(file: string, { severity, path, line, origin, value, message, fix }: Finding): string {
  const where = origin ?? (line === undefined ? file : `${file}:${line}`);
  const what = [path, value === undefined ? '' : `(${value})`, message].filter((part) => part !== '').join(' ');
  return `${where}: ${severity}: ${what}\n  -> ${fix}`;
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
