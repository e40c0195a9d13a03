import type { Account, AddressResult } from '../../../gateways/gateway.js';
import type { FormField } from '../../xmpp/forms.js';
import { contactJid } from '../addresses.js';
import { problem } from '../errors.js';
import type { Registrar } from '../registrar.js';
import type { Registration } from '../registration.js';
import { checkFields, firstOf, isTrue } from './check-fields.js';
import type { Call, Command, CommandForm, Done, Step, Values } from './command.js';
import { readAddress } from './contacts.js';
import { joined, registrationStep } from './registering.js';

/** Fields of our own; a dot keeps them apart from those of a gateway's registration form, which stand in the same values. */
const LABEL = 'account.label';
const ACCOUNT = 'account.address';
const CONTACT = 'account.contact';
const CONFIRM = 'account.confirm';

const LIST = 'accounts';

/** Several accounts of one user: to list, add, change and remove them, and to say which one carries what. */
export function accountCommands(registration: Registration, registrar: Registrar): readonly Command[] {
  const command = (word: string, key: string, steps: readonly Step[], run: (call: Call) => Promise<Done>): Command => ({
    node: `${LIST}/${word}`,
    word,
    under: LIST,
    name: { key: `accounts.${key}` },
    about: { key: `accounts.${key}-about` },
    audience: 'registered',
    steps,
    run,
  });
  const which = { form: (call: Call) => whichForm(registrar, call) };
  const done = async (call: Call, result: { ok: true } | Extract<Done, { problem: unknown }>, key: string) =>
    'problem' in result ? result : said(call, key);
  return [
    {
      node: LIST,
      word: LIST,
      aliases: ['account'],
      name: { key: 'accounts.list' },
      about: { key: 'accounts.list-about' },
      audience: 'registered',
      steps: [],
      run: (call) => list(registrar, call),
    },
    command(
      'add-account',
      'add',
      [
        { form: async (call) => labelForm(call), check: (call, values) => checkLabel(registrar, call, values) },
        registrationStep(registration, ({ values }) => firstOf(values, LABEL)),
      ],
      async (call) => {
        const label = firstOf(call.values, LABEL);
        const result = await registrar.add(call.jid.bare, label, joined(call.values), call.lang);
        return result.ok ? said(call, 'accounts.added') : result;
      },
    ),
    command(
      'change-account',
      'change',
      [which, registrationStep(registration, (call) => chosen(call))],
      async (call) => {
        const result = await registrar.change(call.jid.bare, chosen(call), joined(call.values), call.lang);
        return result.ok ? said(call, 'accounts.changed') : result;
      },
    ),
    command('default-account', 'default', [which], async (call) =>
      done(call, await registrar.setDefault(call.jid.bare, chosen(call)), 'accounts.default-done'),
    ),
    command('pin', 'pin', [{ form: (call) => pinForm(registrar, call), check: checkContact }], async (call) => {
      const read = await contactOf(call, call.values);
      if (!read.ok) return read;
      return done(call, await registrar.pin(call.jid.bare, read.address, chosen(call)), 'accounts.pinned');
    }),
    command('unpin', 'unpin', [{ form: async (call) => contactForm(call), check: checkContact }], async (call) => {
      const read = await contactOf(call, call.values);
      if (!read.ok) return read;
      const unpinned = await registrar.unpin(call.jid.bare, read.address);
      return said(call, unpinned ? 'accounts.unpinned' : 'accounts.not-pinned');
    }),
    command(
      'remove-account',
      'remove',
      [which, { form: async (call) => confirmation(call) }],
      async (call): Promise<Done> => {
        if (!isTrue(call.values, CONFIRM)) {
          return { notes: [{ type: 'info', text: call.say({ key: 'command.nothing-done' }) }] };
        }
        const result = await registration.remove(call.jid.bare, chosen(call));
        if (!result.ok) return result;
        const ended = result.follow.length > 0;
        const key = ended ? 'command.unregistered' : 'accounts.removed';
        return { ...said(call, key), follow: result.follow };
      },
    ),
  ];
}

