import type { GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import { WHOIS_NAMES } from '../whois-lines.js';
import {
  CONTACT,
  type CommandParts,
  connectedField,
  field,
  first,
  NETWORK,
  table,
  typedContact,
  wrong,
} from './parts.js';

const ROOM = 'room';
const NICK = 'nick';
const MASK = 'mask';
const LONGEST_MASK = 200;

/** What a user does about others: look, invite, ignore. */
export function peopleCommands(
  parts: CommandParts,
  { audience }: Pick<GatewayCommand, 'audience'>,
): readonly GatewayCommand[] {
  return [
    {
      word: 'whois',
      name: { key: 'irc.command.whois' },
      about: { key: 'irc.command.whois.about' },
      audience,
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.whois' }),
            instructions: call.say({ key: 'irc.command.person.instructions' }),
            fields: [field(call, CONTACT, { required: true })],
          }),
          check: async (call, values) => {
            const read = typedContact(parts, call, first(values, CONTACT), 'person');
            return 'problem' in read ? read.problem : undefined;
          },
        },
      ],
      run: (call) => whois(parts, call),
    },
    {
      word: 'invite',
      name: { key: 'irc.command.invite' },
      about: { key: 'irc.command.invite.about' },
      audience,
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'irc.command.invite' }),
            fields: [field(call, ROOM, { required: true }), field(call, NICK, { required: true })],
          }),
          check: async (call, values) => {
            const room = values.has(ROOM) ? typedContact(parts, call, first(values, ROOM), 'room') : undefined;
            if (room !== undefined && 'problem' in room) return room.problem;
            return values.has(NICK) && !isNick(first(values, NICK)) ? wrong('irc.register.nick.wrong') : undefined;
          },
        },
      ],
      run: (call) => invite(parts, call),
    },
    {
      word: 'ignored',
      name: { key: 'irc.command.ignored' },
      about: { key: 'irc.command.ignored.about' },
      audience,
      steps: [],
      run: (call) => ignored(parts, call),
    },
    ignoring(parts, {
      word: 'ignore',
      name: { key: 'irc.command.ignore' },
      about: { key: 'irc.command.ignore.about' },
      done: 'irc.command.ignore.done',
      audience,
      on: true,
    }),
    ignoring(parts, {
      word: 'unignore',
      name: { key: 'irc.command.unignore' },
      about: { key: 'irc.command.unignore.about' },
      done: 'irc.command.unignore.done',
      audience,
      on: false,
    }),
  ];
}

interface Ignoring extends Pick<GatewayCommand, 'about' | 'audience' | 'name' | 'word'> {
  /** Key of what is said when it is done. */
  readonly done: string;
  readonly on: boolean;
}

function ignoring(parts: CommandParts, { done, on, ...command }: Ignoring): GatewayCommand {
  return {
    ...command,
    under: 'ignored',
    steps: [
      {
        form: async (call) => ({
          title: call.say(command.name),
          instructions: call.say({ key: 'irc.command.ignore.instructions' }),
          fields: [await connectedField(parts, call), field(call, MASK, { required: true })],
        }),
        check: async (_call, values) =>
          values.has(MASK) && maskOf(first(values, MASK)) === undefined ? wrong('irc.command.ignore.wrong') : undefined,
      },
    ],
    run: async (call) => {
      const network = first(call.values, NETWORK);
      const mask = maskOf(first(call.values, MASK));
      if (mask === undefined) return { problem: wrong('irc.command.ignore.wrong') };
      const answer = await parts.orders(call.desk).user(call.jid, { do: 'ignore', network, mask, on });
      if ('problem' in answer) return answer;
      return { said: call.say({ key: done, params: { mask } }) };
    },
  };
}

async function whois(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const read = typedContact(parts, call, first(call.values, CONTACT), 'person');
  if ('problem' in read) return read;
  const answer = await parts.orders(call.desk).user(call.jid, { do: 'whois', network: read.network, nick: read.name });
  if ('problem' in answer) return answer;
  return {
    fields: answer.lines.map(({ what, value }, index) => ({
      name: `${what}-${index}`,
      kind: 'text-single',
      label: call.say({ key: WHOIS_NAMES[what] }),
      values: [value],
    })),
  };
}

async function invite(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const nick = first(call.values, NICK);
  const read = typedContact(parts, call, first(call.values, ROOM), 'room');
  if ('problem' in read) return read;
  const answer = await parts
    .orders(call.desk)
    .user(call.jid, { do: 'invite', network: read.network, room: read.name, nick });
  if ('problem' in answer) return answer;
  return { said: call.say({ key: 'irc.command.invite.done', params: { nick, room: read.name } }) };
}

async function ignored({ orders }: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const answer = await orders(call.desk).user(call.jid, { do: 'ignored' });
  if ('problem' in answer) return answer;
  if (answer.masks.length === 0) return { said: call.say({ key: 'irc.command.ignored.none' }) };
  return table(
    call,
    [NETWORK, MASK],
    answer.masks.map(({ network, mask }) => ({ network: [network], mask: [mask] })),
  );
}

/** What may stand in a line as a nick; the server knows more. */
function isNick(text: string): boolean {
  return /^[^\p{Cc}\p{Z},*?!:@#&$][^\p{Cc}\p{Z},*?!@]*$/u.test(text) && text.length <= LONGEST_MASK;
}

/** `nick!user@host` with `*` and `?`; a nick alone is all of that nick. Undefined where it is no mask, or one that means everybody. */
function maskOf(text: string): string | undefined {
  if (text.length > LONGEST_MASK || !/^[^\p{Cc}\p{Z},:][^\p{Cc}\p{Z},]*$/u.test(text) || !/[^*?!@.]/.test(text))
    return undefined;
  if (text.includes('!')) return text.includes('@') ? text : `${text}@*`;
  return text.includes('@') ? `*!${text}` : `${text}!*@*`;
}
