import type { GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import { mailTable } from './finding.js';
import { accountField, accountIn, type CommandParts, mailboxStep, onMail, wrong } from './parts.js';
import { recipientsOf } from './people.js';
import { mailFields, mailIn, sent, wrongMail } from './writing.js';

/** To write now and to send later, also with another mail program. */
export function draftCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    {
      word: 'drafts',
      name: { key: 'email.command.drafts' },
      about: { key: 'email.command.drafts.about' },
      audience: 'registered',
      steps: [mailboxStep(parts, 'drafts')],
      run: (call) => list(parts, call),
    },
    {
      word: 'draft',
      under: 'drafts',
      name: { key: 'email.command.draft' },
      about: { key: 'email.command.draft.about' },
      audience: 'registered',
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'email.command.draft' }),
            fields: [...mailFields(call, false), ...(await accountField(parts, call, 'mailbox'))],
          }),
          check: async (call, values) => wrongMail(parts, call, values),
        },
      ],
      run: (call) => save(parts, call),
    },
    onMail(parts, {
      word: 'send-draft',
      under: 'drafts',
      run: async (call, named) => {
        const orders = parts.orders(call.desk);
        const answer = await orders.user(call.jid, { do: 'open-draft', ...named });
        if ('problem' in answer) return answer;
        const { account, draft, id } = answer;
        const { subject, text, replyTo, files } = draft;
        const done = await sent(call, account, {
          to: recipientsOf(draft),
          body: text,
          ...(subject === '' ? {} : { subject }),
          ...(replyTo === undefined ? {} : { replyTo }),
          ...(files.length === 0 ? {} : { files }),
        });
        if ('problem' in done) return done;
        // It has gone on its way: that the draft is still there afterwards does no harm.
        const mail = id === undefined ? named.mail : ({ by: 'id', id } as const);
        await orders.user(call.jid, { do: 'move', to: 'trash', account, mail });
        return done;
      },
    }),
  ];
}

async function list(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const answer = await parts
    .orders(call.desk)
    .user(call.jid, { do: 'search', query: { folder: 'drafts' }, ...accountIn(call.values) });
  if ('problem' in answer) return answer;
  return answer.rows.length === 0
    ? { said: call.say({ key: 'email.command.drafts.none' }) }
    : mailTable(call, answer.rows, { how: 'email.command.drafts.how', whom: 'to' });
}

async function save(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const mail = mailIn(parts, call);
  if ('problem' in mail) return mail;
  const { people, subject, text, files } = mail;
  if (subject === '' && text.trim() === '') return { problem: wrong('email.command.draft.empty') };
  const answer = await parts
    .orders(call.desk)
    .user(call.jid, { do: 'save-draft', draft: { ...people, subject, text, files }, ...accountIn(call.values) });
  if ('problem' in answer) return answer;
  return { said: call.say({ key: 'email.command.draft.done', params: { folder: answer.folder } }) };
}
