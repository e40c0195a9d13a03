import type { GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import type { CensusRow } from './orders.js';
import { type CommandParts, table } from './parts.js';

const MOST_PARKED = 100;

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
  ];
}

async function census(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const { answers, silent } = await parts.orders(call.desk).all({ do: 'census' });
  const hosts = sum(answers.flatMap((answer) => answer.hosts));
  const parked = answers.flatMap((answer) => answer.parked).slice(0, MOST_PARKED);
  const notes = [
    ...(silent === 0 ? [] : [call.say({ key: 'email.command.mailboxes.silent', params: { silent } })]),
    ...(hosts.length === 0 ? [call.say({ key: 'email.command.mailboxes.none' })] : []),
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
