import type { Account, FormField, GatewayCall, GatewayCommand, GatewayDone, Problem } from '../../gateway.js';
import type { Writer } from '../candidates.js';
import type { SmsConfig } from '../config.js';
import { Codes } from '../ownership/codes.js';
import { Owners } from '../ownership/owners.js';

const NUMBER = 'number';
const CODE = 'code';
const USER = 'user';

const NOT_OFFERED: Problem = { type: 'modify', condition: 'not-acceptable', text: { key: 'sms.own.not-offered' } };
const TAKEN: Problem = { type: 'modify', condition: 'not-acceptable', text: { key: 'sms.own.taken' } };
const NONE: Problem = { type: 'cancel', condition: 'item-not-found', text: { key: 'sms.own.none' } };

/** What the commands need of the gateway. */
export interface OwnNumberParts {
  readonly config: SmsConfig['numbers']['own'];
  readonly gateway: string;
}

/** Numbers of one's own: users take a free one or show that a phone is theirs, and admins give and take them. */
export function ownNumberCommands(parts: OwnNumberParts): readonly GatewayCommand[] {
  const { inventory, choose, phones } = parts.config;
  if (inventory.length === 0 && !phones) return [];
  return [
    ...(choose || phones ? [take(parts)] : []),
    {
      word: 'release-number',
      ...(choose || phones ? { under: 'number' } : {}),
      name: { key: 'sms.command.release' },
      about: { key: 'sms.command.release.about' },
      audience: 'registered',
      steps: [],
      run: (call) => release(parts, call),
    },
    ...(inventory.length === 0 ? [] : adminCommands(parts)),
  ];
}

/** A free number of ours at once; a phone after the code that is sent to it in between. */
function take(parts: OwnNumberParts): GatewayCommand {
  return {
    word: 'number',
    name: { key: 'sms.command.number' },
    about: { key: 'sms.command.number.about' },
    audience: 'registered',
    steps: [
      {
        form: async (call) => numberForm(parts, call),
        check: async (call, values) => {
          const wanted = await readWanted(parts, call, values.get(NUMBER)?.[0] ?? '');
          if (typeof wanted !== 'string') return wanted;
          return isOurs(parts, wanted) ? undefined : sendCode(parts, call, wanted);
        },
      },
      {
        form: async (call) => codeForm(parts, call),
        check: async (call, values) => checkCode(parts, call, values.get(CODE)?.[0]),
      },
    ],
    run: (call) => settle(parts, call),
  };
}

async function numberForm({ config }: OwnNumberParts, call: GatewayCall) {
  const { say, desk } = call;
  const owners = ownersOn(call);
  const free = config.choose ? await freeOf(owners, config.inventory) : [];
  const key = config.phones ? 'sms.command.number.any' : 'sms.command.number.ours';
  const params = { numbers: free.slice(0, 20).join(', ') };
  const onlyOurs: FormField = {
    name: NUMBER,
    kind: 'list-single',
    label: say({ key: 'sms.prompt.label' }),
    required: true,
    options: free.map((value) => ({ value })),
  };
  const any: FormField = { name: NUMBER, kind: 'text-single', label: say({ key: 'sms.prompt.label' }), required: true };
  const now = call.account === undefined ? undefined : await owners.numberOf(call.account);
  const instructions = [
    ...(now === undefined ? [] : [say({ key: 'sms.command.number.now', params: { number: desk.jidOf(now) } })]),
    say({ key, params }),
  ];
  return {
    title: say({ key: 'sms.command.number' }),
    instructions: instructions.join(' '),
    fields: [config.phones ? any : onlyOurs],
  };
}

/** Nothing is asked for a number of ours. */
async function codeForm(parts: OwnNumberParts, call: GatewayCall) {
  const { say } = call;
  const number = await wantedOf(parts, call);
  const asked = number !== undefined && !isOurs(parts, number);
  const label = say({ key: 'sms.command.number.code' });
  return {
    title: say({ key: 'sms.command.number' }),
    instructions: asked
      ? say({ key: 'sms.command.number.sent', params: { number } })
      : say({ key: 'sms.command.number.free' }),
    fields: asked ? [{ name: CODE, kind: 'text-single' as const, label, required: true }] : [],
  };
}

async function sendCode({ gateway }: OwnNumberParts, call: GatewayCall, number: string): Promise<Problem | undefined> {
  const { desk, say, jid } = call;
  const made = await new Codes({ kv: desk.kv }).make(jid, number);
  if ('problem' in made) return made.problem;
  await desk.notice(number, say({ key: 'sms.own.code', params: { code: made.code, jid, gateway } }));
  return undefined;
}

async function checkCode(parts: OwnNumberParts, call: GatewayCall, code: string | undefined) {
  const number = await wantedOf(parts, call);
  if (number === undefined) return NOT_OFFERED;
  return isOurs(parts, number) ? undefined : new Codes({ kv: call.desk.kv }).check(call.jid, number, code ?? '');
}

async function settle(parts: OwnNumberParts, call: GatewayCall): Promise<GatewayDone> {
  const { account, say } = call;
  const number = await wantedOf(parts, call);
  if (number === undefined || account === undefined) return { problem: NOT_OFFERED };
  const owners = ownersOn(call);
  // Somebody else may have taken it meanwhile; a phone goes to whoever showed last that it is theirs.
  if (isOurs(parts, number) && !(await isFreeFor(owners, call, number, account))) return { problem: TAKEN };
  await tellFormer(call, number, await owners.assign(number, account));
  return { said: say({ key: 'sms.command.number.done', params: { number } }) };
}

