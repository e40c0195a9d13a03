import type { Redis } from 'ioredis';
import { onLostConnection, type RedisAddress, workerClient } from '../redis.js';
import type { LaneKeys } from './keys.js';
import {
  directScript,
  fetchScript,
  journalScript,
  laterAfterScript,
  laterDueScript,
  laterMoveScript,
  laterRemoveScript,
  recoverScript,
} from './scripts.js';

const MOST_BYTES = 1024 * 1024;
/** Short enough that a stopped process never swallows the wake-up that the next holder needs. */
const BLOCK_SECONDS = 1;
/** How many waits are read at once. */
const WAITS = 256;

/** A job as a holder fetches it: envelopes, and how far an earlier holder has come with each. */
export interface FetchedJob {
  readonly id: string;
  /** JSON list of envelopes. */
  readonly data: string;
  /** One character an envelope: `b`egun, `e`nded, anything else: neither. Shorter than the list where the rest has none. */
  readonly marks: string;
  /** The job was completed already: its add was repeated. */
  readonly done: boolean;
  /** The only envelope of the job was marked as begun by this fetch. */
  readonly begunNow: boolean;
}

/** What one fetch took. */
interface Round {
  /** Nothing waited any more. */
  readonly drained: boolean;
  readonly jobs: readonly FetchedJob[];
}

interface DueWaits {
  /** Job id and data of each. */
  readonly due: readonly (readonly [string, string])[];
  /** Wall time of the next one that is not due yet. */
  readonly next: number | undefined;
}

/**
 * Redis as one tenure of one lane sees it. It has connections of its own, which are cut when the tenure ends, so that
 * nothing of it is sent later; and what is on the way is refused by the epoch.
 */
export class LaneStore {
  readonly #keys: LaneKeys;
  readonly #epoch: number;
  readonly #redis: Redis;
  readonly #blocking: Redis;
  /** Counts the connections of `#redis`: a fetch that spans two may have run twice. */
  #connection = 0;
  #rounds = 0;
  /** The round whose answer has not come, or not surely: nobody knows what it took. */
  #lost: string | undefined;

