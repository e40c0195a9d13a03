import type { GatewayCommand } from '../../gateway.js';
import { INVITATION_ANSWERS, type InvitationAnswer } from './orders.js';
import { type CommandParts, field, first, linesOf, onMail, wrong } from './parts.js';
import { BODY, sent } from './writing.js';

const ANSWER = 'answer';

/** To answer an invitation (iTIP, RFC 5546). */
export function calendarCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    onMail(parts, {
      word: 'rsvp',
      fields: (call) => [
        field(call, ANSWER, {
          kind: 'list-single',
          required: true,
          options: INVITATION_ANSWERS.map((value) => ({
            value,
            label: call.say({ key: `email.command.rsvp.${value}` }),
          })),
        }),
        field(call, BODY, { kind: 'text-multi' }),
      ],
      run: async (call, named) => {
        const { values, say } = call;
        const answer = INVITATION_ANSWERS.find((one): one is InvitationAnswer => one === first(values, ANSWER));
        if (answer === undefined) return { problem: wrong('email.command.rsvp.choose') };
        const found = await parts.orders(call.desk).user(call.jid, { do: 'invitation', answer, ...named });
        if ('problem' in found) return found;
        const { account, id, to, title, reply } = found;
        const subject = say({ key: `email.command.rsvp.${answer}.subject`, params: { title } });
        const text = linesOf(values, BODY);
        return await sent(call, account, {
          to: [{ type: 'to', contact: to }],
          ...(id === '' ? {} : { replyTo: id }),
          subject,
          body: text === '' ? subject : text,
          files: [
            {
              url: 'cid:reply@calendar.invalid',
              name: 'reply.ics',
              mediaType: 'text/calendar; method=REPLY',
              data: Buffer.from(reply).toString('base64'),
            },
          ],
        });
      },
    }),
  ];
}
