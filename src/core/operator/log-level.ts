import { LOG_LEVELS, type LogLevel, type LogRule } from '../../log-levels.js';
import type { Operation, OperationCall, OperationProblem, OperationResult } from '../../operation.js';
import { parseJid } from '../../xmpp/jid.js';
import { mask } from '../mask.js';
import type { Inside } from './inside.js';
import { endOf, gatewayNamed, given, isProblem } from './values.js';

type Parts = Pick<Inside, 'sites' | 'stores' | 'refresh' | 'clock'>;

/** Takes back what was set. */
const USUAL = 'usual';

/** A rule as it is kept: whose it is stands in it, for whoever looks. */
interface KeptRule {
  readonly gateway?: string;
  readonly jid?: string;
  readonly level: LogLevel;
  readonly until?: number;
  readonly by: string;
  readonly since: number;
}

/** How much is written of everything, of one gateway or of one person, while Isthmus runs. */
export function logLevelOperations(inside: () => Parts): readonly Operation[] {
  return [
    {
      noun: 'log',
      verb: 'level',
      about: 'how much is logged; with a level: of everything, of a gateway or of one person, for a while',
      arguments: [
        {
          name: 'level',
          about: 'the least that is logged; usual: as the config says; left out: show what is set',
          kind: 'choice',
          choices: [...LOG_LEVELS, USUAL],
          positional: true,
        },
        { name: 'gateway', about: 'only of this gateway' },
        { name: 'jid', about: 'only lines about this person', kind: 'jid' },
        { name: 'for', about: 'how long, such as 1h; default: until it is taken back', kind: 'duration' },
      ],
      changes: true,
      run: (call) => run(inside(), call),
    },
    {
      noun: 'log',
      verb: 'list',
      about: 'what is set besides log.level in the config',
      arguments: [],
      run: (call) => show(inside(), call),
    },
  ];
}

async function run(parts: Parts, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const { stores, sites, clock, refresh } = parts;
  const level = given(call, 'level');
  if (level === undefined) return await show(parts, call);
  const site = gatewayNamed(call, sites);
  if (isProblem(site)) return site;
  const jid = parseJid(given(call, 'jid') ?? '')?.bare;
  const key = `${site?.gateway.name ?? ''} ${jid ?? ''}`;
  if (level === USUAL) {
    if (!(await stores.live.remove('log-levels', key))) {
      return { problem: call.say('Nothing was set for that. Look at log level without arguments.') };
    }
    await refresh();
    return { notes: [call.say('It is logged as the config says; all processes follow within two seconds.')] };
  }
  const found = LOG_LEVELS.find((one) => one === level);
  if (found === undefined) {
    return { problem: call.say('"{value}" is none of {names}', { value: level, names: LOG_LEVELS.join(', ') }) };
  }
  const until = endOf(call, clock.now());
  if (isProblem(until)) return until;
  const rule: KeptRule = {
    level: found,
    by: call.actor,
    since: clock.now(),
    ...(site === undefined ? {} : { gateway: site.gateway.name }),
    ...(jid === undefined ? {} : { jid }),
    ...(until === undefined ? {} : { until }),
  };
  await stores.live.set('log-levels', key, JSON.stringify(rule));
  await refresh();
  return {
    notes: [
      call.say('Logged from {level} on; all processes follow within two seconds.', { level: found }),
      ...(jid === undefined
        ? []
        : [call.say('Lines show {shown}; whoever is shortened to the same is logged too.', { shown: mask(jid) })]),
    ],
  };
}

async function show({ stores, clock }: Parts, { say }: OperationCall): Promise<OperationResult> {
  const { state } = await stores.live.read();
  const rules = keptIn(state?.['log-levels'] ?? new Map()).filter(
    ({ until }) => until === undefined || until > clock.now(),
  );
  return {
    notes: [
      rules.length === 0
        ? say('All is logged as log.level in the config says.')
        : say('Besides log.level in the config:'),
    ],
    table: {
      columns: [
        { name: 'level', label: 'Level' },
        { name: 'gateway', label: 'Gateway', kind: 'word' },
        { name: 'jid', label: 'Person', kind: 'word' },
        { name: 'until', label: 'Until', kind: 'time' },
        { name: 'by', label: 'By' },
      ],
      rows: rules.map(({ level, gateway, jid, until, by }) => ({
        level,
        gateway: gateway ?? 'all',
        jid: jid ?? 'all',
        until: until ?? null,
        by,
      })),
    },
  };
}

function keptIn(table: ReadonlyMap<string, string>): readonly KeptRule[] {
  return [...table.values()].map((json) => JSON.parse(json) as KeptRule);
}

/** The rules of a table of `LiveSettings`, as the log asks for them. */
export function logRulesIn(table: ReadonlyMap<string, string>): readonly LogRule[] {
  return keptIn(table).map(({ level, gateway, jid, until }) => ({
    level,
    ...(gateway === undefined ? {} : { gateway }),
    ...(jid === undefined ? {} : { shown: mask(jid) }),
    ...(until === undefined ? {} : { until }),
  }));
}
