import type { Account, KeyValue } from '../../gateway.js';
import type { Person } from '../conversation/mail-records.js';

/** What a room is now: as its last mail left it, or its user has changed it since. */
export interface Face {
  /** Whom a message to all goes to, in the order in which they came; never the user. */
  readonly people: readonly Person[];
  /** Without `Re:` and its like. */
  readonly subject: string;
  /** Thread of the conversation (XEP-0201). */
  readonly thread: string;
  /** Message-ID of its last mail, which the next one answers; missing: the next one begins a conversation by mail. */
  readonly last?: string;
}

/** A client that is in a room. */
export interface Seat {
  /** Full JID. */
  readonly jid: string;
  /** The user's nick, the same for all clients. */
  readonly nick: string;
}

type Owner = Pick<Account, 'id' | 'born'>;

/** Most clients of one user in one room. */
export const MOST_SEATS = 32;

/** Rooms in Redis, so that a mail finds who is there wherever it comes in, and a restart empties no room. */
export class RoomBook {
  readonly #kv: KeyValue;
  readonly #seconds: number;

  /** `keepMs`: how long a room can be entered after its last mail. */
  constructor(kv: KeyValue, keepMs: number) {
    this.#kv = kv;
    this.#seconds = Math.max(1, Math.floor(keepMs / 1000));
  }

  async face(owner: Owner, contact: string): Promise<Face | undefined> {
    return await this.#kv.get<Face>(key('gf', owner, contact));
  }

  async setFace(owner: Owner, contact: string, face: Face): Promise<void> {
    await this.#kv.set(key('gf', owner, contact), face, this.#seconds);
  }

  async seats(owner: Owner, contact: string): Promise<readonly Seat[]> {
    return (await this.#kv.get<readonly Seat[]>(key('gs', owner, contact))) ?? [];
  }

  async setSeats(owner: Owner, contact: string, seats: readonly Seat[]): Promise<void> {
    if (seats.length === 0) await this.#kv.remove(key('gs', owner, contact));
    else await this.#kv.set(key('gs', owner, contact), seats, this.#seconds);
  }

  /** Notes something that is done once for a room; false: it was noted before. */
  async once(owner: Owner, contact: string, what: string): Promise<boolean> {
    return await this.#kv.add(key(`go:${what}`, owner, contact), 1, this.#seconds);
  }
}

function key(kind: string, { id, born }: Owner, contact: string): string {
  return `${kind}:${born}:${id}:${contact}`;
}
