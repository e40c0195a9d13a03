import type { GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import { PausedHosts } from '../mailboxes/paused-hosts.js';
import type { CensusRow } from './orders.js';
import { type CommandParts, field, first, moment, table, wrong } from './parts.js';

const MOST_PARKED = 100;
const HOST = 'host';
const HOST_NAME = /^[a-z0-9.:-]{1,253}$/i;

/** For admins: how many mailboxes there are at which mail servers, and how they are. */
export function mailboxAdminCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    {
      word: 'mailboxes',
      name: { key: 'email.command.mailboxes' },
      about: { key: 'email.command.mailboxes.about' },
      audience: 'admin',
      steps: [],
      run: (call) => census(parts, call),
    },
    pausing(parts, 'pause-provider'),
    pausing(parts, 'resume-provider'),
  ];
}

/** To leave the mailboxes at a mail server alone, so that its provider does not lock accounts while something is wrong there. */
function pausing(parts: CommandParts, word: 'pause-provider' | 'resume-provider'): GatewayCommand {
  const name = { key: `email.command.${word}` };
  return {
    word,
    under: 'mailboxes',
    name,
    about: { key: `email.command.${word}.about` },
    audience: 'admin',
    steps: [
      {
        form: async (call) => ({
          title: call.say(name),
          instructions: call.say({ key: `email.command.${word}.about` }),
          fields: [
            field(call, HOST, { required: true, description: call.say({ key: 'email.field.host.description' }) }),
          ],
        }),
        check: async (_call, values) => {
          const host = first(values, HOST);
          return host === '' || HOST_NAME.test(host) ? undefined : wrong('email.command.pause-provider.host', { host });
        },
      },
    ],
    run: async (call) => {
      const { desk, say, values } = call;
      const host = first(values, HOST).toLowerCase();
      if (!HOST_NAME.test(host)) return { problem: wrong('email.command.pause-provider.host', { host }) };
      const hosts = new PausedHosts(desk.kv);
      if (word === 'resume-provider') await hosts.resume(host);
      else if (!(await hosts.pause(host, desk.clock.now())))
        return { problem: wrong('email.command.pause-provider.full') };
      const { silent } = await parts.orders(desk).all({ do: 'pauses' });
      const late = silent === 0 ? '' : ` ${say({ key: 'email.command.pause-provider.late', params: { silent } })}`;
      return { said: say({ key: `email.command.${word}.done`, params: { host } }) + late };
    },
  };
}

async function census(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const { answers, silent } = await parts.orders(call.desk).all({ do: 'census' });
  const hosts = sum(answers.flatMap((answer) => answer.hosts));
  const parked = answers.flatMap((answer) => answer.parked).slice(0, MOST_PARKED);
  const paused = await new PausedHosts(call.desk.kv).load();
  const notes = [
    ...(silent === 0 ? [] : [call.say({ key: 'email.command.mailboxes.silent', params: { silent } })]),
    ...(hosts.length === 0 ? [call.say({ key: 'email.command.mailboxes.none' })] : []),
    ...paused.map(({ host, since }) =>
      call.say({ key: 'email.command.mailboxes.paused', params: { host, since: moment(since) } }),
    ),
    ...parked.map(({ jid, host, reason }) =>
      call.say({
        key: 'email.command.mailboxes.parked',
        params: { jid, host, reason: reason === undefined ? '' : call.say(reason.text) },
      }),
    ),
  ];
  if (hosts.length === 0) return { said: notes.join('\n') };
  const columns = ['host', 'up', 'down', 'parked', 'waiting'] as const;
  const rows = hosts.map((row) => ({
    host: [row.host],
    up: [String(row.up)],
    down: [String(row.down)],
    parked: [String(row.parked)],
    waiting: [String(row.waiting)],
  }));
  return { ...table(call, columns, rows), ...(notes.length === 0 ? {} : { said: notes.join('\n') }) };
}

/** Those of all lanes together, those with most mailboxes first. */
function sum(rows: readonly CensusRow[]): readonly CensusRow[] {
  const hosts = new Map<string, CensusRow>();
  for (const row of rows) {
    const known = hosts.get(row.host);
    hosts.set(
      row.host,
      known === undefined
        ? row
        : {
            host: row.host,
            up: known.up + row.up,
            down: known.down + row.down,
            parked: known.parked + row.parked,
            waiting: known.waiting + row.waiting,
          },
    );
  }
  const size = ({ up, down, parked, waiting }: CensusRow): number => up + down + parked + waiting;
  return [...hosts.values()].toSorted((one, other) => size(other) - size(one) || (one.host < other.host ? -1 : 1));
}
