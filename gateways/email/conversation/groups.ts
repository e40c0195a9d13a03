import { createHash } from 'node:crypto';
import type { Account, KeyValue } from '../../gateway.js';
import { groupContact } from '../address/special-contacts.js';
import { subjectKey } from '../text/subject.js';
import { base32 } from './base32.js';
import type { Person } from './mail-records.js';

const LETTERS = 16;
/** Most people in a group: a mail to more than these is news, and answering all of them would be a mistake. */
export const MOST_IN_GROUP = 50;

/**
 * The contact that stands for these people: the same for the same addresses, in whatever order and case. It says nothing of
 * who they are.
 */
export function groupOf(people: readonly Person[]): string {
  const all = [...new Set(people.map(({ address }) => address.toLowerCase()))].sort();
  return groupContact(base32(createHash('sha256').update(all.join('\n')).digest()).slice(0, LETTERS));
}

/**
 * The room of a group's conversation about one subject, whatever prefixes that has: the same people and another subject are
 * another room. `group`: contact of the group. In the form of a group's contact, so it is one as well.
 */
export function roomOf(group: string, subject: string): string {
  const about = createHash('sha256').update(subjectKey(subject)).digest();
  return groupContact(`${group.slice(0, LETTERS)}${base32(about).slice(0, LETTERS)}`);
}

/** Whether a contact of a group is the room of one subject. */
export function isRoomOfSubject(group: string): boolean {
  return group.indexOf('.') > LETTERS;
}

/** Who is in the groups of an account. Nobody joins or leaves: other people are another group. */
export class Groups {
  readonly #kv: KeyValue;
  readonly #seconds: number;

  constructor(kv: KeyValue, keepMs: number) {
    this.#kv = kv;
    this.#seconds = Math.max(1, Math.floor(keepMs / 1000));
  }

  /** Remembers a group and gives its contact. The names by which people call themselves are the newest. */
  async keep(account: Pick<Account, 'id' | 'born'>, people: readonly Person[]): Promise<string> {
    const contact = groupOf(people);
    await this.#kv.set(this.#key(account, contact), people, this.#seconds);
    return contact;
  }

  /** Undefined: no such group is known (any more). */
  async members(account: Pick<Account, 'id' | 'born'>, contact: string): Promise<readonly Person[] | undefined> {
    return await this.#kv.get<readonly Person[]>(this.#key(account, contact));
  }

  #key({ id, born }: Pick<Account, 'id' | 'born'>, contact: string): string {
    return `g:${born}:${id}:${contact}`;
  }
}

/** What a group is called where its people are shown as one contact. */
export function groupName(people: readonly Person[]): string {
  return people.map(({ name, address }) => name ?? address).join(', ');
}
