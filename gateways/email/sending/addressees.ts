import type { MessageEvent, Problem } from '../../gateway.js';
import { parseMailAddress, wireForm } from '../address/mail-address.js';
import { isGroupContact, isListContact } from '../address/special-contacts.js';
import type { Groups } from '../conversation/groups.js';
import type { Identity } from '../conversation/identity.js';
import type { MailRecord, Person } from '../conversation/mail-records.js';
import type { Spellings } from '../conversation/spellings.js';
import type { ListMemory } from '../lists/list-memory.js';

export type Addressee = Person & { readonly contact: string };

export interface Addressees {
  readonly to: readonly Addressee[];
  readonly cc: readonly Addressee[];
  readonly bcc: readonly Addressee[];
}

/** Where what is known of contacts is kept. */
export interface AddressBook {
  readonly groups: Groups;
  readonly lists: ListMemory;
  readonly spellings: Spellings;
}

/** Whom a message goes to by mail, or why nobody. `parent`: the mail that it answers. */
export async function addresseesOf(
  event: MessageEvent,
  { account }: Identity,
  parent: MailRecord | undefined,
  { groups, lists, spellings }: AddressBook,
): Promise<Addressees | Problem> {
  if (event.recipients !== undefined) {
    const found = { to: [] as Addressee[], cc: [] as Addressee[], bcc: [] as Addressee[] };
    for (const { type, contact } of event.recipients) {
      found[type].push({ contact, address: await spellings.of(account, contact) });
    }
    return found;
  }
  const { contact } = event;
  if (isGroupContact(contact)) {
    const members = await groups.members(account, contact);
    if (members === undefined) return problem('item-not-found', 'email.group.unknown');
    return { to: members.map((member) => ({ ...member, contact })), cc: [], bcc: [] };
  }
  if (isListContact(contact)) {
    const list = await lists.of(listOwner(account), contact);
    if (list === undefined) return problem('item-not-found', 'email.list.unknown');
    if (list.disputed) return problem('not-allowed', 'email.list.disputed', { list: list.name });
    if (list.post === undefined) return problem('not-allowed', 'email.list.read-only', { list: list.name });
    return { to: [{ contact, name: list.name, address: list.post }], cc: [], bcc: [] };
  }
  // Whoever wrote may want answers elsewhere (Reply-To).
  if (parent?.by === 'contact' && parent.contact === contact && parent.reply.length > 0) {
    const wanted = parent.reply.flatMap((person) => legal(person).map((one) => ({ ...one, contact })));
    if (wanted.length > 0) return { to: wanted, cc: [], bcc: [] };
  }
  return { to: [{ contact, address: await spellings.of(account, contact) }], cc: [], bcc: [] };
}

/** Whose list it is: a later registration under the same id has none of them. */
export function listOwner({ id, born }: Identity['account']): string {
  return `${born}:${id}`;
}

/** What a stranger wrote into a header is an address, or nobody. */
function legal({ name, address }: Person): readonly Person[] {
  const read = parseMailAddress(address);
  return read.ok ? [{ ...(name === undefined ? {} : { name }), address: wireForm(read.address) }] : [];
}

function problem(
  condition: 'item-not-found' | 'not-allowed',
  key: string,
  params?: Readonly<Record<string, string>>,
): Problem {
  return { type: 'cancel', condition, text: { key, ...(params === undefined ? {} : { params }) } };
}

/** Everybody in one list: the order of the ids of reports. */
export function everybody({ to, cc, bcc }: Addressees): readonly Addressee[] {
  return [...to, ...cc, ...bcc];
}

/** Those of them whom something is true of. */
export function someOf({ to, cc, bcc }: Addressees, is: (one: Addressee) => boolean): Addressees {
  return { to: to.filter(is), cc: cc.filter(is), bcc: bcc.filter(is) };
}
