import type { Redis } from 'ioredis';
import { timeOfArchiveId } from '../archive-id.js';
import type { ArchivedEntry } from './room-archive-entries.js';
import type { RoomKeys } from './room-archive-keys.js';
import { LOOK } from './room-archive-script.js';
import { oneLine, readEntry } from './room-archive-value.js';
import { defineScript, type Script, strings } from './script.js';
import { type Bound, bound, boundOf, higher, isBelow, lower, lowerText, upperText } from './stream-range.js';

/** What entries must have, besides their place. */
interface Wanted {
  readonly id?: string;
  readonly networkId?: string;
  readonly from?: string;
  /** First and last time at which they were said, wall time in ms. */
  readonly start?: number;
  readonly end?: number;
}

/** A part of an archive between two borders, and from which end it is read. */
export interface Range {
  readonly above: Bound;
  readonly below: Bound;
  /** From the newest to the oldest. */
  readonly backwards: boolean;
}

/** An entry with its place, from which the next search may go on. */
export interface Found {
  readonly place: Bound;
  readonly entry: ArchivedEntry;
}

/** By how much the places of a room's entries were ever later than their ids' times, and later or earlier than the times told. */
interface Slack {
  readonly late: number;
  readonly past: number;
  readonly future: number;
}

/** Entries that one script looks at, at first and at most: bounds the time for which it holds Redis (about 1 ms). */
const FIRST_LOOK = 32;
const LONGEST_LOOK = 512;

/** Finds entries of an archive of rooms. Without a reader: whoever saw them. */
export class ArchiveSearch {
  readonly #redis: Redis;
  readonly #keys: RoomKeys;
  readonly #look: Script;

  constructor(redis: Redis, keys: RoomKeys) {
    this.#redis = redis;
    this.#keys = keys;
    this.#look = defineScript(redis, 'isthmusArchiveLook', LOOK);
  }

  /** The entry with an id. It is sought only where an id of that time can be. */
  async locate(room: string, reader: string | undefined, id: string, { late }: Slack): Promise<Found | undefined> {
    const made = timeOfArchiveId(id);
    if (made === undefined) return undefined;
    const range = { above: bound('before', made), below: bound('after', made + late), backwards: false };
    return (await this.find(room, reader, range, { id }, 1))[0];
  }

  /** Where the entries of a room may be, for the times of their ids and the times told. */
  async slackOf(room: string): Promise<Slack> {
    const known = await this.#redis.hmget(this.#keys.slack(room), 'late', 'past', 'future');
    const [late = 0, past = 0, future = 0] = known.map(Number);
    return { late, past, future };
  }

  /** The first `most` entries of a range, in its direction, among its first `depth`. Without a reader: whoever saw them. */
  async find(
    room: string,
    reader: string | undefined,
    range: Range,
    wanted: Wanted,
    most: number,
    depth = Number.POSITIVE_INFINITY,
  ): Promise<readonly Found[]> {
    const found: Found[] = [];
    const form = reader === undefined ? 'anybodys' : 'entries';
    for await (const flat of this.#looks(form, room, reader ?? '', range, wanted, () => most - found.length, depth)) {
      for (let at = 0; at + 2 < flat.length; at += 3) {
        const [place = '', value = '', text = ''] = flat.slice(at, at + 3);
        found.push({ place: boundOf(place), entry: readEntry(value, text === '' ? undefined : text) });
      }
      if (found.length >= most) break;
    }
    return found;
  }

  /** How many entries of a range a reader saw. */
  async count(room: string, reader: string, range: Range, wanted: Wanted): Promise<number> {
    let count = 0;
    for await (const [number] of this.#looks('count', room, reader, range, wanted, () => 1)) count += Number(number);
    return count;
  }

  /** What script after script answers over a range, until it has ended. */
  async *#looks(
    form: 'entries' | 'count' | 'anybodys',
    room: string,
    reader: string,
    { above, below, backwards }: Range,
    { id = '', networkId = '', from = '', start, end }: Wanted,
    most: () => number,
    depth = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<readonly string[]> {
    const keys = [this.#keys.stream(room), this.#keys.texts(room), this.#keys.readers];
    const way = backwards ? 'down' : 'up';
    let [first, last] = [lowerText(above), upperText(below)];
    let look = FIRST_LOOK;
    for (let looked = 0; looked < depth && isBelow(above, below); look = Math.min(2 * look, LONGEST_LOOK)) {
      const ends = backwards ? [last, first] : [first, last];
      const args = [
        form,
        reader,
        way,
        ...ends,
        look,
        most(),
        id,
        oneLine(networkId),
        oneLine(from),
        start ?? '',
        end ?? '',
      ];
      const [place = '', ...answer] = strings(await this.#look(keys, args));
      yield answer;
      if (place === '') return;
      looked += look;
      if (backwards) last = `(${place}`;
      else first = `(${place}`;
    }
  }
}

/** The part of a range where entries that were said within those times can be. */
export function withinTimes(range: Range, { start, end }: Wanted, { past, future }: Slack): Range {
  return {
    ...range,
    above: start === undefined ? range.above : higher(range.above, bound('before', start - future)),
    below: end === undefined ? range.below : lower(range.below, bound('after', end + past)),
  };
}

/** Whether a place is inside of a range. */
export function isWithin(place: Bound, { above, below }: Range): boolean {
  return isBelow(above, place) && isBelow(place, below);
}

/** Whether an entry, wherever it is, is one of those that are wanted; by its times and from. */
export function fits({ at, from = '' }: ArchivedEntry, wanted: Wanted): boolean {
  const { start = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY } = wanted;
  return at >= start && at <= end && (wanted.from === undefined || wanted.from === from);
}
