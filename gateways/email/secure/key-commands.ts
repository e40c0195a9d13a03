import type { FormField, GatewayCall, GatewayCommand, GatewayDone, GatewayStep, Problem } from '../../gateway.js';
import { addressOf } from '../accounts/mail-account.js';
import type { EmailOrder } from '../commands/orders.js';
import { ACCOUNT, accountField, type CommandParts, first, linesOf, wrong } from '../commands/parts.js';
import { KEY_EXPLANATION } from '../crypto/identity.js';
import { type GivenKey, givenKeyOf } from './key-order.js';

const FILE = 'key-file';
const URL = 'key-url';
const PASSWORD = 'key-password';
const CONFIRM = 'key-confirm';

type KeyOrder = Extract<EmailOrder, { readonly do: 'key' }>;

/** The S/MIME key of a user: which one is kept, giving it, taking it back. */
export function keyCommands(parts: CommandParts): readonly GatewayCommand[] {
  const named = (word: string) => ({
    word,
    ...(word === 'key' ? {} : { under: 'key' }),
    name: { key: `email.command.${word}` },
    about: { key: `email.command.${word}.about` },
    audience: 'registered' as const,
  });
  return [
    {
      ...named('key'),
      steps: [accountStep(parts, 'key')],
      run: (call) => give(parts, call, { action: 'show' }),
    },
    {
      ...named('add-key'),
      steps: [fileStep(parts), confirmStep('add-key', 'email.key.confirm')],
      run: async (call) => {
        const given: GivenKey = {
          file: linesOf(call.values, FILE).trim(),
          url: first(call.values, URL),
          password: linesOf(call.values, PASSWORD),
        };
        const sealed = call.desk.seal(givenKeyOf(call.jid), JSON.stringify(given));
        return await give(parts, call, { action: 'import', sealed });
      },
    },
    {
      ...named('remove-key'),
      steps: [accountStep(parts, 'remove-key', 'email.command.remove-key.confirm')],
      run: (call) => give(parts, call, { action: 'remove' }),
    },
  ];
}

/** Which account, and whether the user is sure where that is asked. */
function accountStep(parts: CommandParts, word: string, question?: string): GatewayStep {
  return {
    form: async (call) => ({
      title: call.say({ key: `email.command.${word}` }),
      ...(question === undefined ? {} : { instructions: call.say({ key: question }) }),
      fields: [...(await accountField(parts, call)), ...(question === undefined ? [] : [confirmField(call)])],
    }),
    ...(question === undefined ? {} : { check: async (_call: GatewayCall, values) => unconfirmed(values) }),
  };
}

function fileStep(parts: CommandParts): GatewayStep {
  const part = ({ say }: GatewayCall, name: string, kind: FormField['kind'], described = true): FormField => ({
    name,
    kind,
    label: say({ key: `email.field.${name}` }),
    ...(described ? { description: say({ key: `email.field.${name}.description` }) } : {}),
  });
  return {
    form: async (call) => ({
      title: call.say({ key: 'email.command.add-key' }),
      instructions: call.say(KEY_EXPLANATION),
      fields: [
        part(call, FILE, 'text-multi'),
        part(call, URL, 'text-single'),
        part(call, PASSWORD, 'text-private', false),
        ...(await accountField(parts, call)),
      ],
    }),
    check: async (_call, values) => {
      const isGiven = linesOf(values, FILE).trim() !== '' || first(values, URL) !== '';
      return isGiven ? undefined : wrong('email.key.missing');
    },
  };
}

function confirmStep(word: string, question: string): GatewayStep {
  return {
    form: async (call) => ({
      title: call.say({ key: `email.command.${word}` }),
      instructions: call.say({ key: question }),
      fields: [confirmField(call)],
    }),
    check: async (_call, values) => unconfirmed(values),
  };
}

function confirmField({ say }: GatewayCall): FormField {
  return {
    name: CONFIRM,
    kind: 'boolean',
    label: say({ key: 'email.field.key-confirm' }),
    required: true,
    values: ['false'],
  };
}

function unconfirmed(values: GatewayCall['values']): Problem | undefined {
  return ['true', '1'].includes(first(values, CONFIRM)) ? undefined : wrong('email.key.not-confirmed');
}

type What = { readonly action: 'show' | 'remove' } | { readonly action: 'import'; readonly sealed: string };

/** Has it done where keys are kept. */
async function give({ orders, config }: CommandParts, call: GatewayCall, what: What): Promise<GatewayDone> {
  const accounts = await call.desk.accountsOf(call.jid);
  const ours = accounts.filter((account) => addressOf(account, config) !== undefined);
  const chosen = first(call.values, ACCOUNT);
  const account = chosen === '' ? ours[0] : ours.find(({ id }) => id === chosen);
  if (account === undefined) return { problem: wrong('email.key.no-account') };
  const order: KeyOrder = { do: 'key', account: account.id, ...what };
  const answer = await orders(call.desk).user(call.jid, order);
  return 'problem' in answer ? answer : { said: call.say(answer.text) };
}
