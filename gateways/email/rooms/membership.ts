import { parseJid, unescapeLocal } from '../../../src/xmpp/jid.js';
import type { Leaving } from '../../../src/xmpp/muc/occupants.js';
import type { AddressCodec, HoldContext, Problem, RoomInvitation } from '../../gateway.js';
import { MOST_IN_GROUP } from '../conversation/groups.js';
import type { Person } from '../conversation/mail-records.js';
import type { Spellings } from '../conversation/spellings.js';
import { changeLines } from './change-lines.js';
import { addressOf, changeOf } from './members.js';
import { ROOM_PROBLEMS } from './problems.js';
import { isIn, type Room, type Rooms } from './rooms.js';

interface MembershipParts {
  readonly context: HoldContext;
  readonly rooms: Rooms;
  readonly addresses: Pick<AddressCodec, 'parse'>;
  readonly spellings: Spellings;
  /** Domain of the gateway. */
  readonly domain: string;
}

/** Whom the user brings into a conversation and takes out of it; it counts for the mails that are written from then on. */
export class Membership {
  readonly #o: MembershipParts;

  constructor(parts: MembershipParts) {
    this.#o = parts;
  }

  /** XEP-0045 7.8.2. Undefined: it is done. A mail contact is asked nothing: the next mail goes there too. */
  async invite({ from, what, whom, lang }: RoomInvitation, room: Room): Promise<Problem | undefined> {
    const { addresses, spellings, domain } = this.#o;
    if (!isIn(room, from)) return ROOM_PROBLEMS.notIn;
    if (what === 'decline') return undefined;
    const jid = parseJid(whom);
    const read = jid?.domain === domain ? addresses.parse(unescapeLocal(jid.local)) : undefined;
    if (read?.ok !== true || !read.address.includes('@')) return ROOM_PROBLEMS.onlyMail;
    const address = await spellings.of(room.account, read.address);
    return await this.#set(room, [...room.face.people, { address }], { how: 'left' }, lang);
  }

  /** XEP-0045 8.2. Undefined: it is done. */
  async takeOut(room: Room, person: Person, leaving: Leaving, lang?: string): Promise<Problem | undefined> {
    const rest = room.face.people.filter((one) => addressOf(one) !== addressOf(person));
    return await this.#set(room, rest, leaving, lang);
  }

  async #set(room: Room, people: readonly Person[], leaving: Leaving, lang?: string): Promise<Problem | undefined> {
    const { context, rooms } = this.#o;
    const change = changeOf(room.face.people, people);
    if (change.people.length === 0) return ROOM_PROBLEMS.lastOne;
    if (change.people.length > MOST_IN_GROUP) return ROOM_PROBLEMS.tooMany;
    const changed: Room = { ...room, face: { ...room.face, people: change.people } };
    const told = changeLines({
      before: rooms.view(room),
      after: rooms.view(changed),
      change,
      room: room.jid,
      leaving,
      now: context.clock.now(),
      words: (key, params) => context.text({ key, ...(params === undefined ? {} : { params }) }, lang),
    });
    await rooms.book.setFace(room.account, room.contact, changed.face);
    await rooms.tell(room, told.stanzas);
    rooms.keep(room, told.lines);
    return undefined;
  }
}
