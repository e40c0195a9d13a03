import type { GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import { type CommandParts, fileLine, moment, type Named, onMail } from './parts.js';

/** To see more of a mail than its conversation shows. */
export function readingCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    onMail(parts, { word: 'full', run: (call, named) => textOf(parts, call, named, true) }),
    onMail(parts, { word: 'read', under: 'full', run: (call, named) => textOf(parts, call, named, false) }),
    onMail(parts, {
      word: 'headers',
      under: 'full',
      run: async (call, named) => {
        const answer = await parts.orders(call.desk).user(call.jid, { do: 'headers', ...named });
        return 'problem' in answer ? answer : { said: answer.text };
      },
    }),
    onMail(parts, { word: 'raw', under: 'full', run: (call, named) => fileOf(parts, call, named, 'raw') }),
    onMail(parts, { word: 'html', under: 'full', run: (call, named) => fileOf(parts, call, named, 'html') }),
  ];
}

async function textOf(parts: CommandParts, call: GatewayCall, named: Named, whole: boolean): Promise<GatewayDone> {
  const answer = await parts.orders(call.desk).user(call.jid, { do: 'text', whole, ...named });
  if ('problem' in answer) return answer;
  const { from, subject, at, text, file, files } = answer;
  const line = (key: `email.${string}`, value: string | undefined): readonly string[] =>
    value === undefined || value === '' ? [] : [`${call.say({ key })}: ${value}`];
  const head = [
    ...line('email.field.from', from),
    ...line('email.field.subject', subject),
    ...line('email.field.date', at === undefined ? undefined : moment(at)),
  ];
  const rest = [
    ...(file === undefined ? [] : [call.say({ key: 'email.command.full.long' }), fileLine(call, file)]),
    ...files.map((one) => fileLine(call, one)),
  ];
  const said = text === '' ? call.say({ key: 'email.command.full.none' }) : text;
  return { said: [head.join('\n'), said ?? '', rest.join('\n')].filter((part) => part !== '').join('\n\n') };
}

async function fileOf(parts: CommandParts, call: GatewayCall, named: Named, as: 'raw' | 'html'): Promise<GatewayDone> {
  const answer = await parts.orders(call.desk).user(call.jid, { do: 'file', as, ...named });
  return 'problem' in answer ? answer : { said: fileLine(call, answer) };
}