async function release({ config }: OwnNumberParts, call: GatewayCall): Promise<GatewayDone> {
  const { account, say } = call;
  const owners = ownersOn(call);
  const number = account === undefined ? undefined : await owners.numberOf(account);
  if (number === undefined) return { problem: NONE };
  await owners.release(number);
  const key = config.inventory.includes(number) ? 'sms.command.release.done' : 'sms.command.release.phone';
  return { said: say({ key, params: { number } }) };
}

function adminCommands({ config }: OwnNumberParts): readonly GatewayCommand[] {
  return [
    {
      word: 'numbers',
      name: { key: 'sms.command.numbers' },
      about: { key: 'sms.command.numbers.about' },
      audience: 'admin',
      steps: [],
      run: async (call) => {
        const owners = ownersOn(call);
        const column = (name: string, key: string): FormField => ({
          name,
          kind: 'text-single',
          label: call.say({ key }),
        });
        const rows = config.inventory.map(async (number) => {
          const owner = await owners.ownerOf(number);
          const account = owner === undefined ? undefined : await call.desk.account(owner.id);
          return { number: [number], user: account?.born === owner?.born ? [account?.jid ?? ''] : [''] };
        });
        return {
          table: {
            columns: [column('number', 'sms.prompt.label'), column('user', 'sms.command.numbers.user')],
            rows: await Promise.all(rows),
          },
        };
      },
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
              {
                name: NUMBER,
                kind: 'list-single',
                label: say({ key: 'sms.prompt.label' }),
                required: true,
                options: config.inventory.map((value) => ({ value })),
              },
              { name: USER, kind: 'text-single', label: say({ key: 'sms.command.numbers.user' }) },
            ],
          }),
        },
      ],
      run: (call) => assign(call),
    },
  ];
}

async function assign(call: GatewayCall): Promise<GatewayDone> {
  const { values, desk, say } = call;
  const number = values.get(NUMBER)?.[0] ?? '';
  const user = (values.get(USER)?.[0] ?? '').trim();
  const owners = ownersOn(call);
  if (user === '') {
    await tellFormer(call, number, await owners.release(number));
    return { said: say({ key: 'sms.command.assign.nobody', params: { number } }) };
  }
  const account = await desk.accountOf(user);
  if (account === undefined) {
    const text = { key: 'sms.command.assign.unknown', params: { jid: user } };
    return { problem: { type: 'modify', condition: 'not-acceptable', text } };
  }
  await tellFormer(call, number, await owners.assign(number, account));
  return { said: say({ key: 'sms.command.assign.done', params: { number, jid: account.jid } }) };
}

/** Whoever loses a number is told; that it could not be told changes nothing. */
async function tellFormer({ desk }: GatewayCall, number: string, former: Writer | undefined): Promise<void> {
  const account = former === undefined ? undefined : await desk.account(former.id);
  if (account === undefined || account.born !== former?.born) return;
  await desk.tell(account, { key: 'sms.own.lost', params: { number } }).catch((error: unknown) => {
    desk.log.warn({ error: String(error) }, 'somebody was not told that a number is no longer theirs');
  });
}

/** What somebody typed, as a number that they may have; or why not. */
async function readWanted({ config }: OwnNumberParts, call: GatewayCall, typed: string): Promise<string | Problem> {
  const { account, desk } = call;
  const given = typed.trim();
  if (config.inventory.includes(given)) {
    if (!config.choose || account === undefined) return NOT_OFFERED;
    return (await isFreeFor(ownersOn(call), call, given, account)) ? given : TAKEN;
  }
  const read = desk.contact(given, account);
  if (!read.ok) return { ...read.problem, type: 'modify', condition: 'not-acceptable' };
  return config.phones && read.address.startsWith('+') ? read.address : NOT_OFFERED;
}

async function wantedOf(parts: OwnNumberParts, call: GatewayCall): Promise<string | undefined> {
  const { inventory } = parts.config;
  const given = (call.values.get(NUMBER)?.[0] ?? '').trim();
  if (inventory.includes(given)) return given;
  const read = call.desk.contact(given, call.account);
  return read.ok ? read.address : undefined;
}

function isOurs({ config }: OwnNumberParts, number: string): boolean {
  return config.inventory.includes(number);
}

async function isFreeFor(owners: Owners, { desk }: GatewayCall, number: string, account: Account): Promise<boolean> {
  const owner = await owners.ownerOf(number);
  if (owner === undefined || (owner.id === account.id && owner.born === account.born)) return true;
  // Who has unregistered since has left it.
  return (await desk.account(owner.id))?.born !== owner.born;
}

async function freeOf(owners: Owners, inventory: readonly string[]): Promise<readonly string[]> {
  const taken = await Promise.all(inventory.map((number) => owners.ownerOf(number)));
  return inventory.filter((_, index) => taken[index] === undefined);
}

/** Fresh for each use: what a command sees must be as it is now. */
function ownersOn({ desk }: GatewayCall): Owners {
  return new Owners({ kv: desk.kv, clock: desk.clock });
}
