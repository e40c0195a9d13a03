import type { Finding } from '../config/finding.js';
import { loadConfig } from '../config/load.js';
import { noMore, takeFlag } from './cli.js';
import { type Command, UsageError } from './command.js';
import { moduleFindings } from './module-findings.js';
import type { Networks } from './networks.js';

/** `isthmus check FILE`: all that is wrong in a config file, without touching the network. */
export function checkCommand(networks: Networks): Command {
  return {
    name: 'check',
    summary: 'explain all that is wrong in a config file; exit code 0 nothing, 1 warnings only, 2 errors',
    usage: 'FILE [--json]',
    options: [{ name: '--json', summary: 'print {ok, findings: [{severity, path, line, value, message, fix}]}' }],
    async run(args, io) {
      const { given: json, rest } = takeFlag(args, '--json');
      const [file, ...more] = rest;
      if (file === undefined || file.startsWith('-')) throw new UsageError('needs the path of a config file');
      noMore(more);
      const modules = await networks.of(file);
      const result = loadConfig(file, modules);
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
export function findingText(file: string, { severity, path, line, value, message, fix }: Finding): string {
  const where = line === undefined ? file : `${file}:${line}`;
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
