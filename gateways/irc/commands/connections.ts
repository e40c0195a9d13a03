import type { GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import type { ConnectionInfo } from './orders.js';
import {
  CONTACT,
  type CommandParts,
  connectedField,
  field,
  first,
  moment,
  NETWORK,
  networkField,
  REASON,
  shortMoment,
  stateText,
  table,
  typedContact,
} from './parts.js';

/** Stands for all networks of the user. */
const ALL = 'all';
const LINE = 'line';

const COLUMNS = ['network', 'state', 'since', 'server', 'tls', 'nick', 'account', 'rooms'] as const;

type Audience = Pick<GatewayCommand, 'audience'>;

/** A user's own connections and rooms: to see, end and open them again. */
export function connectionCommands(parts: CommandParts, { audience }: Audience): readonly GatewayCommand[] {
  return [
    {
      word: 'connections',
      name: { key: 'irc.command.connections' },
      about: { key: 'irc.command.connections.about' },
      audience,
      steps: [],
      run: (call) => connections(parts, call),
    },
    {
      word: 'disconnect',
      under: 'connections',
      name: { key: 'irc.command.disconnect' },
      about: { key: 'irc.command.disconnect.about' },
      audience,
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.disconnect' }),
            fields: [await connectedField(parts, call, [ALL]), field(call, REASON)],
          }),
        },
      ],
      run: (call) => disconnect(parts, call),
    },
    {
      word: 'reconnect',
      under: 'connections',
      name: { key: 'irc.command.reconnect' },
      about: { key: 'irc.command.reconnect.about' },
      audience,
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.reconnect' }),
            instructions: call.say({ key: 'irc.command.reconnect.instructions' }),
            fields: [networkField(parts, call, true)],
          }),
        },
      ],
      run: async (call) => {
        const network = first(call.values, NETWORK).toLowerCase();
        const answer = await parts.orders(call.desk).user(call.jid, { do: 'reconnect', network });
        if ('problem' in answer) return answer;
        return { said: call.say({ key: 'irc.command.reconnect.done', params: { network } }) };
      },
    },
    {
      word: 'rooms',
      name: { key: 'irc.command.rooms' },
      about: { key: 'irc.command.rooms.about' },
      audience,
      steps: [],
      run: (call) => rooms(parts, call),
    },
    {
      word: 'leave',
      under: 'rooms',
      name: { key: 'irc.command.leave' },
      about: { key: 'irc.command.leave.about' },
      audience,
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.leave' }),
            instructions: call.say({ key: 'irc.command.leave.instructions' }),
            fields: [field(call, CONTACT, { required: true, label: call.say({ key: 'irc.field.room' }) })],
          }),
          check: async (call, values) => {
            const read = typedContact(parts, call, first(values, CONTACT), 'room');
            return 'problem' in read ? read.problem : undefined;
          },
        },
      ],
      run: (call) => leave(parts, call),
    },
    {
      word: 'raw',
      name: { key: 'irc.command.raw' },
      about: { key: 'irc.command.raw.about' },
      audience,
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.raw' }),
            instructions: call.say({ key: 'irc.command.raw.instructions' }),
            fields: [
              ...(parts.config.fixedServer === undefined ? [await connectedField(parts, call)] : []),
              field(call, LINE, { required: true }),
            ],
          }),
        },
      ],
      run: async (call) => {
        const network = parts.config.fixedServer ?? first(call.values, NETWORK);
        const line = first(call.values, LINE);
        const answer = await parts.orders(call.desk).user(call.jid, { do: 'raw', network, line });
        return 'problem' in answer ? answer : { said: call.say({ key: 'irc.command.raw.done' }) };
      },
    },
  ];
}

async function connections({ orders }: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const answer = await orders(call.desk).user(call.jid, { do: 'connections' });
  if ('problem' in answer) return answer;
  if (answer.connections.length === 0) return { said: call.say({ key: 'irc.command.connections.none' }) };

  return table(
    call,
    COLUMNS,
    answer.connections.map((one) => connectionRow(call, one)),
    { lines: answer.connections.map((one) => connectionLine(call, one)) },
  );
}

function connectionRow(call: GatewayCall, one: ConnectionInfo): Readonly<Record<string, readonly string[]>> {
  return {
    network: [one.network],
    state: [stateText(call, one.state)],
    since: [moment(one.since)],
    server: [one.server],
    tls: [one.tls ?? call.say({ key: 'irc.command.connections.no-tls' })],
    nick: [one.nick],
    account: one.account === undefined ? [] : [one.account],
    rooms: [String(one.rooms.length)],
  };
}

function connectionLine(call: GatewayCall, { network, state, since, nick, rooms }: ConnectionInfo): string {
  const params = { network, state: stateText(call, state), since: shortMoment(since), nick, rooms: rooms.length };
  return call.say({ key: 'irc.command.connections.line', params });
}

async function disconnect({ orders }: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const chosen = first(call.values, NETWORK);
  const message = first(call.values, REASON);
  const answer = await orders(call.desk).user(call.jid, {
    do: 'disconnect',
    ...(chosen === ALL ? {} : { network: chosen }),
    ...(message === '' ? {} : { message }),
  });
  if ('problem' in answer) return answer;
  const key = answer.ended === 0 ? 'irc.command.disconnect.none' : 'irc.command.disconnect.done';
  return { said: call.say({ key, params: { ended: answer.ended } }) };
}

async function rooms({ orders, addresses }: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const answer = await orders(call.desk).user(call.jid, { do: 'connections' });
  if ('problem' in answer) return answer;
  const rows = answer.connections.flatMap(({ network, rooms: all }) =>
    all.map(({ room, resources, persistent }) => ({
      room: [call.desk.jidOf(addresses.contactOf(room, network))],
      clients: resources,
      persistent: [call.say({ key: persistent ? 'irc.register.yes' : 'irc.register.no' })],
    })),
  );
  if (rows.length === 0) return { said: call.say({ key: 'irc.command.rooms.none' }) };
  return table(call, ['room', 'clients', 'persistent'], rows);
}

async function leave(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const read = typedContact(parts, call, first(call.values, CONTACT), 'room');
  if ('problem' in read) return read;
  const answer = await parts.orders(call.desk).user(call.jid, { do: 'leave', network: read.network, room: read.name });
  if ('problem' in answer) return answer;
  return { said: call.say({ key: 'irc.command.leave.done', params: { room: read.name } }) };
}
