import type { GatewayCommand, GatewayDone, Problem } from '../../gateway.js';
import { OptOuts } from '../policy/opt-outs.js';

const PHONE = 'phone';
/** Rows of a table; a stanza must not grow beyond what servers take. */
const MOST_ROWS = 200;

const NONE: Problem = { type: 'modify', condition: 'not-acceptable', text: { key: 'sms.command.allow.none' } };

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
        const shown = pairs.slice(0, MOST_ROWS);
        return {
          said: say({ key: 'sms.command.shown', params: { shown: shown.length, total: pairs.length } }),
          table: {
            columns: [column('number', 'sms.command.opt-outs.number'), column('phone', 'sms.command.opt-outs.phone')],
            rows: shown.map((pair) => {
              const [number = '', phone = ''] = pair.split('|');
              return { number: [number], phone: [phone] };
            }),
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
          form: async ({ say }) => ({
            title: say({ key: 'sms.command.allow' }),
            instructions: say({ key: 'sms.command.allow.instructions' }),
            fields: [
              { name: PHONE, kind: 'text-single', label: say({ key: 'sms.command.opt-outs.phone' }), required: true },
            ],
          }),
        },
      ],
      run: async ({ desk, say, values, account }) => {
        const read = desk.contact(values.get(PHONE)?.[0] ?? '', account);
        if (!read.ok) return { problem: { ...read.problem, type: 'modify', condition: 'not-acceptable' } };
        const optOuts = new OptOuts(desk);
        const pairs = (await optOuts.list()).filter((pair) => pair.endsWith(`|${read.address}`));
        if (pairs.length === 0) return { problem: NONE };
        for (const pair of pairs) await optOuts.note(pair, false);
        return { said: say({ key: 'sms.command.allow.done', params: { phone: read.address } }) };
      },
    },
  ];
}
