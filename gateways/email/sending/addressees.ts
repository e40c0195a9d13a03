import type { MessageEvent, Problem, RefusedRecipient } from '../../gateway.js';
import { parseMailAddress, wireForm } from '../address/mail-address.js';
import { isGroupContact, isListContact } from '../address/special-contacts.js';
import type { Groups } from '../conversation/groups.js';
import type { Identity } from '../conversation/identity.js';
import type { MailRecord, Person } from '../conversation/mail-records.js';
import type { Spellings } from '../conversation/spellings.js';
import type { ListMemory } from '../lists/list-memory.js';
import type { RoomBook } from '../rooms/room-book.js';

type Addressee = Person & { readonly contact: string };

/** The people whom a message goes to, each with the contact that stands for them in XMPP. */
export interface Addressees {
  readonly to: readonly Addressee[];
  readonly cc: readonly Addressee[];
  readonly bcc: readonly Addressee[];
  /** Contacts behind whom nobody can be written to. */
  readonly refused: readonly RefusedRecipient[];
}

/** Where what is known of contacts is kept. */
export interface AddressBook {
  readonly groups: Groups;
  readonly lists: ListMemory;
  readonly spellings: Spellings;
  readonly rooms: Pick<RoomBook, 'face'>;
}

/** Whom a message goes to by mail, or why nobody. `parent`: the mail that it answers. */
export async function addresseesOf(
  event: MessageEvent,
  { account }: Identity,
  parent: MailRecord | undefined,
  book: AddressBook,
): Promise<Addressees | Problem> {
  const { contact, recipients } = event;
  if (recipients !== undefined) return await severalOf(recipients, account, book);
  // Whoever wrote may want answers elsewhere (Reply-To).
  if (parent?.by === 'contact' && parent.contact === contact && isPerson(contact)) {
    const wanted = parent.reply.flatMap((person) => legal(person, contact));
    if (wanted.length > 0) return { to: wanted, cc: [], bcc: [], refused: [] };
  }
  const to = await behind(contact, account, book, event.room !== undefined);
  return 'condition' in to ? to : { to, cc: [], bcc: [], refused: [] };
}

/** XEP-0033: each address once, in the place in which it is named first. */
async function severalOf(
  recipients: NonNullable<MessageEvent['recipients']>,
  account: Identity['account'],
  book: AddressBook,
): Promise<Addressees> {
  const found = { to: [] as Addressee[], cc: [] as Addressee[], bcc: [] as Addressee[] };
  const refused: RefusedRecipient[] = [];
  const seen = new Set<string>();
  for (const { type, contact } of recipients) {
    const all = await behind(contact, account, book);
    if ('condition' in all) {
      refused.push({ contact, problem: all });
      continue;
    }
    for (const one of all) {
      const small = one.address.toLowerCase();
      if (!seen.has(small)) found[type].push(one);
      seen.add(small);
    }
  }
  return { ...found, refused };
}

/** The people behind a contact: of a group all of them, of a list its own address. */
async function behind(
  contact: string,
  account: Identity['account'],
  { groups, lists, spellings, rooms }: AddressBook,
  isRoom = false,
): Promise<readonly Addressee[] | Problem> {
  if (isGroupContact(contact)) {
    // A room has its own people, who may be others by now than those whom its contact is named after.
    const group = (): Promise<readonly Person[] | undefined> => groups.members(account, contact);
    const room = async (): Promise<readonly Person[] | undefined> => (await rooms.face(account, contact))?.people;
    const members = isRoom ? ((await room()) ?? (await group())) : ((await group()) ?? (await room()));
    if (members === undefined) return problem('item-not-found', 'email.group.unknown');
    return members.flatMap((member) => legal(member, contact));
  }
  if (isListContact(contact)) {
    const list = await lists.of(listOwner(account), contact);
    if (list === undefined) return problem('item-not-found', 'email.list.unknown');
    if (list.disputed) return problem('not-allowed', 'email.list.disputed', { list: list.name });
    if (list.post === undefined) return problem('not-allowed', 'email.list.read-only', { list: list.name });
    return [{ contact, name: list.name, address: list.post }];
  }
  return [{ contact, address: await spellings.of(account, contact) }];
}

function isPerson(contact: string): boolean {
  return !isGroupContact(contact) && !isListContact(contact);
}

/** Whose list it is: a later registration under the same id has none of them. */
export function listOwner({ id, born }: Identity['account']): string {
  return `${born}:${id}`;
}

/** What a stranger wrote into a header is an address, or nobody. */
function legal({ name, address }: Person, contact: string): readonly Addressee[] {
  const read = parseMailAddress(address);
  return read.ok ? [{ ...(name === undefined ? {} : { name }), address: wireForm(read.address), contact }] : [];
}

function problem(
  condition: 'item-not-found' | 'not-allowed',
  key: string,
  params?: Readonly<Record<string, string>>,
): Problem {
  return { type: 'cancel', condition, text: { key, ...(params === undefined ? {} : { params }) } };
}

/** Everybody in one list: the order of the ids of reports. */
export function everybody({ to, cc, bcc }: Pick<Addressees, 'to' | 'cc' | 'bcc'>): readonly Addressee[] {
  return [...to, ...cc, ...bcc];
}

/** Those of them whom something is true of. */
export function someOf({ to, cc, bcc, refused }: Addressees, is: (one: Addressee) => boolean): Addressees {
  return { to: to.filter(is), cc: cc.filter(is), bcc: bcc.filter(is), refused };
}
