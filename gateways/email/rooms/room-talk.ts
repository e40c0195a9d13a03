import { subjectMessage } from '../../../src/xmpp/muc/groupchat.js';
import { invitationMessage } from '../../../src/xmpp/muc/invitations.js';
import type { Occupant } from '../../../src/xmpp/muc/occupants.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { type Account, type HoldContext, type Incoming, newArchiveId } from '../../gateway.js';
import { contactOf } from '../address/contact-of.js';
import { isGroupContact, isListContact } from '../address/special-contacts.js';
import { groupOf, isRoomOfSubject, MOST_IN_GROUP, roomOf } from '../conversation/groups.js';
import type { MailRecord, Person } from '../conversation/mail-records.js';
import type { ReadMail } from '../mime/mail.js';
import { readSubject, subjectKey } from '../text/subject.js';
import { changeLines } from './change-lines.js';
import { type Answered, mailLines } from './mail-lines.js';
import { addressOf, changeOf } from './members.js';
import type { Face } from './room-book.js';
import type { Line, Room, Rooms } from './rooms.js';

/** A mail of a group. */
export interface GroupMail {
  readonly mail: Pick<ReadMail, 'from' | 'subject'>;
  /** Everybody in it besides the user. */
  readonly people: readonly Person[];
  /** Contact of the group. */
  readonly group: string;
  /** The newest mail that is known of those that it answers. */
  readonly parent: MailRecord | undefined;
  /** False: whoever has sent it is not who they say. It brings nobody into a room, and takes nobody out. */
  readonly isProved: boolean;
  /** Language of the user. */
  readonly lang: string | undefined;
}

interface RoomTalkParts {
  readonly context: HoldContext;
  readonly rooms: Rooms;
}

/** Servers bound a stanza. */
const LONGEST_SUBJECT = 1000;

/** What the mails of groups do in rooms. */
export class RoomTalk {
  readonly #o: RoomTalkParts;

  constructor(parts: RoomTalkParts) {
    this.#o = parts;
  }

  /** The room with somebody in it that a mail belongs to. Undefined: it comes as a message of its contact. */
  async roomOf(account: Account, one: GroupMail): Promise<Room | undefined> {
    const { rooms } = this.#o;
    const candidates = roomsFor(one);
    const seats = await Promise.all(candidates.map((contact) => rooms.book.seats(account, contact)));
    const contact = candidates.find((_, index) => (seats[index] ?? []).length > 0);
    const room = contact === undefined ? undefined : await rooms.room(account, contact);
    const author = one.mail.from[0]?.address.toLowerCase();
    return one.isProved || room?.face.people.some((person) => addressOf(person) === author) ? room : undefined;
  }

  /** Tells a mail to those who are in its room. Resolves when it is on its way; rejects where the mail has to come again. */
  async tell(room: Room, one: GroupMail, incoming: Omit<Incoming, 'account'>): Promise<void> {
    const { context, rooms } = this.#o;
    const { mail, people, isProved, lang } = one;
    const { account, contact, jid, face } = room;
    if (await this.#isKnown(room, incoming.id)) return;
    const now = context.clock.now();
    const change = changeOf(face.people, isProved ? people : face.people);
    // The next mail answers the last one that says something.
    const isSaid = incoming.reactions === undefined && incoming.retracts === undefined;
    const fresh: Face = isSaid ? faceOf({ mail, people: change.people, incoming }) : { ...face, people: change.people };
    const changed: Room = { ...room, face: fresh };
    const view = rooms.view(changed);
    const author = view.author(mail.from[0]?.address);
    const words = this.#words(lang);
    const told = changeLines({ before: rooms.view(room), after: view, change, room: jid, now, words });
    const lines = await this.#lines(room, one, author, incoming);
    const isOther = subjectKey(fresh.subject) !== subjectKey(face.subject);
    const set = isOther ? [serialise(subjectMessage({ from: author.address }, fresh.subject, { room: jid }))] : [];
    await rooms.tell(room, [...told.stanzas, ...set, ...lines.map(({ xml }) => xml)]);
    rooms.keep(room, [...told.lines, ...lines]);
    await rooms.book.setFace(account, contact, fresh);
  }

  /**
   * Remembers a conversation whose mail has come as a message of its contact, so that it can be entered. `incoming`: as a room
   * would have it. `invites`: the user wants rooms, is invited once, and finds the mail there.
   */
  async note(account: Account, one: GroupMail, incoming: Omit<Incoming, 'account'>, invites: boolean): Promise<void> {
    const { rooms, context } = this.#o;
    const { book } = rooms;
    const { group, mail, people } = one;
    const contact = roomOf(group, mail.subject ?? '');
    const face = faceOf({ mail, people, incoming });
    await Promise.all([book.setFace(account, group, face), book.setFace(account, contact, face)]);
    if (!invites) return;
    const room: Room = { account, contact, jid: context.jidOf(contact), face, seats: [] };
    const author = rooms.view(room).author(mail.from[0]?.address);
    rooms.keep(room, await this.#lines(room, one, author, incoming));
    if (!(await book.once(account, contact, 'invited'))) return;
    await this.#invite(account, contact, { author: mail.from[0]?.address, subject: face.subject, lang: one.lang });
  }

  /**
   * Invites the user to the room of a mail, as its record tells of it, and gives the JID of that room. Undefined: it is no mail to
   * several, or to too many.
   */
  async inviteTo(account: Account, record: MailRecord, lang: string | undefined): Promise<string | undefined> {
    const { context, rooms } = this.#o;
    const { contact: among, others: people, reply, thread, id } = record;
    if (isListContact(among) || people.length < 2 || people.length > MOST_IN_GROUP) return undefined;
    const isRoom = isGroupContact(among) && isRoomOfSubject(among);
    const contact = isRoom ? among : roomOf(groupOf(people), record.subject);
    const subject = readSubject(record.subject).base;
    const known = await rooms.book.face(account, contact);
    if (known === undefined) await rooms.book.setFace(account, contact, { people, subject, thread, last: id });
    const author = record.by === 'contact' ? reply[0]?.address : undefined;
    await this.#invite(account, contact, { author, subject: known?.subject ?? subject, lang });
    return context.jidOf(contact);
  }

  async #lines(
    room: Room,
    { lang }: GroupMail,
    author: Occupant,
    incoming: Omit<Incoming, 'account'>,
  ): Promise<readonly Line[]> {
    const now = this.#o.context.clock.now();
    const answered = await this.#answered(room, incoming);
    return mailLines({
      incoming,
      author,
      nick: author.address.slice(room.jid.length + 1),
      room: room.jid,
      ...(answered === undefined ? {} : { answered }),
      newId: () => newArchiveId(now),
      now,
      words: this.#words(lang),
    });
  }

  #words(lang: string | undefined): (key: string, params?: Readonly<Record<string, string>>) => string {
    return (key, params) => this.#o.context.text({ key, ...(params === undefined ? {} : { params }) }, lang);
  }

