import type { GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import type { ContactSource } from './orders.js';
import { accountField, accountIn, type CommandParts, field, linesOf, wrong } from './parts.js';

const VCARD = 'vcard';
/** Of text in a form; more comes as a file. */
const LONGEST_TEXT = 128 * 1024;

/** To bring people whom the user knows by mail into the contacts. */
export function contactCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    {
      word: 'import-contacts',
      name: { key: 'email.command.import-contacts' },
      about: { key: 'email.command.import-contacts.about' },
      audience: 'registered',
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'email.command.import-contacts' }),
            instructions: call.say({ key: 'email.command.import-contacts.instructions' }),
            fields: [
              field(call, VCARD, {
                kind: 'text-multi',
                description: call.say({ key: 'email.field.vcard.description' }),
              }),
              ...(await accountField(parts, call, 'mailbox')),
            ],
          }),
          check: async (_call, values) => {
            const from = sourceIn(values);
            return 'problem' in from ? from.problem : undefined;
          },
        },
      ],
      run: (call) => importThem(parts, call),
    },
  ];
}

async function importThem(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const from = sourceIn(call.values);
  if ('problem' in from) return from;
  const answer = await parts
    .orders(call.desk)
    .user(call.jid, { do: 'import-contacts', from, ...accountIn(call.values) });
  if ('problem' in answer) return answer;
  const { added, found } = answer;
  if (found === 0) return { said: call.say({ key: 'email.command.import-contacts.none' }) };
  return { said: call.say({ key: 'email.command.import-contacts.done', params: { added, found } }) };
}

function sourceIn(values: GatewayCall['values']): ContactSource | { readonly problem: ReturnType<typeof wrong> } {
  const text = linesOf(values, VCARD).trim();
  if (text === '') return { kind: 'sent' };
  if (/^https?:\/\/\S+$/i.test(text)) return { kind: 'url', url: text };
  if (!/^begin:vcard/im.test(text)) return { problem: wrong('email.command.import-contacts.no-vcard') };
  if (text.length > LONGEST_TEXT) return { problem: wrong('email.command.import-contacts.long') };
  return { kind: 'vcard', text };
}
