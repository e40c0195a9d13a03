import type { FormField, GatewayCall, GatewayCommand, GatewayDone, GatewayForm, Problem } from '../../gateway.js';
import type { SmsConfig } from '../config.js';
import { Codes } from '../ownership/codes.js';
import { TAKEN, type Wish, Wishes } from '../ownership/wishes.js';
import { OPTED_OUT, OptOuts, optOutPair } from '../policy/opt-outs.js';
import { Senders } from '../senders.js';
import { tellFormer } from './tell-former.js';

const NUMBER = 'number';
const CODE = 'code';
/** A code that is older counts no more, so it need not be sent. */
const CODE_MS = 300_000;

const NONE: Problem = { type: 'cancel', condition: 'item-not-found', text: { key: 'sms.own.none' } };

/** What the commands need of the gateway. */
interface OwnNumberParts {
  readonly numbers: SmsConfig['numbers'];
  /** Its domain. */
  readonly gateway: string;
}

/** A number of one's own: a free one of ours at once, that of a phone after a code that is sent to it. */
export function ownNumberCommands(parts: OwnNumberParts): readonly GatewayCommand[] {
  const { inventory, choose, phones } = parts.numbers.own;
  if (inventory.length === 0 && !phones) return [];
  const release: GatewayCommand = {
    word: 'release-number',
    ...(choose || phones ? { under: 'number' } : {}),
    name: { key: 'sms.command.release' },
    about: { key: 'sms.command.release.about' },
    audience: 'registered',
    steps: [],
    run: (call) => giveBack(parts, call),
  };
  return choose || phones ? [take(parts), release] : [release];
}

function take(parts: OwnNumberParts): GatewayCommand {
  return {
    word: 'number',
    name: { key: 'sms.command.number' },
    about: { key: 'sms.command.number.about' },
    audience: 'registered',
    steps: [
      { form: (call) => numberForm(parts, call), check: (call, values) => checkNumber(parts, call, values) },
      { form: async (call) => codeForm(parts, call), check: (call, values) => checkCode(parts, call, values) },
    ],
    run: (call) => settle(parts, call),
  };
}

async function numberForm({ numbers }: OwnNumberParts, call: GatewayCall): Promise<GatewayForm> {
  const { say, account } = call;
  const wishes = new Wishes(numbers, call.desk);
  const now = account === undefined ? undefined : await wishes.owners.numberOf(account);
  const free = numbers.own.choose ? await wishes.free() : [];
  const told = [
    ...(now === undefined ? [] : [say({ key: 'sms.command.number.now', params: { number: now } })]),
    ...(numbers.own.phones ? [say({ key: 'sms.command.number.phone' })] : []),
    ...(free.length === 0 ? [] : [say({ key: 'sms.command.number.ours' })]),
    ...(free.length === 0 && !numbers.own.phones ? [say({ key: 'sms.command.number.none-free' })] : []),
  ];
  const label = say({ key: 'sms.prompt.label' });
  const field: FormField = numbers.own.phones
    ? { name: NUMBER, kind: 'text-single', label, description: free.slice(0, 20).join(', '), required: true }
    : { name: NUMBER, kind: 'list-single', label, required: true, options: free.map((value) => ({ value })) };
  return { title: say({ key: 'sms.command.number' }), instructions: told.join(' '), fields: [field] };
}

async function checkNumber(parts: OwnNumberParts, call: GatewayCall, values: GatewayCall['values']) {
  const wishes = new Wishes(parts.numbers, call.desk);
  const wish = wishes.read(values.get(NUMBER)?.[0] ?? '', call.account);
  if (!('number' in wish)) return wish;
  if (wish.isPhone) return sendCode(parts, call, wish);
  return (await wishes.isFree(wish.number, call.account)) ? undefined : TAKEN;
}

/** Nothing is asked for a number of ours. */
function codeForm(parts: OwnNumberParts, call: GatewayCall): GatewayForm {
  const { say } = call;
  const wish = wishOf(parts, call);
  const title = say({ key: 'sms.command.number' });
  if (!('number' in wish) || !wish.isPhone) {
    return { title, instructions: say({ key: 'sms.command.number.free' }), fields: [] };
  }
  const label = say({ key: 'sms.command.number.code' });
  return {
    title,
    instructions: say({ key: 'sms.command.number.sent', params: { number: wish.number } }),
    fields: [{ name: CODE, kind: 'text-single', label, required: true }],
  };
}

/** Everything that may stand in its way is looked at before a code is counted. */
async function sendCode({ numbers, gateway }: OwnNumberParts, call: GatewayCall, { number }: Wish) {
  const { desk, say, jid } = call;
  const from = new Senders(numbers.shared, numbers.own.inventory).from('', number);
  const unreachable = desk.refusal(number);
  if (unreachable !== undefined) return asCorrectable(unreachable);
  if (await new OptOuts(desk).has(optOutPair(from, number))) return asCorrectable(OPTED_OUT);
  const made = await new Codes({ kv: desk.kv }).make(jid, number);
  if ('problem' in made) return made.problem;
  const body = say({ key: 'sms.own.code', params: { code: made.code, jid, gateway } });
  await desk.notice({ type: 'notice', contact: number, body, from }, CODE_MS);
  return undefined;
}

async function checkCode(parts: OwnNumberParts, call: GatewayCall, values: GatewayCall['values']) {
  const wish = wishOf(parts, call);
  if (!('number' in wish)) return wish;
  if (!wish.isPhone) return undefined;
  return new Codes({ kv: call.desk.kv }).check(call.jid, wish.number, values.get(CODE)?.[0] ?? '');
}

async function settle(parts: OwnNumberParts, call: GatewayCall): Promise<GatewayDone> {
  const { account, say } = call;
  const wish = wishOf(parts, call);
  if (!('number' in wish)) return { problem: wish };
  if (account === undefined) return { problem: NONE };
  const taken = await new Wishes(parts.numbers, call.desk).take(wish, account);
  if (taken === undefined) return { problem: TAKEN };
  await tellFormer(call, wish.number, taken.former);
  return { said: say({ key: 'sms.command.number.done', params: { number: wish.number } }) };
}

async function giveBack({ numbers }: OwnNumberParts, call: GatewayCall): Promise<GatewayDone> {
  const { account, say, desk } = call;
  const { owners } = new Wishes(numbers, desk);
  const number = account === undefined ? undefined : await owners.numberOf(account);
  if (number === undefined) return { problem: NONE };
  await owners.release(number);
  const isOurs = numbers.own.inventory.includes(number);
  const key = isOurs ? 'sms.command.release.done' : 'sms.command.release.phone';
  return { said: say({ key, params: { number } }) };
}

function wishOf({ numbers }: OwnNumberParts, { desk, account, values }: GatewayCall): Wish | Problem {
  return new Wishes(numbers, desk).read(values.get(NUMBER)?.[0] ?? '', account);
}

/** Another number may help, so the form is asked for again. */
function asCorrectable(problem: Problem): Problem {
  return { ...problem, type: 'modify', condition: 'not-acceptable' };
}
