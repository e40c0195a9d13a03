import { parseJid, unescapeLocal } from '../../../src/xmpp/jid.js';
import type {
  Desk,
  FormField,
  GatewayCall,
  GatewayCommand,
  GatewayDone,
  GatewayForm,
  GatewayStep,
  Problem,
  TextRef,
} from '../../gateway.js';
import { FOUND } from '../accounts/fields.js';
import { addressOf, mailAccountOf } from '../accounts/mail-account.js';
import type { EmailConfig } from '../config.js';
import type { FileInfo, NamedMail, Orders } from './orders.js';

/** What the commands need of the gateway. */
export interface CommandParts {
  readonly config: EmailConfig;
  /** The way to the holders, from where a command was given. */
  readonly orders: (desk: Pick<Desk, 'order'>) => Orders;
}

/** Commands for those alone who have a mailbox of their own: one account with it is enough. */
export function withMailbox(config: EmailConfig, commands: readonly GatewayCommand[]): readonly GatewayCommand[] {
  const useless: GatewayCommand['useless'] = (accounts) =>
    accounts.some((one) => mailAccountOf(one, config)?.kind === 'mailbox') ? undefined : NO_MAILBOX;
  return commands.map((command) => ({ ...command, useless }));
}

const NO_MAILBOX: Problem = {
  type: 'cancel',
  condition: 'feature-not-implemented',
  text: { key: 'email.order.no-mailbox' },
};

/** Names of fields that several commands have. */
const MAIL = 'mail';
export const ACCOUNT = 'account';
export const FOLDER = 'folder';

type Row = Readonly<Record<string, readonly string[]>>;

/** Labels of the fields of forms and tables by their names. */
const LABELS = {
  account: 'email.field.account',
  address: 'email.field.address',
  answer: 'email.field.answer',
  attachments: 'email.field.attachments',
  bcc: 'email.field.bcc',
  body: 'email.field.body',
  cc: 'email.field.cc',
  code: 'email.field.code',
  date: 'email.field.date',
  down: 'email.field.down',
  folder: 'email.field.folder',
  from: 'email.field.from',
  host: 'email.field.host',
  how: 'email.field.how',
  mail: 'email.field.mail',
  messages: 'email.field.messages',
  parked: 'email.field.parked',
  query: 'email.field.query',
  reason: 'email.field.reason',
  row: 'email.field.row',
  since: 'email.field.since',
  state: 'email.field.state',
  subject: 'email.field.subject',
  to: 'email.field.to',
  unseen: 'email.field.unseen',
  up: 'email.field.up',
  use: 'email.field.use',
  vcard: 'email.field.vcard',
  waiting: 'email.field.waiting',
  watch: 'email.field.watch',
  who: 'email.field.who',
} as const;
type FieldName = keyof typeof LABELS;

/** The first value of a field; empty where there is none. */
export function first(values: GatewayCall['values'], name: string): string {
  return (values.get(name)?.[0] ?? '').trim();
}

/** All lines of a field. */
export function linesOf(values: GatewayCall['values'], name: string): string {
  return (values.get(name) ?? []).join('\n');
}

/** Asks again for the values of a form. */
export function wrong(key: `email.${string}`, params?: TextRef['params']): Problem {
  return { type: 'modify', condition: 'not-acceptable', text: params === undefined ? { key } : { key, params } };
}

/** A field of a form. */
export function field({ say }: Pick<GatewayCall, 'say'>, name: FieldName, more: Partial<FormField> = {}): FormField {
  return { name, kind: 'text-single', label: say({ key: LABELS[name] }), ...more };
}

/** A table whose columns are labelled as fields. `lines`: its rows as a chat shows them. */
export function table(
  call: Pick<GatewayCall, 'say'>,
  columns: readonly FieldName[],
  rows: readonly Row[],
  { notes = [], lines }: { readonly notes?: readonly string[]; readonly lines?: readonly string[] } = {},
): GatewayDone {
  return {
    ...(notes.length === 0 ? {} : { said: notes.join(' ') }),
    table: {
      columns: columns.map((name) => field(call, name)),
      rows,
      ...(lines === undefined ? {} : { lines }),
    },
  };
}

