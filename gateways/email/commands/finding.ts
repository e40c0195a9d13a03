import type { GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import { mailLine, type Whom } from './mail-line.js';
import type { FoundRow } from './orders.js';
import { accountField, accountIn, type CommandParts, field, first, mailboxStep, moment, table } from './parts.js';
import { readQuery } from './search-query.js';

const QUERY = 'query';

/** To look into the mailbox. */
export function findingCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    {
      word: 'search',
      name: { key: 'email.command.search' },
      about: { key: 'email.command.search.about' },
      audience: 'registered',
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'email.command.search' }),
            instructions: call.say({ key: 'email.command.search.instructions' }),
            fields: [
              field(call, QUERY, { description: call.say({ key: 'email.field.query.description' }) }),
              ...(await accountField(parts, call, 'mailbox')),
            ],
          }),
          check: async (_call, values) => {
            const query = readQuery(first(values, QUERY));
            return 'problem' in query ? query.problem : undefined;
          },
        },
      ],
      run: (call) => search(parts, call),
    },
    {
      word: 'folders',
      under: 'search',
      name: { key: 'email.command.folders' },
      about: { key: 'email.command.folders.about' },
      audience: 'registered',
      steps: [mailboxStep(parts, 'folders')],
      run: (call) => folders(parts, call),
    },
  ];
}

/** Rows of mails as a table; their numbers are what other commands take. */
export function mailTable(
  call: GatewayCall,
  rows: readonly FoundRow[],
  { how = 'email.command.search.how', whom = 'from' }: { readonly how?: `email.${string}`; readonly whom?: Whom } = {},
): GatewayDone {
  return table(
    call,
    ['row', 'from', 'to', 'subject', 'date', 'unseen'],
    rows.map(({ row, from = '', to = '', subject = '', at, unseen }) => ({
      row: [String(row)],
      from: [from],
      to: [to],
      subject: [subject],
      date: [at === undefined ? '' : moment(at)],
      unseen: [unseen ? call.say({ key: 'email.yes' }) : ''],
    })),
    { notes: [call.say({ key: how })], lines: rows.map((row) => mailLine(call, row, whom)) },
  );
}

async function search(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const query = readQuery(first(call.values, QUERY));
  if ('problem' in query) return query;
  const answer = await parts.orders(call.desk).user(call.jid, { do: 'search', query, ...accountIn(call.values) });
  if ('problem' in answer) return answer;
  return answer.rows.length === 0
    ? { said: call.say({ key: 'email.command.search.none' }) }
    : mailTable(call, answer.rows, { whom: query.folder === 'sent' || query.folder === 'drafts' ? 'to' : 'from' });
}

async function folders(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const answer = await parts.orders(call.desk).user(call.jid, { do: 'folders', ...accountIn(call.values) });
  if ('problem' in answer) return answer;
  return table(
    call,
    ['folder', 'use'],
    answer.folders.map(({ path, use }) => ({
      folder: [path],
      use: [use === undefined ? '' : call.say({ key: `email.folder.${use}` })],
    })),
  );
}
