import { type Listed, recentWord } from './cursor.js';

type State = 'waiting' | 'fetching' | 'handing' | 'done';

interface Entry {
  readonly mail: Listed;
  /** By which the cursor remembers it; undefined where it does already, or is not to. */
  word: string | undefined;
  state: State;
  /** Fetching it has ended a connection, or was refused, so often. */
  failures: number;
}

/**
 * The mails of a folder between the cursor and its end, in the order of their UIDs. They are taken from the front, may be done
 * in any order, and leave only when all before them are done.
 */
export class Backlog {
  #entries: Entry[] = [];
  /** Where the first that is waiting may be; none before it is. */
  #scan = 0;

  get size(): number {
    return this.#entries.length;
  }

  /** The highest UID in it. */
  get last(): number | undefined {
    return this.#entries.at(-1)?.mail.uid;
  }

  /** A mail behind those that are in it. `known`: the cursor has only to pass it. */
  add(mail: Listed, known = false): void {
    if (mail.uid <= (this.last ?? 0)) return;
    const word = known ? undefined : recentWord(mail);
    this.#entries.push({ mail, word, state: known ? 'done' : 'waiting', failures: 0 });
  }

  /** The next ones to fetch: at most `count`, together at most `octets` unless the first is larger alone. */
  take(count: number, octets: number): readonly Listed[] {
    const taken: Listed[] = [];
    let total = 0;
    for (let index = this.#scan; index < this.#entries.length && taken.length < count; index += 1) {
      const entry = this.#entries[index];
      if (entry === undefined) break;
      if (entry.state !== 'waiting') {
        if (taken.length === 0) this.#scan = index + 1;
        continue;
      }
      total += entry.mail.size;
      // One that has done harm goes alone, so that it is known which it was.
      if (taken.length > 0 && (total > octets || entry.failures > 0)) break;
      entry.state = 'fetching';
      taken.push(entry.mail);
      if (entry.failures > 0) break;
    }
    return taken;
  }

  /** Mails that nobody has begun with. */
  get waiting(): number {
    return this.#count('waiting');
  }

  /** Mails that are being handed over. */
  get handing(): number {
    return this.#count('handing');
  }

  failuresOf(uid: number): number {
    return this.#find(uid)?.failures ?? 0;
  }

  handingOver(uid: number): void {
    this.#set(uid, 'handing');
  }

  /** It is handed over, or there is nothing to hand over. */
  done(uid: number): void {
    this.#set(uid, 'done');
  }

  /**
   * The server had listed it and does not have it any more. It is not remembered: where the server is about to number the folder anew
   * it may be there again, and be new then.
   */
  gone(uid: number): void {
    const entry = this.#find(uid);
    if (entry !== undefined) entry.word = undefined;
    this.done(uid);
  }

  /** It was not safe: it has to be fetched again. */
  again(uid: number): void {
    this.#set(uid, 'waiting');
    this.#scan = 0;
  }

  /** These could not be fetched, as far as they are not handed over already. */
  fetchFailed(mails: readonly Listed[], harmed: boolean): void {
    for (const { uid } of mails) {
      const entry = this.#find(uid);
      if (entry?.state !== 'fetching') continue;
      entry.state = 'waiting';
      if (harmed) entry.failures += 1;
    }
    this.#scan = 0;
  }

  /** The connection is gone: what was being fetched waits again. */
  connectionLost(): void {
    for (const entry of this.#entries) if (entry.state === 'fetching') entry.state = 'waiting';
    this.#scan = 0;
  }

  /** Takes the done ones off the front: how far the cursor may go, and their words. Undefined: no further. */
  advance(): { readonly uid: number; readonly words: readonly string[] } | undefined {
    let count = 0;
    while (this.#entries[count]?.state === 'done') count += 1;
    const done = this.#entries.slice(0, count);
    const last = done.at(-1);
    if (last === undefined) return undefined;
    this.#entries = this.#entries.slice(count);
    this.#scan = 0;
    return { uid: last.mail.uid, words: done.flatMap(({ word }) => word ?? []) };
  }

  clear(): void {
    this.#entries = [];
    this.#scan = 0;
  }

  #count(state: State): number {
    let count = 0;
    for (const entry of this.#entries) if (entry.state === state) count += 1;
    return count;
  }

  /** Entries are in order: binary search. */
  #find(uid: number): Entry | undefined {
    let [low, high] = [0, this.#entries.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const entry = this.#entries[middle];
      if (entry === undefined || entry.mail.uid === uid) return entry;
      if (entry.mail.uid < uid) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  #set(uid: number, state: State): void {
    const entry = this.#find(uid);
    if (entry !== undefined && entry.state !== 'done') entry.state = state;
  }
}