  /** XEP-0045 7.8.2, in the name of who has written. */
  async #invite(
    account: Account,
    contact: string,
    about: { readonly author: string | undefined; readonly subject: string; readonly lang: string | undefined },
  ): Promise<void> {
    const { context } = this.#o;
    const { author, subject, lang } = about;
    const from = context.jidOf(contact);
    const inviter = author === undefined ? from : context.jidOf(contactOf(author));
    const reason = context.text({ key: 'email.room.invitation', params: { subject } }, lang);
    const message = invitationMessage({ from }, { from: inviter, reason });
    await context.rooms({ contact, stanzas: [serialise(message)], to: [account.jid] });
  }

  /** Whether the room has this mail already: it comes again after a crash. */
  async #isKnown({ account, contact }: Room, networkId: string | undefined): Promise<boolean> {
    const { archive } = this.#o.rooms;
    if (archive === undefined || networkId === undefined) return false;
    return (await archive.find(contact, account.jid, { networkId })) !== undefined;
  }

  /** The message of the room that a mail speaks of. */
  async #answered(
    { account, contact }: Room,
    { replaces, retracts, reactions, reply }: Omit<Incoming, 'account'>,
  ): Promise<Answered | undefined> {
    const networkId = replaces ?? retracts ?? reactions?.to ?? reply?.to;
    if (networkId === undefined) return undefined;
    const found = await this.#o.rooms.archive?.find(contact, account.jid, { networkId });
    if (found === undefined) return undefined;
    const author = parseStanza(found.xml)?.attrs.from;
    return author === undefined ? undefined : { id: found.id, author };
  }
}

/**
 * The rooms that a mail may belong to, the first one with somebody in it counts: that of the mail which it answers, whoever is in
 * this one; that of its people and its subject; those of people alone.
 */
export function roomsFor({ group, mail, parent }: Pick<GroupMail, 'group' | 'mail' | 'parent'>): readonly string[] {
  const answered = parent !== undefined && isGroupContact(parent.contact) ? [parent.contact] : [];
  const ofParent = answered.map((one) => (isRoomOfSubject(one) ? one : roomOf(one, parent?.subject ?? '')));
  return [...new Set([...ofParent, roomOf(group, mail.subject ?? ''), ...answered, group])];
}

function faceOf({
  mail,
  people,
  incoming,
}: {
  readonly mail: GroupMail['mail'];
  readonly people: readonly Person[];
  readonly incoming: Omit<Incoming, 'account'>;
}): Face {
  const { thread = '', id } = incoming;
  const subject = readSubject(mail.subject ?? '')
    .base.slice(0, LONGEST_SUBJECT)
    .toWellFormed();
  return { people, subject, thread, ...(id === undefined ? {} : { last: id }) };
}
