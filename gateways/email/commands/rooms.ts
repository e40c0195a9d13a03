import type { GatewayCommand } from '../../gateway.js';
import { type CommandParts, onMail } from './parts.js';

/** To enter the conversation of a mail to several as a room. */
export function roomCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    onMail(parts, {
      word: 'room',
      run: async (call, named) => {
        const answer = await parts.orders(call.desk).user(call.jid, { do: 'room', ...named });
        if ('problem' in answer) return answer;
        return { said: call.say({ key: 'email.room.invited', params: { room: answer.room } }) };
      },
    }),
  ];
}
