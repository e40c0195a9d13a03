import type { GatewayCommand } from '../../gateway.js';
import { type CommandParts, onMail } from './parts.js';
import { sent } from './writing.js';

/** To leave a mailing list. */
export function listCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    onMail(parts, {
      word: 'unsubscribe',
      run: async (call, named) => {
        const answer = await parts.orders(call.desk).user(call.jid, { do: 'unsubscribe', ...named });
        if ('problem' in answer) return answer;
        const { list } = answer;
        switch (answer.kind) {
          case 'done':
            return { said: call.say({ key: 'email.list.left', params: { list } }) };
          case 'page':
            return { said: call.say({ key: 'email.list.page', params: { list, url: answer.url } }) };
          case 'mail': {
            const { account, to, subject, body } = answer;
            const done = await sent(call, account, {
              to: [{ type: 'to', contact: to }],
              subject: subject === '' ? 'unsubscribe' : subject,
              body: body === '' ? 'unsubscribe' : body,
            });
            return 'problem' in done ? done : { said: call.say({ key: 'email.list.leaving', params: { list } }) };
          }
        }
      },
    }),
  ];
}
