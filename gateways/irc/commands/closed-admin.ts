import type { GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import { ClosedNetworks } from '../policy/closed.js';
import { BUSY, enforced } from './bans-admin.js';
import {
  type CommandParts,
  field,
  first,
  moment,
  NETWORK,
  networkField,
  networkOf,
  REASON,
  table,
  wrong,
  wrongNetwork,
} from './parts.js';

const LONGEST_REASON = 300;

/** For admins: networks that nobody is connected to for a while. */
export function closedAdminCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    {
      word: 'closed-networks',
      name: { key: 'irc.command.closed-networks' },
      about: { key: 'irc.command.closed-networks.about' },
      audience: 'admin',
      steps: [],
      run: list,
    },
    {
      word: 'close-network',
      under: 'closed-networks',
      name: { key: 'irc.command.close-network' },
      about: { key: 'irc.command.close-network.about' },
      audience: 'admin',
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.close-network' }),
            instructions: call.say({ key: 'irc.command.close-network.instructions' }),
            fields: [networkField(parts, call, true), field(call, REASON)],
          }),
          check: async (_call, values) => wrongNetwork(parts, values),
        },
      ],
      run: (call) => close(parts, call),
    },
    {
      word: 'open-network',
      under: 'closed-networks',
      name: { key: 'irc.command.open-network' },
      about: { key: 'irc.command.open-network.about' },
      audience: 'admin',
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.open-network' }),
            fields: [networkField(parts, call, true)],
          }),
          check: async (_call, values) => wrongNetwork(parts, values),
        },
      ],
      run: (call) => open(parts, call),
    },
  ];
}

async function list(call: GatewayCall): Promise<GatewayDone> {
  const all = await new ClosedNetworks(call.desk).list();
  if (all.length === 0) return { said: call.say({ key: 'irc.command.closed-networks.none' }) };
  const rows = all.map(({ network, reason, since, by }) => ({
    network: [network],
    reason: [reason],
    since: [moment(since)],
    by: [by],
  }));
  return table(call, ['network', 'reason', 'since', 'by'], rows);
}

async function close(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const network = networkOf(parts, first(call.values, NETWORK));
  if (typeof network !== 'string') return { problem: network };
  const reason = first(call.values, REASON).slice(0, LONGEST_REASON);
  const { clock } = call.desk;
  const changed = await new ClosedNetworks(call.desk).close({ network, reason, since: clock.now(), by: call.jid });
  if (changed === 'busy') return { problem: BUSY };
  if (changed === 'full') return { problem: wrong('irc.command.ban.full') };
  return { said: await enforced(parts, call, 'irc.command.close-network.done', { network }) };
}

async function open(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const network = networkOf(parts, first(call.values, NETWORK));
  if (typeof network !== 'string') return { problem: network };
  const was = await new ClosedNetworks(call.desk).open(network);
  if (was === 'busy') return { problem: BUSY };
  const key = was ? 'irc.command.open-network.done' : 'irc.command.open-network.was';
  return { said: call.say({ key, params: { network } }) };
}
