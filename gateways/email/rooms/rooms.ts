import { parseJid } from '../../../src/xmpp/jid.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import type { Account, Archive, HoldContext } from '../../gateway.js';
import type { Groups } from '../conversation/groups.js';
import type { MailRecords } from '../conversation/mail-records.js';
import { threadOf } from '../conversation/thread-id.js';
import { readSubject } from '../text/subject.js';
import { isSameNick } from './nicks.js';
import type { Face, RoomBook, Seat } from './room-book.js';
import { RoomView } from './room-view.js';

interface RoomsParts {
  readonly context: HoldContext;
  readonly book: RoomBook;
  readonly groups: Pick<Groups, 'members'>;
  readonly records: Pick<MailRecords, 'last'>;
  /** How long what is said in a room is kept, ms. */
  readonly keepFor: number;
}

/** A room as it is now. */
export interface Room {
  readonly account: Account;
  readonly contact: string;
  readonly jid: string;
  readonly face: Face;
  readonly seats: readonly Seat[];
}

/** A line of a room on its way to its clients and into the archive. */
export interface Line {
  /** Stanza id (XEP-0359), by `newArchiveId`. */
  readonly id: string;
  /** Wall time, ms. */
  readonly at: number;
  /** Without `to`. */
  readonly xml: string;
  /** Nick of who says it; missing: the room. */
  readonly from?: string;
  /** Message-ID of the mail. */
  readonly networkId?: string;
}

/** Lines of one room that are kept: a text may have some 30 KiB. */
const MOST_KEPT = 200;
/** Lines in which one is looked for that its sender names by an id of its own. */
const LATEST = 50;

/** Finds rooms and tells their clients what happens in them. */
export class Rooms {
  readonly #o: RoomsParts;
  readonly #idKey: Buffer;

  constructor(parts: RoomsParts) {
    this.#o = parts;
    this.#idKey = parts.context.derivedKey('room occupants');
  }

  get book(): RoomBook {
    return this.#o.book;
  }

  get archive(): Archive | undefined {
    return this.#o.context.archive;
  }

  /** The room of a contact for an account, occupied or not; undefined: nobody remembers that conversation. */
  async room(account: Account, contact: string): Promise<Room | undefined> {
    const { book } = this.#o;
    const [known, seats] = await Promise.all([book.face(account, contact), book.seats(account, contact)]);
    const face = known ?? (await this.#faceOfGroup(account, contact));
    return face === undefined ? undefined : { account, contact, jid: this.#o.context.jidOf(contact), face, seats };
  }

  /** The same for a client: of the account of its user that knows the conversation, one where it is in the room first. */
  async roomFor(from: string, contact: string): Promise<Room | undefined> {
    const rooms = await this.#roomsOf(parseJid(from)?.bare ?? '', contact);
    return rooms.find((room) => isIn(room, from)) ?? rooms[0];
  }

  /** The room of a contact in which a client of a user is; `account`: one of the user's. */
  async roomOfUser(account: string, contact: string): Promise<Room | undefined> {
    const owner = await this.#o.context.account(account);
    const rooms = owner === undefined ? [] : await this.#roomsOf(owner.jid, contact);
    return rooms.find(({ seats }) => seats.length > 0);
  }

  async #roomsOf(user: string, contact: string): Promise<readonly Room[]> {
    const accounts = await this.#o.context.accountsOf(user);
    const found = await Promise.all(accounts.map((account) => this.room(account, contact)));
    return found.flatMap((room) => room ?? []);
  }

  /** The Message-ID of what was said: by its id in the room, or by the one that its sender gave it. */
  async networkIdOf({ account, contact }: Room, id: string): Promise<string | undefined> {
    const { archive } = this;
    const found = await archive?.find(contact, account.jid, { id });
    if (found !== undefined) return found.networkId;
    const latest = (await archive?.recent(contact, account.jid, { max: LATEST })) ?? [];
    return latest.findLast(({ xml }) => parseStanza(xml)?.attrs.id === id)?.networkId;
  }

  /** A room as its occupants; `nick`: of the user, where no client is in the room. */
  view({ account, contact, jid, face, seats }: Room, nick = seats[0]?.nick ?? ''): RoomView {
    return new RoomView({
      contact,
      jid,
      people: face.people,
      nick,
      user: account.jid,
      jidOf: (one) => this.#o.context.jidOf(one),
      idKey: this.#idKey,
    });
  }

  /** Tells stanzas to the clients of a room, or to some of them. Resolves when they are on their way. */
  async tell({ contact, seats }: Room, stanzas: readonly string[], to = seats.map(({ jid }) => jid)): Promise<void> {
    if (stanzas.length > 0 && to.length > 0) await this.#o.context.rooms({ contact, stanzas, to });
  }

  /** Keeps what was said. */
  keep({ account, contact }: Room, lines: readonly Line[]): void {
    if (lines.length === 0) return;
    const seenBy = [account.jid];
    const seconds = Math.max(1, Math.floor(this.#o.keepFor / 1000));
    const kept = lines.map((line) => ({ ...line, seenBy }));
    this.archive?.append(contact, kept, { most: MOST_KEPT, seconds });
  }

  /** A group whose mails came before it was ever a room. */
  async #faceOfGroup(account: Account, contact: string): Promise<Face | undefined> {
    const { groups, records } = this.#o;
    const people = await groups.members(account, contact);
    if (people === undefined) return undefined;
    const last = await records.last(account, contact);
    const subject = readSubject(last?.subject ?? '').base;
    if (last === undefined) return { people, subject, thread: threadOf(contact) };
    return { people, subject, thread: last.thread, last: last.id };
  }
}

/** Whether a client is in a room. */
export function isIn({ seats }: Room, client: string): boolean {
  return seats.some(({ jid }) => jid === client);
}

/** Whether somebody else in a room is called so. */
export function isTaken(rooms: Pick<Rooms, 'view'>, room: Room, nick: string): boolean {
  return [...rooms.view(room, '').nicks.values()].some((one) => isSameNick(one, nick));
}
