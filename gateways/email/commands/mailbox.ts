import type { FormField, GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import { copiedOf } from '../accounts/oauth/sign-in.js';
import type { AccountInfo } from './orders.js';
import { accountField, accountIn, type CommandParts, field, first, mailboxStep, table, withMailbox } from './parts.js';

const CODE = 'code';

/** How the user's mailboxes are, and to try again. */
export function mailboxCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    {
      word: 'mailbox',
      name: { key: 'email.command.mailbox' },
      about: { key: 'email.command.mailbox.about' },
      audience: 'registered',
      steps: [],
      run: async (call) => {
        const answer = await parts.orders(call.desk).user(call.jid, { do: 'mailboxes' });
        return 'problem' in answer ? answer : shown(call, answer.accounts);
      },
    },
    ...withMailbox(parts.config, [
      {
        word: 'sign-in',
        under: 'mailbox',
        name: { key: 'email.command.sign-in' },
        about: { key: 'email.command.sign-in.about' },
        audience: 'registered',
        steps: [
          {
            form: async (call) => ({
              title: call.say({ key: 'email.command.sign-in' }),
              instructions: call.say({ key: 'email.command.sign-in.instructions' }),
              fields: [
                field(call, CODE, { description: call.say({ key: 'email.field.code.description' }) }),
                ...(await accountField(parts, call, 'mailbox')),
              ],
            }),
          },
        ],
        run: async (call) => {
          const copied = first(call.values, CODE);
          const answer = await parts.orders(call.desk).user(call.jid, {
            do: 'sign-in',
            ...(copied === '' ? {} : { sealed: call.desk.seal(copiedOf(call.jid), copied) }),
            ...accountIn(call.values),
          });
          return 'problem' in answer ? answer : { said: call.say(answer.text) };
        },
      },
      {
        word: 'resume',
        under: 'mailbox',
        name: { key: 'email.command.resume' },
        about: { key: 'email.command.resume.about' },
        audience: 'registered',
        steps: [mailboxStep(parts, 'resume')],
        run: async (call) => {
          const answer = await parts.orders(call.desk).user(call.jid, { do: 'resume', ...accountIn(call.values) });
          return 'problem' in answer ? answer : { said: call.say({ key: 'email.command.resume.done' }) };
        },
      },
    ]),
  ];
}

function shown(call: GatewayCall, accounts: readonly AccountInfo[]): GatewayDone {
  const [only, ...others] = accounts;
  if (only === undefined) return { said: call.say({ key: 'email.account.gone' }) };
  const columns = ['account', 'address', 'state', 'reason', 'watch', 'messages', 'unseen'] as const;
  const rows = accounts.map((one) => rowOf(call, one));
  if (others.length > 0) return table(call, columns, rows);
  const fields: FormField[] = columns.map((name) => field(call, name, { values: rows[0]?.[name] ?? [''] }));
  return { fields };
}

function rowOf({ say }: GatewayCall, info: AccountInfo): Readonly<Record<string, readonly string[]>> {
  const { label, address, kind, state, reason, watch, messages, unseen } = info;
  return {
    account: [label],
    address: [address],
    state: [say({ key: kind === 'address' ? 'email.state.address' : `email.state.${state ?? 'waiting'}` })],
    reason: [reason === undefined ? '' : say(reason.text)],
    watch: [watch === undefined ? '' : say({ key: `email.watch.${watch}` })],
    messages: [messages === undefined ? '' : String(messages)],
    unseen: [unseen === undefined ? '' : String(unseen)],
  };
}
