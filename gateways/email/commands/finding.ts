import type { GatewayCall, GatewayCommand, GatewayDone, Problem } from '../../gateway.js';
import type { SearchQuery } from '../imap/types.js';
import type { FoundRow } from './orders.js';
import { accountField, accountIn, type CommandParts, FOLDER, field, first, moment, table, wrong } from './parts.js';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATES = ['since', 'before'] as const;
const TEXTS = ['text', 'from', 'to', 'subject'] as const;

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
              ...TEXTS.map((name) => field(call, name)),
              ...DATES.map((name) => field(call, name, { description: call.say({ key: 'email.field.day' }) })),
              field(call, 'unseen', {
                kind: 'boolean',
                label: call.say({ key: 'email.field.unseen-only' }),
                values: ['false'],
              }),
              field(call, FOLDER, { description: call.say({ key: 'email.field.folder.description' }) }),
              ...(await accountField(parts, call, 'mailbox')),
            ],
          }),
          check: async (_call, values) => wrongDay(values),
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
      steps: [],
      run: (call) => folders(parts, call),
    },
  ];
}

/** Rows of mails as a table; their numbers are what other commands take. */
export function mailTable(call: GatewayCall, rows: readonly FoundRow[]): GatewayDone {
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
    [call.say({ key: 'email.command.search.how' })],
  );
}

async function search(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const { values } = call;
  const why = wrongDay(values);
  if (why !== undefined) return { problem: why };
  const answer = await parts
    .orders(call.desk)
    .user(call.jid, { do: 'search', query: queryOf(values), ...accountIn(values) });
  if ('problem' in answer) return answer;
  return answer.rows.length === 0
    ? { said: call.say({ key: 'email.command.search.none' }) }
    : mailTable(call, answer.rows);
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

function queryOf(values: GatewayCall['values']): SearchQuery {
  const query: { -readonly [K in keyof SearchQuery]: SearchQuery[K] } = {};
  for (const name of TEXTS) {
    const value = first(values, name);
    if (value !== '') query[name] = value;
  }
  for (const name of DATES) {
    const value = first(values, name);
    if (value !== '') query[name] = Date.parse(`${value}T00:00:00Z`);
  }
  const folder = first(values, FOLDER);
  if (folder !== '') query.folder = folder;
  if (['1', 'true'].includes(first(values, 'unseen'))) query.unseen = true;
  return query;
}

function wrongDay(values: GatewayCall['values']): Problem | undefined {
  for (const name of DATES) {
    const value = first(values, name);
    if (value === '') continue;
    const real = DAY.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.startsWith(value) === true;
    if (!real) return wrong('email.command.search.day', { value: value.slice(0, 40) });
  }
  return undefined;
}