  constructor(address: RedisAddress, keys: LaneKeys, epoch: number) {
    this.#keys = keys;
    this.#epoch = epoch;
    this.#redis = workerClient(address);
    this.#blocking = workerClient(address);
    for (const client of [this.#redis, this.#blocking]) client.on('error', () => undefined);
    onLostConnection(this.#redis, () => this.#connection++);
  }

  /**
   * Takes up to `most` envelopes in whole jobs; undefined when the tenure is over. `lone`: a single new envelope is marked
   * as begun at once. `known`: ids of the jobs that this tenure has taken and whose end is not in Redis yet.
   */
  async fetch(most: number, lone: boolean, known: () => readonly string[]): Promise<Round | undefined> {
    const k = this.#keys;
    const before = this.#connection;
    if (this.#lost !== undefined) {
      if ((await this.#recover(this.#lost, known())) === undefined) return undefined;
      if (before !== this.#connection) return { drained: false, jobs: [] };
      this.#lost = undefined;
      return this.fetch(most, lone, known);
    }
    const round = this.#nextRound();
    this.#lost = round;
    const reply = await fetchScript.run(this.#redis, [
      k.epoch,
      k.wait,
      k.active,
      this.#epoch,
      k.job,
      k.marks,
      k.done,
      most,
      MOST_BYTES,
      lone ? '1' : '0',
      round,
    ]);
    if (!Array.isArray(reply)) return undefined;
    // The connection broke meanwhile and the client asked again: the first answer's jobs would stay behind the later ones.
    if (before !== this.#connection) return this.fetch(most, lone, known);
    this.#lost = undefined;
    const [drained, jobs] = reply as [number, [string, string, string, number, number][]];
    return {
      drained: drained === 1,
      jobs: jobs.map(([id, data, marks, done, begun]) => ({
        id,
        data,
        marks,
        done: done === 1,
        begunNow: begun === 1,
      })),
    };
  }

  /** A name that no other round of the lane has. */
  #nextRound(): string {
    this.#rounds += 1;
    return `${this.#epoch}.${this.#rounds}`;
  }

  /** Connected, so that what is sent now leaves now. */
  get connected(): boolean {
    return this.#redis.status === 'ready';
  }

  /**
   * Adds a job and takes it in one trip; false where it has to go the ordinary way. A rejection leaves open whether it was
   * added. `marks`: see `FetchedJob`; set at once. Never while a fetch is under way: their order would be open.
   */
  async direct(id: string, data: string, now: number, marks: string): Promise<boolean> {
    const k = this.#keys;
    const before = this.#lost;
    const round = this.#nextRound();
    this.#lost = round;
    const answer = await directScript.run(this.#redis, [
      k.epoch,
      k.wait,
      k.active,
      k.job + id,
      this.#epoch,
      id,
      data,
      k.done,
      now,
      k.marks + id,
      marks,
      round,
    ]);
    this.#lost = before;
    return answer === 1;
  }

  /** Resolves when there may be work, after a second at the latest. */
  async waitForWork(): Promise<void> {
    await this.#blocking.bzpopmin(this.#keys.marker, BLOCK_SECONDS);
  }

  /** Ends `waitForWork`. */
  interrupt(): void {
    this.#blocking.disconnect();
  }

  /** Puts all jobs that are being worked back to the head of the lane. */
  recover(): Promise<number | undefined> {
    return this.#recover('', []);
  }

  /** Puts those back that are not among the known. `lost`: the round whose answer was lost, if any. */
  async #recover(lost: string, known: readonly string[]): Promise<number | undefined> {
    const k = this.#keys;
    const keys = [k.epoch, k.wait, k.active, this.#epoch, k.job, k.marks, lost, ...known];
    const moved = await recoverScript.run(this.#redis, keys);
    return typeof moved === 'number' ? moved : undefined;
  }

  /** Writes notes of the journal; false when the tenure is over. */
  async journal(notes: readonly (string | number)[]): Promise<boolean> {
    const k = this.#keys;
    return (
      (await journalScript.run(this.#redis, [
        k.epoch,
        k.active,
        k.parked,
        k.parkedCount,
        k.state,
        k.parkedBy,
        this.#epoch,
        k.job,
        k.marks,
        k.done,
        k.parkedList,
        k.parkedMarks,
        ...notes,
      ])) === 1
    );
  }

  /** Parked conversations and the wall time of their comeback. */
  async parked(): Promise<readonly (readonly [string, number])[]> {
    const flat = await this.#redis.zrange(this.#keys.parked, '0', '-1', 'WITHSCORES');
    const found: [string, number][] = [];
    for (let i = 0; i + 1 < flat.length; i += 2) found.push([String(flat[i]), Number(flat[i + 1])]);
    return found;
  }

  /** The oldest parked envelopes of a conversation as they lie there, and the ids of those that had begun. */
  async parkedChunk(key: string, most: number): Promise<{ readonly raws: string[]; readonly begun: Set<string> }> {
    const [raws, begun] = await Promise.all([
      this.#redis.lrange(this.#keys.parkedList + key, 0, most - 1),
      this.#redis.hkeys(this.#keys.parkedMarks + key),
    ]);
    return { raws, begun: new Set(begun) };
  }

  /** Waits that are due at `now` and when the next is (wall times). Undefined when the tenure is over. */
  async laterDue(now: number): Promise<DueWaits | undefined> {
    const k = this.#keys;
    const reply = await laterDueScript.run(this.#redis, [k.epoch, k.laterDelayed, this.#epoch, k.laterJob, now]);
    if (!Array.isArray(reply)) return undefined;
    const [due, next] = reply as [[string, string][], number | null];
    return { due, next: next ?? undefined };
  }

  /** Id and data of the waits that are not due yet, as far as they are `sought`; none where the tenure is over. */
  async laterAfter(now: number, sought: (data: string) => boolean): Promise<readonly (readonly [string, string])[]> {
    const k = this.#keys;
    const waits: [string, string][] = [];
    for (let from = 0; ; from += WAITS) {
      const keys = [k.epoch, k.laterDelayed, this.#epoch, k.laterJob, now, from, WAITS];
      const reply = await laterAfterScript.run(this.#redis, keys);
      if (!Array.isArray(reply)) return [];
      waits.push(...(reply as [string, string][]).filter(([, data]) => data !== '' && sought(data)));
      if (reply.length < WAITS) return waits;
    }
  }

  /** Removes a wait, if it still has this data (undefined: whatever it has). */
  async laterRemove(id: string, data?: string): Promise<void> {
    const k = this.#keys;
    await laterRemoveScript.run(this.#redis, [k.laterDelayed, k.laterJob + id, id, data ?? '']);
  }

  /** Moves a wait to another wall time, with other data, if it still has `former` (undefined: whatever it has); false where there is none. */
  async laterMove(id: string, data: string, at: number, former?: string): Promise<boolean> {
    const k = this.#keys;
    return (
      (await laterMoveScript.run(this.#redis, [k.laterDelayed, k.laterJob + id, id, data, at, former ?? ''])) === 1
    );
  }

  /** For BullMQ's delayed jobs. */
  get client(): Redis {
    return this.#redis;
  }

  close(): void {
    this.#redis.disconnect();
    this.#blocking.disconnect();
  }
}
