import type { Redis } from 'ioredis';
import { Grouped } from './grouped.js';
import { type Append, batchesOf, timeOf } from './room-archive-batch.js';
import type {
  ArchivedEntry,
  ArchiveKeep,
  ArchivePage,
  ArchiveQuery,
  EntryName,
  NewArchivedEntry,
} from './room-archive-entries.js';
import { type RoomKeys, roomKeys } from './room-archive-keys.js';
import { APPEND, REPLACE } from './room-archive-script.js';
import { ArchiveSearch, type Found, fits, isWithin, type Range, withinTimes } from './room-archive-search.js';
import { defineScript, type Script } from './script.js';
import { BEGINNING, END, higher, isBelow, lower } from './stream-range.js';

/** How many of the newest entries are looked through for an id of the network, which says nothing of the place. */
const NETWORK_DEPTH = 2048;

/**
 * What was said in rooms, for many readers: a capped stream of Redis for each room, where each entry names the accounts
 * that saw it. Nobody reads an entry that does not name them, or learns that there is one.
 */
export class RoomArchive {
  readonly #redis: Redis;
  readonly #keys: RoomKeys;
  readonly #search: ArchiveSearch;
  readonly #append: Script;
  readonly #replace: Script;
  readonly #appends = new Grouped((appends: readonly Append[]) => this.#appendAll(appends));

  constructor(redis: Redis, prefix: string, gateway: string) {
    this.#redis = redis;
    this.#keys = roomKeys(prefix, gateway);
    this.#search = new ArchiveSearch(redis, this.#keys);
    this.#append = defineScript(redis, 'isthmusArchiveAppend', APPEND);
    this.#replace = defineScript(redis, 'isthmusArchiveReplace', REPLACE);
  }

  /**
   * Adds entries behind all others of a room, in order. What is added in one moment, to whatever rooms, shares a round trip.
   * An entry that nobody saw is not kept; of one line that several processes saw each adds an entry of its own. Rejects
   * where an id is none of `newArchiveId`: its entry could not be found again. `again`: it was tried before, and nobody
   * knows whether they are in; those that are stay as they are.
   */
  async append(
    room: string,
    entries: readonly NewArchivedEntry[],
    keep: ArchiveKeep,
    { again = false }: { readonly again?: boolean } = {},
  ): Promise<void> {
    const seen = entries.filter(({ seenBy }) => seenBy.length > 0);
    for (const { id } of seen) timeOf(id);
    if (seen.length > 0) await this.#appends.add({ room, entries: seen, keep, again });
  }

