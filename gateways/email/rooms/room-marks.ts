import type { SignalEvent } from '../../gateway.js';
import type { Rooms } from './rooms.js';

type Marker = Extract<SignalEvent, { readonly type: 'marker' }>;

/** What a client has read in a room (XEP-0333), as what it has read of a contact: with the Message-IDs of the mail. */
export class RoomMarks {
  readonly #rooms: Rooms;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
  }

  /** Undefined: it is about no mail that the room has. `account`: of the user. Rejects where the store cannot be asked. */
  async plain(
    account: string,
    { about, contact, ...marker }: Marker,
  ): Promise<{ readonly account: string; readonly event: Marker } | undefined> {
    const room = await this.#rooms.roomOfUser(account, contact);
    if (room === undefined) return undefined;
    const networkId = await this.#rooms.networkIdOf(room, about.id);
    if (networkId === undefined) return undefined;
    const { room: _, nick: __, ...plain } = marker;
    return { account: room.account.id, event: { ...plain, contact, about: { ...about, networkIds: [networkId] } } };
  }
}
