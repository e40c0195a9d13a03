import { parseJid } from '../../../src/xmpp/jid.js';
import type { GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import type { SessionInfo } from './orders.js';
import {
  CONTACT,
  type CommandParts,
  field,
  first,
  moment,
  NETWORK,
  networkField,
  networkOf,
  REASON,
  shortMoment,
  stateText,
  table,
  typedContact,
  USER,
  wrong,
  wrongNetwork,
} from './parts.js';

const COLUMNS = ['user', 'network', 'nick', 'state', 'since', 'rooms'] as const;

/** For admins: who is connected where, who is behind a nick, and to end somebody's connections. */
export function sessionAdminCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    {
      word: 'who',
      name: { key: 'irc.command.who' },
      about: { key: 'irc.command.who.about' },
      audience: 'admin',
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.who' }),
            instructions: call.say({ key: 'irc.command.person.instructions' }),
            fields: [field(call, CONTACT, { required: true })],
          }),
          check: async (call, values) => {
            const read = typedContact(parts, call, first(values, CONTACT), 'person');
            if ('problem' in read) return read.problem;
            const network = networkOf(parts, read.network);
            return typeof network === 'string' ? undefined : network;
          },
        },
      ],
      run: (call) => who(parts, call),
    },
    {
      word: 'sessions',
      name: { key: 'irc.command.sessions' },
      about: { key: 'irc.command.sessions.about' },
      audience: 'admin',
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.sessions' }),
            fields: [networkField(parts, call, false), field(call, USER)],
          }),
          check: async (_call, values) => wrongNetwork(parts, values),
        },
      ],
      run: (call) => sessions(parts, call),
    },
    {
      word: 'disconnect-user',
      under: 'sessions',
      name: { key: 'irc.command.disconnect-user' },
      about: { key: 'irc.command.disconnect-user.about' },
      audience: 'admin',
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.disconnect-user' }),
            instructions: call.say({ key: 'irc.command.disconnect-user.instructions' }),
            fields: [
              field(call, USER, { kind: 'jid-single', required: true }),
              networkField(parts, call, false),
              field(call, REASON),
            ],
          }),
        },
      ],
      run: (call) => disconnectUser(parts, call),
    },
  ];
}

async function who(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const read = typedContact(parts, call, first(call.values, CONTACT), 'person');
  if ('problem' in read) return read;
  const network = networkOf(parts, read.network);
  if (typeof network !== 'string') return { problem: network };
  const { answers, silent } = await parts.orders(call.desk).all({ do: 'behind', network, nick: read.name });
  const found = answers.flatMap((answer) => answer.sessions);
  if (found.length === 0 && silent === 0) {
    return { said: call.say({ key: 'irc.command.who.nobody', params: { nick: read.name, network } }) };
  }
  return table(
    call,
    COLUMNS,
    found.map((one) => sessionRow(call, one)),
    { silent, lines: found.map((one) => sessionLine(call, one)) },
  );
}

async function sessions(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const name = first(call.values, NETWORK);
  const network = name === '' ? undefined : networkOf(parts, name);
  if (typeof network === 'object') return { problem: network };
  const typed = first(call.values, USER);
  const jid = parseJid(typed)?.bare;
  if (typed !== '' && jid === undefined)
    return { problem: wrong('irc.command.no-jid', { value: typed.slice(0, 100) }) };
  const { answers, silent } = await parts
    .orders(call.desk)
    .all({ do: 'sessions', ...(network === undefined ? {} : { network }) });
  const all = answers.flatMap((answer) => answer.sessions).filter((one) => jid === undefined || one.jid === jid);
  if (all.length === 0 && silent === 0) return { said: call.say({ key: 'irc.command.sessions.none' }) };
  const sorted = all.toSorted((a, b) => order(a.network, b.network) || order(a.jid, b.jid));
  return table(
    call,
    COLUMNS,
    sorted.map((one) => sessionRow(call, one)),
    { silent, lines: sorted.map((one) => sessionLine(call, one)) },
  );
}

async function disconnectUser({ orders }: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const typed = first(call.values, USER);
  const jid = parseJid(typed)?.bare;
  if (jid === undefined) return { problem: wrong('irc.command.no-jid', { value: typed.slice(0, 100) }) };
  const [network, message] = [first(call.values, NETWORK).toLowerCase(), first(call.values, REASON)];
  const answer = await orders(call.desk).user(jid, {
    do: 'disconnect',
    ...(network === '' ? {} : { network }),
    message: message === '' ? call.say({ key: 'irc.quit.admin' }) : message,
  });
  if ('problem' in answer) return answer;
  const key = answer.ended === 0 ? 'irc.command.disconnect-user.none' : 'irc.command.disconnect-user.done';
  return { said: call.say({ key, params: { jid, ended: answer.ended } }) };
}

function sessionRow(call: GatewayCall, one: SessionInfo): Readonly<Record<string, readonly string[]>> {
  return {
    user: [one.jid],
    network: [one.network],
    nick: [one.nick],
    state: [stateText(call, one.state)],
    since: [moment(one.since)],
    rooms: [String(one.rooms)],
  };
}

function sessionLine(call: GatewayCall, { jid, network, nick, state, since, rooms }: SessionInfo): string {
  const params = { jid, network, nick, state: stateText(call, state), since: shortMoment(since), rooms };
  return call.say({ key: 'irc.command.sessions.line', params });
}

/** By code units, so that every process sorts alike. */
function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
