import type { GatewayCommand, GatewayDone } from '../../gateway.js';
import { OptOuts } from '../policy/opt-outs.js';

const PAIR = 'pair';

/** For admins: which phones want no texts from which of our numbers, and to allow one again that said so by other means. */
export function optOutCommands(): readonly GatewayCommand[] {
  return [
    {
      word: 'opt-outs',
      name: { key: 'sms.command.opt-outs' },
      about: { key: 'sms.command.opt-outs.about' },
      audience: 'admin',
      steps: [],
      run: async ({ desk, say }): Promise<GatewayDone> => {
        const pairs = await new OptOuts(desk).list();
        if (pairs.length === 0) return { said: say({ key: 'sms.command.opt-outs.none' }) };
        const column = (name: string, key: string) => ({ name, kind: 'text-single' as const, label: say({ key }) });
        return {
          table: {
            columns: [column('number', 'sms.command.opt-outs.number'), column('phone', 'sms.command.opt-outs.phone')],
            rows: pairs.map((pair) => ({ number: [pair.split('|')[0] ?? ''], phone: [pair.split('|')[1] ?? ''] })),
          },
        };
      },
    },
    {
      word: 'allow-again',
      name: { key: 'sms.command.allow' },
      about: { key: 'sms.command.allow.about' },
      audience: 'admin',
      steps: [
        {
          form: async ({ desk, say }) => ({
            title: say({ key: 'sms.command.allow' }),
            instructions: say({ key: 'sms.command.allow.instructions' }),
            fields: [
              {
                name: PAIR,
                kind: 'list-single',
                label: say({ key: 'sms.command.opt-outs.phone' }),
                required: true,
                options: (await new OptOuts(desk).list()).map((value) => ({ value })),
              },
            ],
          }),
        },
      ],
      run: async ({ desk, say, values }) => {
        const pair = values.get(PAIR)?.[0] ?? '';
        await new OptOuts(desk).note(pair, false);
        return { said: say({ key: 'sms.command.allow.done', params: { phone: pair.split('|')[1] ?? '' } }) };
      },
    },
  ];
}