/** A moment as people and programs read it (XEP-0082). */
export function moment(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A file as a line that says where it lies. */
export function fileLine({ say }: Pick<GatewayCall, 'say'>, { name, url }: FileInfo): string {
  return say({ key: 'email.file.link', params: { name, url } });
}

/** The choice of an account; none where the user has only one. */
export async function accountField(
  { config }: CommandParts,
  call: GatewayCall,
  kind: 'any' | 'mailbox' = 'any',
): Promise<readonly FormField[]> {
  const accounts = await call.desk.accountsOf(call.jid);
  const options = accounts.flatMap((account) => {
    const address = addressOf(account, config);
    if (address === undefined || (kind === 'mailbox' && account.fields[FOUND.kind] === 'address')) return [];
    return [{ value: account.id, label: account.label === '' ? address : `${account.label} (${address})` }];
  });
  const [chosen] = options;
  if (chosen === undefined || options.length === 1) return [];
  return [field(call, ACCOUNT, { kind: 'list-single', options })];
}

/** The step of a command that needs to know of nothing but the mailbox; it asks nothing where the user has only one. */
export function mailboxStep(parts: CommandParts, word: string): GatewayStep {
  return {
    form: async (call) => ({
      title: call.say({ key: `email.command.${word}` }),
      fields: await accountField(parts, call, 'mailbox'),
    }),
  };
}

/** The account that was chosen, as orders name it. */
export function accountIn(values: GatewayCall['values']): { readonly account?: string } {
  const account = first(values, ACCOUNT);
  return account === '' ? {} : { account };
}

const ROW = /^#?(\d{1,3})$/;
const ID = /^(?:mid:)?<?([^<>\s]{1,500}@[^<>\s]{1,250})>$/;
const LAST = new Set(['', 'last']);

/** The contact that somebody means by an address, or by the JID of a contact. */
export function contactIn(
  { config }: Pick<CommandParts, 'config'>,
  { desk, account }: GatewayCall,
  typed: string,
): { readonly contact: string } | { readonly problem: Problem } {
  const jid = parseJid(typed.replace(/^xmpp:/i, ''));
  const ours = jid !== undefined && jid.local !== '' && jid.domain === config.domain;
  const read = desk.contact(ours ? unescapeLocal(jid.local) : typed, account);
  if (read.ok) return { contact: read.address };
  return { problem: { ...read.problem, type: 'modify', condition: 'not-acceptable' } };
}

/** The mail that somebody names: by the number in a table, by a contact, by its Message-ID, or the last one. */
export function namedMail(
  parts: Pick<CommandParts, 'config'>,
  call: GatewayCall,
  typed: string,
): NamedMail | { readonly problem: Problem } {
  if (LAST.has(typed.toLowerCase())) return { by: 'last' };
  const row = ROW.exec(typed)?.[1];
  if (row !== undefined) return { by: 'row', row: Number(row) };
  const id = ID.exec(typed)?.[1];
  if (id !== undefined) return { by: 'id', id };
  const read = contactIn(parts, call, typed);
  return 'problem' in read ? read : { by: 'contact', contact: read.contact };
}

/** The mail that a command is about, as orders name it. */
export interface Named {
  readonly mail: NamedMail;
}

/** A command about one mail, whichever account it is in. */
interface OnMail extends Pick<GatewayCommand, 'word' | 'under'> {
  /** Further fields, behind the one that names the mail. */
  readonly fields?: (call: GatewayCall) => readonly FormField[] | Promise<readonly FormField[]>;
  readonly check?: (call: GatewayCall, values: GatewayCall['values']) => Promise<Problem | undefined>;
  readonly run: (call: GatewayCall, named: Named) => Promise<GatewayDone>;
}

/** A command that asks for something in one form, and then does it. */
interface Asking extends Pick<GatewayCommand, 'word' | 'run'> {
  readonly under: string | undefined;
  readonly fields: (call: GatewayCall) => readonly FormField[] | Promise<readonly FormField[]>;
  readonly check: NonNullable<GatewayStep['check']>;
}

/** A command with one form, whose texts are those of its word. */
export function asking({ word, under, fields, check, run }: Asking): GatewayCommand {
  const name = { key: `email.command.${word}` };
  const about = { key: `email.command.${word}.about` };
  const form = async (call: GatewayCall): Promise<GatewayForm> => ({
    title: call.say(name),
    instructions: call.say(about),
    fields: await fields(call),
  });
  return {
    word,
    ...(under === undefined ? {} : { under }),
    name,
    about,
    audience: 'registered',
    steps: [{ form, check }],
    run,
  };
}

/** A command on one mail, which a user picks by its reference. */
export function onMail(parts: CommandParts, { word, under, fields, check, run }: OnMail): GatewayCommand {
  return asking({
    word,
    under,
    fields: async (call) => [
      field(call, MAIL, { description: call.say({ key: 'email.field.mail.description' }) }),
      ...((await fields?.(call)) ?? []),
    ],
    check: async (call, values) => {
      const named = namedMail(parts, call, first(values, MAIL));
      return 'problem' in named ? named.problem : await check?.(call, values);
    },
    run: async (call) => {
      const mail = namedMail(parts, call, first(call.values, MAIL));
      return 'problem' in mail ? mail : await run(call, { mail });
    },
  });
}
