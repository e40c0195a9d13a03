import type { FormField, GatewayCall, GatewayCommand, GatewayDone, Problem } from '../../gateway.js';
import { compose, composeOptions } from '../compose.js';
import type { SmsConfig } from '../config.js';
import { preferencesOf, settingsOf, signed } from '../preferences.js';
import { priceOf, type Routes } from '../routing.js';
import { estimate } from '../text/estimate.js';

const CONTACT = 'contact';
const TEXT = 'text';

interface EstimateParts {
  readonly config: SmsConfig;
  readonly routes: Routes;
  /** Why nobody may write to a contact. */
  readonly refusal: (contact: string) => Problem | undefined;
}

/** How a text would travel, and what it would cost, before it is sent. */
export function estimateCommand(parts: EstimateParts): GatewayCommand {
  return {
    word: 'estimate',
    name: { key: 'sms.command.estimate' },
    about: { key: 'sms.command.estimate.about' },
    audience: 'registered',
    steps: [
      {
        form: async ({ say }) => ({
          title: say({ key: 'sms.command.estimate' }),
          instructions: say({ key: 'sms.command.estimate.instructions' }),
          fields: [
            { name: CONTACT, kind: 'text-single', label: say({ key: 'sms.prompt.label' }), required: true },
            { name: TEXT, kind: 'text-multi', label: say({ key: 'sms.command.estimate.text' }), required: true },
          ],
        }),
        check: async ({ desk, account }, values) => {
          const typed = values.get(CONTACT)?.[0];
          if (typed === undefined) return undefined;
          const read = desk.contact(typed, account);
          return read.ok ? undefined : { ...read.problem, type: 'modify', condition: 'not-acceptable' };
        },
      },
    ],
    run: async (call) => tell(parts, call),
  };
}

function tell({ config, routes, refusal }: EstimateParts, { account, values, desk, say }: GatewayCall): GatewayDone {
  const read = desk.contact(values.get(CONTACT)?.[0] ?? '', account);
  if (!read.ok) return { problem: read.problem };
  const carrier = refusal(read.address) ?? routes.carrierFor(read.address);
  if ('condition' in carrier) return { problem: carrier };
  const settings = account === undefined ? undefined : settingsOf(account);
  const preferences = preferencesOf(settings === undefined ? {} : { settings });
  const body = signed((values.get(TEXT) ?? []).join('\n'), preferences);
  const options = composeOptions(config, carrier, preferences);
  const composed = compose(body, options);
  if (!('shaped' in composed)) return { problem: composed };
  const { segments, encoding, unitsLeft, changed } = estimate(body, options);
  const field = (name: string, key: string, value: string): FormField => ({
    name,
    kind: 'text-single',
    label: say({ key }),
    values: [value],
  });
  const price = priceOf(carrier, read.address);
  const { currency } = config.spending;
  return {
    fields: [
      field('segments', 'sms.command.estimate.segments', String(segments)),
      field(
        'alphabet',
        'sms.command.estimate.alphabet',
        say({ key: encoding === 'ucs2' ? 'sms.alphabet.long' : 'sms.alphabet.short' }),
      ),
      field('left', 'sms.command.estimate.left', String(unitsLeft)),
      ...(changed.length === 0
        ? []
        : [
            field(
              'changed',
              'sms.command.estimate.changed',
              changed.map(({ from, to }) => `${from} → ${to}`).join(', '),
            ),
          ]),
      ...(price === 0
        ? []
        : [field('cost', 'sms.command.estimate.cost', `${round(price * segments)} ${currency}`.trim())]),
    ],
  };
}

/** Without the noise of binary fractions. */
export function round(amount: number): string {
  return String(Math.round(amount * 1e6) / 1e6);
}
