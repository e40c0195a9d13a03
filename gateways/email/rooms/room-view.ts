import { createHmac } from 'node:crypto';
import { normaliseResource } from '../../../src/xmpp/jid.js';
import type { Occupant } from '../../../src/xmpp/muc/occupants.js';
import { contactOf } from '../address/contact-of.js';
import type { Person } from '../conversation/mail-records.js';
import { addressOf } from './members.js';
import { nicksOf } from './nicks.js';

interface ViewParts {
  readonly contact: string;
  /** JID of the room. */
  readonly jid: string;
  readonly people: readonly Person[];
  /** Nick of the user. */
  readonly nick: string;
  /** Bare JID of the user. */
  readonly user: string;
  readonly jidOf: (contact: string) => string;
  /** Secret of occupant ids (XEP-0421): at least 32 octets. */
  readonly idKey: Buffer;
}

/** The people of a room as its occupants: all of them known by their real addresses (non-anonymous). */
export class RoomView {
  readonly #o: ViewParts;
  /** Nicks by addresses in small letters. */
  readonly nicks: ReadonlyMap<string, string>;

  constructor(parts: ViewParts) {
    this.#o = parts;
    this.nicks = nicksOf(parts.people, parts.nick);
  }

  /** The user: may change the subject, and who is written to. */
  get self(): Occupant {
    const { nick, user } = this.#o;
    return {
      address: this.#address(nick),
      affiliation: 'member',
      role: 'moderator',
      jid: user,
      occupantId: this.#id(user),
    };
  }

  get others(): readonly Occupant[] {
    return this.#o.people.map((person) => this.of(person));
  }

  /** Somebody of the room. */
  of(person: Pick<Person, 'address'>): Occupant {
    const small = addressOf(person);
    return {
      address: this.#address(this.nicks.get(small) ?? small),
      affiliation: 'member',
      role: 'participant',
      jid: this.#o.jidOf(contactOf(person.address)),
      occupantId: this.#id(small),
    };
  }

  /** Who has written a mail: somebody of the room, or the user. */
  author(address: string | undefined): Occupant {
    return address !== undefined && this.nicks.has(address.toLowerCase()) ? this.of({ address }) : this.self;
  }

  /** Somebody by nick. */
  person(nick: string): Person | undefined {
    const wanted = normaliseResource(nick) ?? nick;
    return this.#o.people.find((person) => this.nicks.get(addressOf(person)) === wanted);
  }

  #address(nick: string): string {
    return `${this.#o.jid}/${normaliseResource(nick) ?? '-'}`;
  }

  #id(identity: string): string {
    const { idKey, contact } = this.#o;
    // Neither holds a NUL, so that no two pairs are one text.
    return createHmac('sha256', idKey).update(`${contact}\0${identity}`).digest('base64url');
  }
}
