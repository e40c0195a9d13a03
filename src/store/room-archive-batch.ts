import { timeOfArchiveId } from '../archive-id.js';
import type { ArchiveKeep, NewArchivedEntry } from './room-archive-entries.js';
import type { RoomKeys } from './room-archive-keys.js';
import { writeEntry } from './room-archive-value.js';

/** Entries that are added behind all others of a room, in order. */
export interface Append {
  readonly room: string;
  readonly entries: readonly NewArchivedEntry[];
  readonly keep: ArchiveKeep;
  /** Some may be in already. */
  readonly again: boolean;
}

interface Room {
  keep: ArchiveKeep;
  again: boolean;
  /** As the script takes them: audience, time of the id, time told, value. */
  readonly entries: (string | number)[];
}

/** Arguments of one script, about: it holds Redis for some milliseconds, and no call has more arguments than a stack holds. */
const MOST_ARGUMENTS = 16_384;
const OF_AN_ENTRY = 4;

/** What one call of the script adds. */
class AppendBatch {
  readonly #rooms = new Map<string, Room>();
  /** Their numbers, from 1. */
  readonly #audiences = new Map<readonly string[], number>();
  #arguments = 0;

  get isFull(): boolean {
    return this.#arguments >= MOST_ARGUMENTS;
  }

  add({ room, keep, again }: Append, entry: NewArchivedEntry): void {
    const { seenBy, id, at } = entry;
    const into = this.#rooms.get(room) ?? { keep, again: false, entries: [] };
    this.#rooms.set(room, into);
    into.keep = keep;
    into.again ||= again;
    let audience = this.#audiences.get(seenBy);
    if (audience === undefined) {
      audience = this.#audiences.size + 1;
      this.#audiences.set(seenBy, audience);
      this.#arguments += seenBy.length;
    }
    into.entries.push(audience, timeOf(id), at, writeEntry(entry));
    this.#arguments += OF_AN_ENTRY;
  }

  keys(keys: RoomKeys): readonly string[] {
    return [keys.readers, keys.number, ...[...this.#rooms.keys()].flatMap(keys.allOf)];
  }

  args(): readonly (string | number)[] {
    const audiences = [...this.#audiences.keys()].flatMap((readers) => [readers.length, ...readers]);
    const rooms = [...this.#rooms.values()].flatMap(({ keep, again, entries }) => [
      ...[keep.most, keep.seconds, again ? 1 : 0, entries.length / OF_AN_ENTRY],
      ...entries,
    ]);
    return [this.#audiences.size, ...audiences, ...rooms];
  }
}

/** As many batches as are needed, in order. */
export function* batchesOf(appends: readonly Append[]): Iterable<AppendBatch> {
  let batch: AppendBatch | undefined;
  for (const append of appends) {
    for (const entry of append.entries) {
      batch ??= new AppendBatch();
      batch.add(append, entry);
      if (!batch.isFull) continue;
      yield batch;
      batch = undefined;
    }
  }
  if (batch !== undefined) yield batch;
}

/** When an id was made; throws for one that is none of ours, because its entry could not be found again. */
export function timeOf(id: string): number {
  const time = timeOfArchiveId(id);
  if (time === undefined) throw new Error('an entry of an archive has an id that is none of newArchiveId');
  return time;
}
