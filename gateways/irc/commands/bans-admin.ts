import type { GatewayCall, GatewayCommand, GatewayDone, Problem } from '../../gateway.js';
import { parseDuration } from '../../units.js';
import { Bans, bans, readBanned } from '../policy/bans.js';
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

const WHO = 'who';
const LASTS = 'lasts';
const LONGEST_REASON = 300;

/** Somebody else changes the list at this moment. */
export const BUSY: Problem = { type: 'wait', condition: 'resource-constraint', text: { key: 'irc.command.busy' } };

/** For admins: who may not use a network, or any. */
export function banAdminCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    {
      word: 'bans',
      name: { key: 'irc.command.bans' },
      about: { key: 'irc.command.bans.about' },
      audience: 'admin',
      steps: [],
      run: list,
    },
    {
      word: 'ban',
      under: 'bans',
      name: { key: 'irc.command.ban' },
      about: { key: 'irc.command.ban.about' },
      audience: 'admin',
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.ban' }),
            instructions: call.say({ key: 'irc.command.ban.instructions' }),
            fields: [
              field(call, WHO, { required: true }),
              networkField(parts, call, false),
              field(call, LASTS),
              field(call, REASON),
            ],
          }),
          check: async (call, values) => wrongWith(parts, call, values),
        },
      ],
      run: (call) => ban(parts, call),
    },
    {
      word: 'unban',
      under: 'bans',
      name: { key: 'irc.command.unban' },
      about: { key: 'irc.command.unban.about' },
      audience: 'admin',
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.unban' }),
            instructions: call.say({ key: 'irc.command.unban.instructions' }),
            fields: [field(call, WHO, { required: true }), networkField(parts, call, false)],
          }),
          check: async (call, values) => wrongWith(parts, call, values),
        },
      ],
      run: (call) => unban(parts, call),
    },
  ];
}

/** Of the values that are there: a dialogue asks for one after the other. */
function wrongWith(parts: CommandParts, { jid }: GatewayCall, values: GatewayCall['values']): Problem | undefined {
  if (values.has(WHO)) {
    const who = readBanned(first(values, WHO));
    if (who === undefined) return wrong('irc.command.ban.who');
    if (bans({ who }, jid)) return wrong('irc.command.ban.self');
  }
  const network = wrongNetwork(parts, values);
  if (network !== undefined) return network;
  const lasts = first(values, LASTS);
  if (lasts !== '' && parseDuration(lasts) === undefined) return wrong('irc.command.ban.lasts');
  return undefined;
}

async function list(call: GatewayCall): Promise<GatewayDone> {
  const all = await new Bans(call.desk).list();
  if (all.length === 0) return { said: call.say({ key: 'irc.command.bans.none' }) };
  const rows = all.map((one) => ({
    who: [one.who],
    network: [one.network === '' ? call.say({ key: 'irc.command.ban.everywhere' }) : one.network],
    reason: [one.reason],
    since: [moment(one.since)],
    until: one.until === undefined ? [] : [moment(one.until)],
    by: [one.by],
  }));
  return table(call, ['who', 'network', 'reason', 'since', 'until', 'by'], rows);
}

async function ban(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const { desk, values, jid } = call;
  const who = readBanned(first(values, WHO));
  const name = first(values, NETWORK);
  const network = name === '' ? '' : networkOf(parts, name);
  if (who === undefined) return { problem: wrong('irc.command.ban.who') };
  if (typeof network !== 'string') return { problem: network };
  const lasts = parseDuration(first(values, LASTS));
  const since = desk.clock.now();
  const changed = await new Bans(desk).add({
    who,
    network,
    reason: first(values, REASON).slice(0, LONGEST_REASON),
    since,
    ...(lasts === undefined ? {} : { until: since + lasts }),
    by: jid,
  });
  if (changed === 'busy') return { problem: BUSY };
  if (changed === 'full') return { problem: wrong('irc.command.ban.full') };
  return { said: await enforced(parts, call, 'irc.command.ban.done', { who }) };
}

async function unban(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const who = readBanned(first(call.values, WHO));
  const name = first(call.values, NETWORK);
  const network = name === '' ? undefined : networkOf(parts, name);
  if (who === undefined) return { problem: wrong('irc.command.ban.who') };
  if (typeof network === 'object') return { problem: network };
  const removed = await new Bans(call.desk).remove(who, network);
  if (removed === 'busy') return { problem: BUSY };
  if (removed === 0) return { problem: wrong('irc.command.unban.none', { who }) };
  return { said: call.say({ key: 'irc.command.unban.done', params: { who } }) };
}

/** Has all holders end what is forbidden now, and says how many connections that were. */
export async function enforced(
  { orders }: CommandParts,
  { say, desk }: GatewayCall,
  key: string,
  params: Readonly<Record<string, string>>,
): Promise<string> {
  const { answers, silent } = await orders(desk).all({ do: 'enforce' });
  const ended = answers.reduce((sum, answer) => sum + answer.ended, 0);
  const said = [say({ key, params }), say({ key: 'irc.command.ended', params: { ended } })];
  if (silent > 0) said.push(say({ key: 'irc.command.silent', params: { silent } }));
  return said.join(' ');
}
