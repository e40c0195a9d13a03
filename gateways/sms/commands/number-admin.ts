import type { FormField, GatewayCall, GatewayCommand, GatewayDone, Problem } from '../../gateway.js';
import { Owners } from '../ownership/owners.js';
import { tellFormer } from './tell-former.js';

const NUMBER = 'number';
const USER = 'user';
/** Rows of a table; a stanza must not grow beyond what servers take. */
const MOST_ROWS = 200;

const BUSY: Problem = { type: 'wait', condition: 'resource-constraint', text: { key: 'sms.own.busy' } };

/** For admins: which user has which of the numbers that belong to one user each, and to give and take them. */
export function numberAdminCommands(inventory: readonly string[]): readonly GatewayCommand[] {
  if (inventory.length === 0) return [];
  return [
    {
      word: 'numbers',
      name: { key: 'sms.command.numbers' },
      about: { key: 'sms.command.numbers.about' },
      audience: 'admin',
      steps: [],
      run: (call) => list(inventory, call),
    },
    {
      word: 'assign-number',
      name: { key: 'sms.command.assign' },
      about: { key: 'sms.command.assign.about' },
      audience: 'admin',
      steps: [
        {
          form: async ({ say }) => ({
            title: say({ key: 'sms.command.assign' }),
            instructions: say({ key: 'sms.command.assign.instructions' }),
            fields: [
              { name: NUMBER, kind: 'text-single', label: say({ key: 'sms.prompt.label' }), required: true },
              { name: USER, kind: 'text-single', label: say({ key: 'sms.command.numbers.user' }) },
            ],
          }),
          check: async (_call, values) => {
            const number = values.get(NUMBER)?.[0];
            if (number === undefined || inventory.includes(number.trim())) return undefined;
            return { type: 'modify', condition: 'not-acceptable', text: { key: 'sms.command.assign.not-ours' } };
          },
        },
      ],
      run: assign,
    },
  ];
}

async function list(inventory: readonly string[], { desk, say }: GatewayCall): Promise<GatewayDone> {
  const owners = new Owners(desk);
  const column = (name: string, key: string): FormField => ({ name, kind: 'text-single', label: say({ key }) });
  const rows = inventory.slice(0, MOST_ROWS).map(async (number) => {
    const owner = await owners.ownerOf(number);
    const account = owner === undefined ? undefined : await desk.account(owner.id);
    return { number: [number], user: [account !== undefined && account.born === owner?.born ? account.jid : ''] };
  });
  return {
    ...(inventory.length > MOST_ROWS
      ? { said: say({ key: 'sms.command.shown', params: { shown: MOST_ROWS, total: inventory.length } }) }
      : {}),
    table: {
      columns: [column('number', 'sms.prompt.label'), column('user', 'sms.command.numbers.user')],
      rows: await Promise.all(rows),
    },
  };
}

async function assign(call: GatewayCall): Promise<GatewayDone> {
  const { values, desk, say } = call;
  const number = (values.get(NUMBER)?.[0] ?? '').trim();
  const user = (values.get(USER)?.[0] ?? '').trim();
  const owners = new Owners(desk);
  if (user === '') {
    await tellFormer(call, number, await owners.release(number));
    return { said: say({ key: 'sms.command.assign.nobody', params: { number } }) };
  }
  const account = await desk.accountOf(user);
  if (account === undefined) {
    const text = { key: 'sms.command.assign.unknown', params: { jid: user } };
    return { problem: { type: 'modify', condition: 'not-acceptable', text } };
  }
  const given = await owners.assign(number, account);
  if (!given.ok) return { problem: BUSY };
  await tellFormer(call, number, given.former);
  return { said: say({ key: 'sms.command.assign.done', params: { number, jid: account.jid } }) };
}
