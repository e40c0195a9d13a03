import type { Desk, FormField, GatewayCall, GatewayDone, Problem, TextRef } from '../../gateway.js';
import type { IrcAddresses } from '../addresses.js';
import type { IrcConfig } from '../config.js';
import type { Networks } from '../networks.js';
import type { ConnectionInfo, Orders } from './orders.js';

/** What the commands need of the gateway. */
export interface CommandParts {
  readonly config: IrcConfig;
  readonly networks: Networks;
  readonly addresses: IrcAddresses;
  /** The way to the holders, from where a command was given. */
  readonly orders: (desk: Pick<Desk, 'order'>) => Orders;
}

/** Rows of a table; a stanza must not grow beyond what servers take. */
const MOST_ROWS = 200;

/** Names of fields that several commands have. */
export const NETWORK = 'network';
export const CONTACT = 'contact';
export const USER = 'user';
export const REASON = 'reason';

type Row = Readonly<Record<string, readonly string[]>>;

/** The first value of a field, without space around it; empty where there is none. */
export function first(values: GatewayCall['values'], name: string): string {
  return (values.get(name)?.[0] ?? '').trim();
}

/** Asks again for the values of a form. */
export function wrong(key: string, params?: TextRef['params']): Problem {
  return {
    type: 'modify',
    condition: 'not-acceptable',
    text: params === undefined ? { key } : { key, params },
  };
}

/** Labels of the fields of forms and tables by their names. */
const LABELS = {
  account: 'irc.field.account',
  action: 'irc.field.action',
  by: 'irc.field.by',
  clients: 'irc.field.clients',
  contact: 'irc.field.contact',
  lasts: 'irc.field.lasts',
  line: 'irc.field.line',
  mask: 'irc.field.mask',
  network: 'irc.field.network',
  nick: 'irc.field.nick',
  persistent: 'irc.field.persistent',
  reason: 'irc.field.reason',
  room: 'irc.field.room',
  rooms: 'irc.field.rooms',
  server: 'irc.field.server',
  since: 'irc.field.since',
  state: 'irc.field.state',
  tls: 'irc.field.tls',
  until: 'irc.field.until',
  user: 'irc.field.user',
  who: 'irc.field.who',
} as const;
type FieldName = keyof typeof LABELS;

const STATES: Readonly<Record<ConnectionInfo['state'], string>> = {
  connecting: 'irc.state.connecting',
  up: 'irc.state.up',
  waiting: 'irc.state.waiting',
};

/** The word for the state of a connection. */
export function stateText({ say }: Pick<GatewayCall, 'say'>, state: ConnectionInfo['state']): string {
  return say({ key: STATES[state] });
}

/** A field of a form. */
export function field({ say }: Pick<GatewayCall, 'say'>, name: FieldName, more: Partial<FormField> = {}): FormField {
  return { name, kind: 'text-single', label: say({ key: LABELS[name] }), ...more };
}

/**
 * A table whose columns are labelled as fields; says so where it does not show all, or where lanes were silent. `lines`: its rows as
 * a chat shows them.
 */
export function table(
  call: Pick<GatewayCall, 'say'>,
  columns: readonly FieldName[],
  rows: readonly Row[],
  { silent = 0, lines }: { readonly silent?: number; readonly lines?: readonly string[] } = {},
): GatewayDone {
  const { say } = call;
  const notes = [
    ...(rows.length > MOST_ROWS
      ? [say({ key: 'irc.command.shown', params: { shown: MOST_ROWS, total: rows.length } })]
      : []),
    ...(silent > 0 ? [say({ key: 'irc.command.silent', params: { silent } })] : []),
  ];
  return {
    ...(notes.length === 0 ? {} : { said: notes.join(' ') }),
    table: {
      columns: columns.map((name) => field(call, name)),
      rows: rows.slice(0, MOST_ROWS),
      ...(lines === undefined ? {} : { lines: lines.slice(0, MOST_ROWS) }),
    },
  };
}

/** A moment as people and programs read it (XEP-0082). */
export function moment(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The same in a line of a chat: to the minute, in UTC. */
export function shortMoment(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

/** The networks that a user has connections to, as options of a list. */
export async function connectedField(
  parts: CommandParts,
  call: GatewayCall,
  more: readonly string[] = [],
): Promise<FormField> {
  const answer = await parts.orders(call.desk).user(call.jid, { do: 'connections' });
  const names = 'problem' in answer ? [] : answer.connections.map(({ network }) => network);
  const options = [...new Set([...names, ...more])].map((value) => ({ value }));
  return field(call, NETWORK, { kind: 'list-single', required: true, options });
}

/** A field in which a network is typed; its description names those of the config. */
export function networkField(parts: CommandParts, call: GatewayCall, required: boolean): FormField {
  const { names, listed } = parts.networks;
  return field(call, NETWORK, { required, ...(names.length === 0 ? {} : { description: listed }) });
}

/** The network that an admin means by a name (`NetworkSettings.network`), or why there is none. */
export function networkOf({ networks }: CommandParts, name: string): string | Problem {
  const found = networks.find(name.toLowerCase());
  return found.ok ? found.settings.network : { ...found.problem, type: 'modify', condition: 'not-acceptable' };
}

/** Why the network of a form is none; undefined where it is one, or none was named (yet): a dialogue asks for one value after the other. */
export function wrongNetwork(parts: CommandParts, values: GatewayCall['values']): Problem | undefined {
  const name = first(values, NETWORK);
  const network = name === '' ? name : networkOf(parts, name);
  return typeof network === 'string' ? undefined : network;
}

/** A room or a person as somebody typed it. */
export function typedContact(
  { addresses }: CommandParts,
  { desk, account }: GatewayCall,
  typed: string,
  kind: 'person' | 'room',
): { readonly name: string; readonly network: string } | { readonly problem: Problem } {
  const read = desk.contact(typed, account);
  if (!read.ok) return { problem: { ...read.problem, type: 'modify', condition: 'not-acceptable' } };
  if (addresses.kindOf(read.address) !== kind)
    return { problem: wrong(kind === 'room' ? 'irc.command.no-room' : 'irc.command.no-person') };
  return addresses.partsOf(read.address);
}
