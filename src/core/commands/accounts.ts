import type { Account, AddressResult } from '../../../gateways/gateway.js';
import type { FormField } from '../../xmpp/forms.js';
import { contactJid } from '../addresses.js';
import { problem } from '../errors.js';
import type { Registrar } from '../registrar.js';
import type { Registration } from '../registration.js';
import { checkFields, firstOf, isTrue } from './check-fields.js';
import type { Call, Command, CommandForm, Done, Values } from './command.js';
import { readAddress } from './contacts.js';
import { joined, registrationStep } from './registering.js';

/** Fields of our own; they stand in the same values as those of a gateway's registration form. */
const LABEL = 'account-name';
const ACCOUNT = 'account-address';
const CONTACT = 'account-contact';
const CONFIRM = 'account-confirm';

const LIST = 'accounts';

/** Several accounts of one user: to list, add, change and remove them, and to say which one carries what. */
export function accountCommands(registration: Registration, registrar: Registrar): readonly Command[] {
  const which = { form: (call: Call) => whichForm(registrar, call) };
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
    {
      ...among('add-account'),
      name: { key: 'accounts.add' },
      about: { key: 'accounts.add-about' },
      steps: [
        { form: async (call) => labelForm(call), check: (call, values) => checkLabel(registrar, call, values) },
        registrationStep(registration, ({ values }) => firstOf(values, LABEL)),
      ],
      run: async (call) => {
        const label = firstOf(call.values, LABEL);
        const result = await registrar.add(call.jid.bare, label, joined(call.values), call.lang);
        return result.ok ? said(call, 'accounts.added') : result;
      },
    },
    {
      ...among('change-account'),
      name: { key: 'accounts.change' },
      about: { key: 'accounts.change-about' },
      steps: [which, registrationStep(registration, chosen)],
      choosesInChat: true,
      run: async (call) => {
        const result = await registrar.change(call.jid.bare, chosen(call), joined(call.values), call.lang);
        return result.ok ? said(call, 'accounts.changed') : result;
      },
    },
    {
      ...among('default-account'),
      name: { key: 'accounts.default' },
      about: { key: 'accounts.default-about' },
      steps: [which],
      run: async (call) => {
        const result = await registrar.setDefault(call.jid.bare, chosen(call));
        return result.ok ? said(call, 'accounts.default-done') : result;
      },
    },
    {
      ...among('pin'),
      name: { key: 'accounts.pin' },
      about: { key: 'accounts.pin-about' },
      steps: [{ form: (call) => pinForm(registrar, call), check: checkContact }],
      run: (call) => pin(registrar, call),
    },
    {
      ...among('unpin'),
      name: { key: 'accounts.unpin' },
      about: { key: 'accounts.unpin-about' },
      steps: [{ form: async (call) => contactForm(call), check: checkContact }],
      run: (call) => unpin(registrar, call),
    },
    {
      ...among('remove-account'),
      name: { key: 'accounts.remove' },
      about: { key: 'accounts.remove-about' },
      steps: [which, { form: async (call) => confirmation(call) }],
      run: (call) => remove(registration, call),
    },
  ];
}

/** What the commands beside the list have in common: the help names them with the list. */
function among(word: string): Pick<Command, 'node' | 'word' | 'under' | 'audience'> {
  return { node: `${LIST}/${word}`, word, under: LIST, audience: 'registered' };
}

async function pin(registrar: Registrar, call: Call): Promise<Done> {
  const read = await contactOf(call, call.values);
  if (!read.ok) return read;
  const result = await registrar.pin(call.jid.bare, read.address, chosen(call));
  return result.ok ? said(call, 'accounts.pinned') : result;
}

async function unpin(registrar: Registrar, call: Call): Promise<Done> {
  const read = await contactOf(call, call.values);
  if (!read.ok) return read;
  const unpinned = await registrar.unpin(call.jid.bare, read.address);
  return said(call, unpinned ? 'accounts.unpinned' : 'accounts.not-pinned');
}

async function remove(registration: Registration, call: Call): Promise<Done> {
  if (!isTrue(call.values, CONFIRM)) {
    return { notes: [{ type: 'info', text: call.say({ key: 'command.nothing-done' }) }] };
  }
  const result = await registration.remove(call.jid.bare, chosen(call));
  if (!result.ok) return result;
  const ended = result.follow.length > 0;
  return { ...said(call, ended ? 'command.unregistered' : 'accounts.removed'), follow: result.follow };
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