  /** A page of what a reader saw in a room; `not-found` where an id that was named is none of an entry that the reader saw. */
  async page(room: string, reader: string, query: ArchiveQuery): Promise<ArchivePage | 'not-found'> {
    const { after = [], before = [], ids, backwards } = query;
    const slack = await this.#search.slackOf(room);
    const places = async (names: readonly string[]): Promise<readonly (Found | undefined)[]> =>
      await Promise.all(names.map((id) => this.#search.locate(room, reader, id, slack)));
    const [afters, befores, named] = await Promise.all([places(after), places(before), places(ids ?? [])]);
    let range: Range = { above: BEGINNING, below: END, backwards };
    for (const found of afters) {
      if (found === undefined) return 'not-found';
      range = { ...range, above: higher(range.above, found.place) };
    }
    for (const found of befores) {
      if (found === undefined) return 'not-found';
      range = { ...range, below: lower(range.below, found.place) };
    }
    if (ids === undefined) return await this.#pageOf(room, reader, withinTimes(range, query, slack), query);
    const all: Found[] = [];
    for (const found of named) {
      if (found === undefined) return 'not-found';
      all.push(found);
    }
    return namedPage(
      all.filter(({ place, entry }) => isWithin(place, range) && fits(entry, query)),
      query,
    );
  }

  /**
   * The last entries that a reader saw in a room, oldest first: at most `max`, said at or after `since` (wall time, ms),
   * whose stanzas have together at most `maxChars` characters.
   */
  async recent(
    room: string,
    reader: string,
    limits: { readonly max: number; readonly since?: number; readonly maxChars?: number },
  ): Promise<readonly ArchivedEntry[]> {
    const { max, since: start, maxChars = Number.POSITIVE_INFINITY } = limits;
    if (max < 1) return [];
    const wanted = start === undefined ? {} : { start };
    const all = { above: BEGINNING, below: END, backwards: true };
    const range = withinTimes(all, wanted, await this.#search.slackOf(room));
    const found = await this.#search.find(room, reader, range, wanted, max);
    let left = maxChars;
    const end = found.findIndex(({ entry }) => {
      left -= entry.xml.length;
      return left < 0;
    });
    return (end === -1 ? found : found.slice(0, end)).map(({ entry }) => entry).reverse();
  }

  /** An entry that a reader saw; by the network's id only one of the newest two thousand of the room. */
  async find(room: string, reader: string, name: EntryName): Promise<ArchivedEntry | undefined> {
    if ('id' in name) {
      return (await this.#search.locate(room, reader, name.id, await this.#search.slackOf(room)))?.entry;
    }
    if (name.networkId === '') return undefined;
    const range = { above: BEGINNING, below: END, backwards: true };
    return (await this.#search.find(room, reader, range, name, 1, NETWORK_DEPTH))[0]?.entry;
  }

  /** Puts another stanza in the place of an entry's own, for all readers; false where there is no such entry (any more). */
  async redact(room: string, id: string, xml: string): Promise<boolean> {
    const place = (await this.#search.locate(room, undefined, id, await this.#search.slackOf(room)))?.place;
    if (place === undefined) return false;
    const keys = [this.#keys.stream(room), this.#keys.texts(room)];
    return Number(await this.#replace(keys, [`${place.ms}-${place.seq}`, xml])) === 1;
  }

  /** The first and the last entry that a reader saw in a room; undefined where there is none. */
  async ends(
    room: string,
    reader: string,
  ): Promise<{ readonly first: ArchivedEntry; readonly last: ArchivedEntry } | undefined> {
    const all = { above: BEGINNING, below: END };
    const [[first], [last]] = await Promise.all([
      this.#search.find(room, reader, { ...all, backwards: false }, {}, 1),
      this.#search.find(room, reader, { ...all, backwards: true }, {}, 1),
    ]);
    return first === undefined || last === undefined ? undefined : { first: first.entry, last: last.entry };
  }

  /** About when the newest entry of a room was made, whoever saw it (wall time, ms); undefined where there is none. */
  async newest(room: string): Promise<number | undefined> {
    const [entry] = await this.#redis.xrevrange(this.#keys.stream(room), '+', '-', 'COUNT', 1);
    return entry === undefined ? undefined : Number.parseInt(entry[0], 10);
  }

  /** From now on nothing that a reader ever saw is readable, not even for a later one of the same name. */
  async forget(reader: string): Promise<void> {
    await this.#redis.hdel(this.#keys.readers, reader);
  }

  /** Removes all of a room. */
  async remove(room: string): Promise<void> {
    await this.#redis.unlink(...this.#keys.allOf(room));
  }

  async #appendAll(appends: readonly Append[]): Promise<true[]> {
    for (const batch of batchesOf(appends)) await this.#append(batch.keys(this.#keys), batch.args());
    return appends.map(() => true);
  }

  async #pageOf(room: string, reader: string, range: Range, query: ArchiveQuery): Promise<ArchivePage> {
    const { max, backwards } = query;
    if (max < 1) {
      const count = await this.#search.count(room, reader, range, query);
      return { entries: [], complete: count === 0, count };
    }
    // One more than is shown tells whether there are more.
    return pageOf(await this.#search.find(room, reader, range, query, max + 1), max, backwards);
  }
}

/** A page of named entries, each once. */
function namedPage(found: readonly Found[], { max, backwards }: ArchiveQuery): ArchivePage {
  const byId = new Map(found.map((one) => [one.entry.id, one]));
  const ordered = [...byId.values()].sort((a, b) => (isBelow(a.place, b.place) === backwards ? 1 : -1));
  if (max < 1) return { entries: [], complete: ordered.length === 0, count: ordered.length };
  return pageOf(ordered, max, backwards);
}

/** A page of what was found in the direction of paging. */
function pageOf(found: readonly Found[], max: number, backwards: boolean): ArchivePage {
  const entries = found.slice(0, max).map(({ entry }) => entry);
  return { entries: backwards ? entries.reverse() : entries, complete: found.length <= max };
}
