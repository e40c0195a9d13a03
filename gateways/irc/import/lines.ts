import { createHmac } from 'node:crypto';
import { groupchatMessage } from '../../../src/xmpp/muc/groupchat.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Names } from '../names.js';
import { type Row, text, whole } from './rows.js';

/** A line of history with those who saw it. */
export interface ImportedLine {
  readonly id: string;
  /** Wall time, ms. */
  readonly at: number;
  readonly xml: string;
  readonly from?: string;
  /** Bare JIDs. */
  readonly seenBy: readonly string[];
}

interface Line {
  readonly at: number;
  readonly nick: string;
  readonly body: string;
  /** How many equal lines of the same second stand before it. */
  readonly nth: number;
  readonly owners: Set<string>;
}

/**
 * Gathers the newest lines of one room. The other gateway keeps a line for each user who saw it; lines of one second that are
 * equal are one, unless one user has both.
 */
export class RoomLines {
  readonly #most: number;
  #lines: Line[] = [];
  #second = Number.NaN;
  #equal = new Map<string, Line[]>();
  /** Lines that there were, however many are left. */
  count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a row of `muclogline_`; they come by their time. `owner`: bare JID. */
  add(row: Row, owner: string): void {
    const second = whole(row, 'date_') ?? 0;
    if (second !== this.#second) {
      this.#second = second;
      this.#equal = new Map();
    }
    const [nick, body] = [text(row, 'nick_'), text(row, 'body_')];
    const key = `${nick}\n${body}`;
    const equal = this.#equal.get(key) ?? [];
    const known = equal.find(({ owners }) => !owners.has(owner));
    if (known !== undefined) {
      known.owners.add(owner);
      return;
    }
    const line = { at: second * 1000, nick, body, nth: equal.length, owners: new Set([owner]) };
    this.#equal.set(key, [...equal, line]);
    this.#lines.push(line);
    this.count += 1;
    if (this.#lines.length >= 2 * this.#most) this.#lines = this.#lines.slice(-this.#most);
  }

  /** The newest ones as they are kept. The same line always has the same id, which nobody guesses without the salt. */
  *newest(names: Names, contact: string, salt: string): Iterable<ImportedLine> {
    const room = names.jid(contact);
    const audiences = new Map<string, readonly string[]>();
    for (const { at, nick, body, nth, owners } of this.#lines.slice(-this.#most)) {
      const id = idOf(at, `${contact}\n${nth}\n${nick}\n${body}`, salt);
      const from = nick === '' ? room : names.occupant(room, nick);
      const stanza = groupchatMessage({ from, id }, body, { room, stanzaId: id });
      const readers = [...owners].sort();
      const key = readers.join('\n');
      const seenBy = audiences.get(key) ?? readers;
      audiences.set(key, seenBy);
      yield { id, at, xml: serialise(stanza), seenBy, ...(nick === '' ? {} : { from: nick }) };
    }
  }
}

/** An id such as `newArchiveId` gives, but the same at every import. */
function idOf(at: number, what: string, salt: string): string {
  const digest = createHmac('sha256', salt).update(what).digest('base64url');
  return `${at.toString(36).padStart(9, '0')}${digest.slice(0, 12)}`;
}
