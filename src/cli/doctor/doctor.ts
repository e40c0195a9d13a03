import type { ExamDns } from '../../../gateways/gateway.js';
import { systemClock } from '../../clock.js';
import { Arguments, needed } from '../arguments.js';
import { type Command, UsageError } from '../command.js';
import { moduleFindings } from '../module-findings.js';
import type { Networks } from '../networks.js';
import { readConfig, SET_OPTION } from '../read-config.js';
import type { CoreArea } from './area.js';
import { configResult } from './config-result.js';
import { examDns } from './dns.js';
import { httpArea } from './http-area.js';
import { machineArea } from './machine-area.js';
import { asJson, asLines, exitCodeOf } from './print.js';
import { redisArea } from './redis-area.js';
import { type AreaResult, runAreas } from './run-areas.js';
import { Running } from './running.js';
import { xmppArea } from './xmpp-area.js';

/** One step: connecting, an answer. ms. */
const PATIENCE_MS = 4000;
/** One area; with the look at Redis before, the whole stays below 20 s. */
const LIMIT_MS = 15_000;

/** Areas of the core, in the order in which they are told. */
export const CORE_AREAS: readonly CoreArea[] = [machineArea, redisArea, xmppArea, httpArea];

interface DoctorOptions {
  /** What is looked at besides the gateways. */
  readonly areas?: readonly CoreArea[];
  /** For one step, ms. */
  readonly patience?: number;
  /** For one area, ms. */
  readonly limit?: number;
}

/** `isthmus doctor`: what is wrong with an installation, seen from this machine, with the line to write against each. */
export function doctorCommand(
  networks: Networks,
  { areas = CORE_AREAS, patience = PATIENCE_MS, limit = LIMIT_MS }: DoctorOptions = {},
): Command {
  const names = ['config', ...areas.map(({ name }) => name), ...networks.names];
  return {
    name: 'doctor',
    summary: 'examine what a config file connects to; exit code 0 well, 1 warnings, 2 errors',
    usage: '--config FILE [--set KEY=VALUE]... [--json] [--only AREA]... [--resolver IP]',
    options: [
      { name: '--config FILE', summary: 'the config file' },
      SET_OPTION,
      {
        name: '--json',
        summary: 'print {ok, findings: [{area, severity, code, subject, found, why, write, where}], well}',
      },
      { name: '--only AREA', summary: `one of ${names.join(', ')}; may be given often` },
      {
        name: '--resolver IP',
        summary: 'ask this DNS server, to see what the world sees; default: that of the system',
      },
    ],
    async run(args, io) {
      const given = new Arguments(args);
      const [settings, only] = [given.all('--set'), given.all('--only')];
      const [configFile, resolver] = [given.option('--config'), given.option('--resolver')];
      const json = given.flag('--json');
      given.end();
      const file = needed(configFile, '--config FILE');
      const strange = only.find((name) => !names.includes(name));
      if (strange !== undefined) throw new UsageError(`there is no area "${strange}": ${names.join(', ')}`);
      const { modules, result } = await readConfig(networks, file, { environment: io.env, settings });
      const own = await moduleFindings(file, result, modules);
      const broken = own.some(({ severity }) => severity === 'error');
      const told = broken || onlyOf(only, 'config') ? [configResult(file, [...result.findings, ...own])] : [];
      const print = (results: readonly AreaResult[]): number => {
        if (json) io.out(asJson(results));
        else for (const line of asLines(results)) io.out(line);
        return exitCodeOf(results);
      };
      // With a config file that cannot be used there is nothing else to look at.
      if (!result.ok) return print([configResult(file, [...result.findings, ...own])]);
      const dns = resolverOf(resolver, patience);
      const running = await Running.look(result.config, systemClock, patience);
      try {
        const exam = {
          file,
          config: result.config,
          env: io.env,
          clock: systemClock,
          patience,
          dns,
          running,
        };
        const results = await runAreas(exam, areas, modules, { only, limit });
        return print([...told, ...results]);
      } finally {
        running.close();
      }
    },
  };
}

function resolverOf(server: string | undefined, patience: number): ExamDns {
  try {
    return examDns(server, patience);
  } catch {
    throw new UsageError(`--resolver takes the IP address of a DNS server, and not "${server}"`);
  }
}

function onlyOf(only: readonly string[], name: string): boolean {
  return only.length === 0 || only.includes(name);
}
