import type { GatewayCommand } from '../../gateway.js';
import type { EmailOrder } from './orders.js';
import { type CommandParts, FOLDER, field, first, onMail } from './parts.js';

type Where = Pick<Extract<EmailOrder, { readonly do: 'move' }>, 'to' | 'add' | 'remove'>;

/** What programs of mail say of junk, so that filters learn of it. */
const JUNK: Where = { to: 'junk', add: ['$Junk'], remove: ['$NotJunk'] };
const NOT_JUNK: Where = { to: 'inbox', add: ['$NotJunk'], remove: ['$Junk'] };

/** To put mails into other folders. */
export function movingCommands(parts: CommandParts): readonly GatewayCommand[] {
  const moving = (word: string, where: Where | undefined): GatewayCommand =>
    onMail(parts, {
      word,
      ...(word === 'move' ? {} : { under: 'move' }),
      ...(where === undefined
        ? {
            fields: (call) => [
              field(call, FOLDER, { required: true, description: call.say({ key: 'email.field.folder.description' }) }),
            ],
          }
        : {}),
      run: async (call, named) => {
        const to = where ?? { to: first(call.values, FOLDER) };
        const answer = await parts.orders(call.desk).user(call.jid, { do: 'move', ...to, ...named });
        if ('problem' in answer) return answer;
        return { said: call.say({ key: 'email.command.move.done', params: { folder: answer.folder } }) };
      },
    });
  return [
    moving('move', undefined),
    moving('archive', { to: 'archive' }),
    moving('delete', { to: 'trash' }),
    moving('junk', JUNK),
    moving('not-junk', NOT_JUNK),
  ];
}