async function list(registrar: Registrar, { jid, site, say }: Call): Promise<Done> {
  const [user, pins] = await Promise.all([registrar.list(jid.bare), registrar.pins(jid.bare)]);
  if (user === undefined) return { problem: problem('register-not-registered', { jid: jid.bare }) };
  const pinnedTo = (label: string): readonly string[] =>
    [...pins].filter(([, pinned]) => pinned === label).map(([contact]) => contactJid(site.gateway, contact));
  const column = (name: string, key: string): FormField => ({ name, kind: 'text-single', label: say({ key }) });
  return {
    title: say({ key: 'accounts.list' }),
    table: {
      columns: [
        column('account', 'accounts.account'),
        column('default', 'accounts.is-default'),
        column('since', 'admin.since'),
        { ...column('contacts', 'accounts.contacts'), kind: 'text-multi' },
      ],
      rows: user.all.map((account) => ({
        account: [addressOf(site.gateway.domain, account.label)],
        default: [say({ key: account.label === user.default.label ? 'command.yes' : 'command.no' })],
        since: [new Date(account.since).toISOString()],
        contacts: pinnedTo(account.label).toSorted(),
      })),
    },
  };
}

function labelForm({ say }: Call): CommandForm {
  return {
    title: say({ key: 'accounts.add' }),
    instructions: say({ key: 'accounts.add-instructions' }),
    fields: [{ name: LABEL, kind: 'text-single', label: say({ key: 'accounts.label' }), required: true }],
  };
}

async function checkLabel(registrar: Registrar, call: Call, values: Values) {
  const { fields } = labelForm(call);
  return checkFields(fields, values) ?? registrar.mayAdd(call.jid.bare, firstOf(values, LABEL));
}

async function whichForm(registrar: Registrar, call: Call): Promise<CommandForm> {
  const { say } = call;
  return {
    title: say({ key: 'accounts.list' }),
    instructions: say({ key: 'accounts.which-instructions' }),
    fields: [await accountField(registrar, call)],
  };
}

async function pinForm(registrar: Registrar, call: Call): Promise<CommandForm> {
  const { say } = call;
  return {
    title: say({ key: 'accounts.pin' }),
    instructions: say({ key: 'accounts.pin-instructions' }),
    fields: [contactField(call), await accountField(registrar, call)],
  };
}

function contactForm(call: Call): CommandForm {
  const { say } = call;
  return {
    title: say({ key: 'accounts.unpin' }),
    instructions: say({ key: 'accounts.unpin-instructions' }),
    fields: [contactField(call)],
  };
}

function confirmation(call: Call): CommandForm {
  const account = firstOf(call.values, ACCOUNT);
  return {
    title: call.say({ key: 'accounts.remove' }),
    instructions: call.say({ key: 'accounts.remove-instructions' }),
    fields: [
      {
        name: CONFIRM,
        kind: 'boolean',
        label: call.say({ key: 'accounts.remove-confirm', params: { account } }),
        required: true,
        values: ['false'],
      },
    ],
  };
}

async function accountField(registrar: Registrar, { jid, site, say }: Call): Promise<FormField> {
  const user = await registrar.list(jid.bare);
  const addresses = (user?.all ?? []).map((account: Account) => addressOf(site.gateway.domain, account.label));
  return {
    name: ACCOUNT,
    kind: 'list-single',
    label: say({ key: 'accounts.account' }),
    required: true,
    options: addresses.map((value) => ({ value })),
  };
}

function contactField({ say, site }: Call): FormField {
  return { name: CONTACT, kind: 'text-single', label: say(site.gateway.prompt.label), required: true };
}

async function checkContact(call: Call, values: Values, fields: readonly FormField[]) {
  const wrong = checkFields(fields, values);
  // A dialogue asks for one field after the other.
  if (wrong !== undefined || !fields.some(({ name }) => name === CONTACT)) return wrong;
  const read = await contactOf(call, values);
  return read.ok ? undefined : { ...read.problem, type: 'modify' as const, condition: 'not-acceptable' as const };
}

function contactOf(call: Call, values: Values): Promise<AddressResult> {
  return readAddress(call, firstOf(values, CONTACT));
}

/** The address at which an account was registered; its label is the resource. */
function addressOf(domain: string, label: string): string {
  return label === '' ? domain : `${domain}/${label}`;
}

function chosen({ values }: Call): string {
  return firstOf(values, ACCOUNT).split('/')[1] ?? '';
}

function said({ say, values, site }: Call, key: string): { readonly notes: [{ type: 'info'; text: string }] } {
  const gateway = site.gateway.domain;
  const account = values.has(LABEL) ? addressOf(gateway, firstOf(values, LABEL)) : firstOf(values, ACCOUNT);
  return {
    notes: [{ type: 'info', text: say({ key, params: { account, contact: firstOf(values, CONTACT), gateway } }) }],
  };
}
