/** A `submit_sm_resp`, or a `generic_nack` in its place. */
export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly messageId: string;
  /** How near the carrier is to its limit, in percent (SMPP 5.0 4.8.4.18); missing where it does not say. */
  readonly congestion?: number;
}

/** What became of one submit. */
export type SubmitAnswer =
  | Answered
  /** Written, but nobody can say what became of it. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** Surely not written. */
  | { readonly kind: 'unsent'; readonly reason: string };

/** Submits whose time is over and whose answer would still be understood; of more, the oldest are forgotten. */
const MOST_LATE = 10_000;

interface Pending {
  readonly done: (answer: SubmitAnswer) => void;
  readonly late: ((answer: Answered) => void) | undefined;
  readonly at: number;
  written: boolean;
}

/** The submits of one session and their answers, by sequence number. Every `done` is called once. */
export class Submits {
  /** Without an answer, oldest first. */
  readonly #pending = new Map<number, Pending>();
  /** Settled as lost because their time was over. */
  readonly #late = new Map<number, (answer: Answered) => void>();
  #unwritten: Pending[] = [];

  get open(): number {
    return this.#pending.size;
  }

  /** `at`: monotonic time, ms. `late` is called when an answer comes after `done` was told that it did not come in time. */
  add(sequence: number, at: number, done: Pending['done'], late: Pending['late']): void {
    const pending: Pending = { done, late, at, written: false };
    this.#pending.set(sequence, pending);
    this.#unwritten.push(pending);
  }

  /** All that was added is about to be written: nobody can be sure any more that it does not go out. */
  written(): void {
    for (const pending of this.#unwritten) pending.written = true;
    this.#unwritten = [];
  }

  answer(sequence: number, answer: Answered): void {
    const pending = this.#pending.get(sequence);
    if (pending === undefined) {
      const late = this.#late.get(sequence);
      this.#late.delete(sequence);
      late?.(answer);
      return;
    }
    this.#pending.delete(sequence);
    pending.done(answer);
  }

  /** Gives up what was added before a time. Should its answer come all the same, it is known for what it is. */
  expire(before: number): void {
    for (const [sequence, { at, done, late }] of this.#pending) {
      if (at > before) break;
      this.#pending.delete(sequence);
      if (late !== undefined) this.#keepLate(sequence, late);
      done({ kind: 'lost', reason: 'the carrier did not answer in time' });
    }
  }

  /** No answer can come any more. */
  end(reason: string): void {
    const open = [...this.#pending.values()];
    this.#pending.clear();
    this.#late.clear();
    this.#unwritten = [];
    for (const { done, written } of open) done(written ? { kind: 'lost', reason } : { kind: 'unsent', reason });
  }

  #keepLate(sequence: number, late: (answer: Answered) => void): void {
    this.#late.set(sequence, late);
    const [oldest] = this.#late.keys();
    if (this.#late.size > MOST_LATE && oldest !== undefined) this.#late.delete(oldest);
  }
}
