import type { AddressResult } from '../../../gateways/gateway.js';
import type { Problem } from '../../problem.js';
import { contactJid, OWN_LOCAL } from '../addresses.js';
import { problem } from '../errors.js';
import { accountOf } from '../site.js';
import { firstOf } from './check-fields.js';
import type { Call, Command, CommandForm, Done, Values } from './command.js';

const ADDRESS = 'address';

/** What somebody can ask about contacts: the gateway prompt (XEP-0100 6.3) for clients without one, and their own list. */
export const contactCommands: readonly Command[] = [
  {
    node: 'address',
    word: 'address',
    aliases: ['find'],
    name: { key: 'command.address' },
    about: { key: 'command.address-about' },
    audience: 'anyone',
    steps: [{ form: async (call) => addressForm(call), check: checkAddress }],
    run: findAddress,
  },
  {
    node: 'contacts',
    word: 'contacts',
    under: 'address',
    name: { key: 'command.contacts' },
    about: { key: 'command.contacts-about' },
    audience: 'registered',
    steps: [],
    run: listContacts,
  },
];

function addressForm({ say, site }: Call): CommandForm {
  const { description, label } = site.gateway.prompt;
  return {
    title: say({ key: 'command.address' }),
    instructions: say(description),
    fields: [{ name: ADDRESS, kind: 'text-single', label: say(label), required: true }],
  };
}

async function checkAddress(call: Call, values: Values): Promise<Problem | undefined> {
  const read = await readAddress(call, firstOf(values, ADDRESS));
  return read.ok ? undefined : { ...read.problem, type: 'modify', condition: 'not-acceptable' };
}

async function findAddress(call: Call): Promise<Done> {
  const { say, site, values } = call;
  const read = await readAddress(call, firstOf(values, ADDRESS));
  if (!read.ok) return read;
  const contact = contactJid(site.gateway, read.address);
  return {
    notes: [{ type: 'info', text: say({ key: 'command.address-found', params: { contact } }) }],
    fields: [{ name: ADDRESS, kind: 'jid-single', label: say({ key: 'command.address' }), values: [contact] }],
  };
}

/** The contact that somebody means by what they typed. */
export async function readAddress({ jid, site }: Call, text: string): Promise<AddressResult> {
  const typed = text.trim();
  if (typed === '') return { ok: false, problem: problem('prompt-empty') };
  return site.gateway.addresses.prompt(typed, await accountOf(site, jid.bare));
}

async function listContacts({ jid, say, site }: Call): Promise<Done> {
  const { gateway, stores } = site;
  const roster = await stores.roster.list(gateway.name, jid.bare);
  const contacts = roster
    .filter(({ contact, sees }) => contact !== '' && contact !== OWN_LOCAL && sees)
    .map(({ contact }) => contactJid(gateway, contact));
  if (contacts.length === 0) return { notes: [{ type: 'info', text: say({ key: 'command.contacts-none' }) }] };
  return {
    title: say({ key: 'command.contacts' }),
    table: {
      columns: [{ name: 'contact', kind: 'jid-single', label: say({ key: 'command.contact' }) }],
      rows: contacts.sort().map((contact) => ({ contact: [contact] })),
    },
  };
}
