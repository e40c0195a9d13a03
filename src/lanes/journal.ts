import { ownerOf } from '../account-id.js';
import { atTurnEnd } from '../turn-end.js';
import type { Envelope } from './envelope.js';

/** Where an envelope lies in a job. */
interface Place {
  readonly jobId: string;
  readonly offset: number;
}

/** A group longer than this is not added to, so that no script holds Redis up. */
const MOST_PARTS = 4000;

/** What is written in one go. */
interface Group {
  readonly notes: (string | number)[];
  /** Jobs whose `done` is among the notes. */
  readonly ended: string[];
}

/** Writes the notes in order; resolves true when they are in Redis, false when the tenure is over. */
type JournalWriter = (notes: readonly (string | number)[]) => Promise<boolean>;

/**
 * What a holder writes down while it works, in groups: while one group is on its way to Redis the next collects, and
 * notes reach Redis in the order in which they were made. After the tenure is over nothing is written any more and
 * `flush` never resolves.
 */
export class Journal {
  readonly #write: JournalWriter;
  /** Jobs that are completed, and of which Redis does not know it yet. */
  readonly #ending = new Set<string>();
  /** Groups to be written. */
  #groups: Group[] = [];
  /** The one that grows. */
  #notes: (string | number)[] = [];
  #ended: string[] = [];
  #flushed: (() => void)[] = [];
  #writing = false;
  #over = false;
  /** Where the last mark begins in `#notes`. */
  #lastMark = -1;

  constructor(write: JournalWriter) {
    this.#write = write;
  }

  /** Jobs whose `done` is not in Redis yet: there they still look as if they were being worked. */
  get ending(): ReadonlySet<string> {
    return this.#ending;
  }

  /** Marks envelopes of a job, `b`egun, `e`nded or `n`ot begun after all; neighbours become one write. */
  mark(jobId: string, offset: number, mark: 'b' | 'e' | 'n'): void {
    const notes = this.#notes;
    const last = this.#lastMark;
    const run = notes[last + 3];
    if (
      last === notes.length - 4 &&
      notes[last + 1] === jobId &&
      typeof run === 'string' &&
      run.startsWith(mark) &&
      Number(notes[last + 2]) + run.length === offset
    ) {
      notes[last + 3] = run + mark;
      return;
    }
    this.#note('mark', jobId, offset, mark);
    this.#lastMark = this.#notes.length - 4;
  }

  /** The job is completed: it and its marks go, one bit remains for a day. */
  done(jobId: string): void {
    this.#ending.add(jobId);
    this.#note('done', jobId);
    this.#ended.push(jobId);
  }

  /** Moves one envelope of a job to the parked list of its conversation; `raw` is its text there. */
  park(conversation: string, envelope: Envelope, raw: string, from: Place, begun: boolean): void {
    const { id, account } = envelope;
    this.#note('park', conversation, raw, from.jobId, from.offset, id, begun ? '1' : '0', ownerOf(account));
  }

  /** The conversation is parked and is to be looked at again at `at` (wall time). */
  comeback(conversation: string, at: number): void {
    this.#note('comeback', conversation, Math.round(at));
  }

  parkedBegun(conversation: string, id: string): void {
    this.#note('parked-begun', conversation, id);
  }

  parkedNotBegun(conversation: string, id: string): void {
    this.#note('parked-not-begun', conversation, id);
  }

  parkedEnded(conversation: string, { id, account }: Envelope, raw: string): void {
    this.#note('parked-ended', conversation, id, raw, ownerOf(account));
  }

  /** The parked list is empty: the conversation is as any other again. */
  unpark(conversation: string): void {
    this.#note('unpark', conversation);
  }

  state(json: string): void {
    this.#note('state', json);
  }

  /** Resolves when all notes made so far are in Redis. */
  flush(): Promise<void> {
    if (!this.#writing && this.#notes.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#flushed.push(resolve);
      this.#kick();
    });
  }

  /** The tenure is over. */
  end(): void {
    this.#over = true;
    this.#notes = [];
    this.#groups = [];
  }

  #note(...note: (string | number)[]): void {
    if (this.#over) return;
    if (this.#notes.length > MOST_PARTS) this.#close();
    this.#notes.push(...note);
    this.#kick();
  }

  #kick(): void {
    if (this.#writing || this.#over) return;
    this.#writing = true;
    atTurnEnd(() => void this.#run());
  }

  #close(): void {
    if (this.#notes.length > 0) this.#groups.push({ notes: this.#notes, ended: this.#ended });
    this.#notes = [];
    this.#ended = [];
    this.#lastMark = -1;
  }

  async #run(): Promise<void> {
    while (!this.#over && (this.#groups.length > 0 || this.#notes.length > 0 || this.#flushed.length > 0)) {
      this.#close();
      const groups = this.#groups;
      const flushed = this.#flushed;
      this.#groups = [];
      this.#flushed = [];
      for (const { notes, ended } of groups) {
        if (!(await this.#write(notes))) return this.end();
        for (const jobId of ended) this.#ending.delete(jobId);
      }
      for (const resolve of flushed) resolve();
    }
    this.#writing = false;
  }
}
