import type { FormField, GatewayCommand } from '../../gateway.js';
import type { SmsConfig } from '../config.js';
import { Spending } from '../policy/spending.js';
import { preferencesOf, settingsOf } from '../preferences.js';
import { round } from './estimate.js';

/** What somebody has sent today, and may send. */
export function usageCommand(config: Pick<SmsConfig, 'spending'>): GatewayCommand {
  return {
    word: 'usage',
    under: 'estimate',
    name: { key: 'sms.command.usage' },
    about: { key: 'sms.command.usage.about' },
    audience: 'registered',
    steps: [],
    run: async ({ desk, account, jid, say }) => {
      const limits = config.spending;
      const settings = account === undefined ? undefined : settingsOf(account);
      const own = preferencesOf(settings === undefined ? {} : { settings }).dailyLimit;
      const spending = new Spending({ kv: desk.kv, clock: desk.clock, limits });
      if (!spending.counts(own)) return { said: say({ key: 'sms.command.usage.unlimited' }) };
      const { segments, segmentsLimit, cost, costLimit } = await spending.usage(jid, own);
      const field = (name: string, key: string, used: string, limit: string | undefined): FormField => ({
        name,
        kind: 'text-single',
        label: say({ key }),
        values: [limit === undefined ? used : say({ key: 'sms.command.usage.of', params: { used, limit } })],
      });
      const money = (amount: number) => `${round(amount)} ${limits.currency}`.trim();
      return {
        fields: [
          field('segments', 'sms.command.usage.segments', String(segments), segmentsLimit?.toString()),
          ...(costLimit === undefined ? [] : [field('cost', 'sms.command.usage.cost', money(cost), money(costLimit))]),
        ],
      };
    },
  };
}
