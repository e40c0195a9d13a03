import { type Outcome, Recent } from '../gateway.js';

/** Messages of which something is remembered at a time. */
const MOST_MESSAGES = 16_384;

/** What happened to a message here when it was sent before. */
export interface Past {
  /** How often the carrier has refused it for now. */
  readonly refusals: number;
  /** A submit of it had no answer: it may be out, whatever the carrier says next. */
  readonly lost: boolean;
  /** The carrier had too much of this message while it took others, so it is not the load of the lane. */
  readonly alone: boolean;
}

/** Segments over all messages, since the beginning. */
interface Counts {
  readonly taken: number;
  /** Refused because the carrier had too much. */
  readonly refused: number;
}

interface History {
  readonly refusals: number;
  readonly lost: boolean;
  /** The counts when the carrier had too much of it, its own refusals since then among them. */
  readonly tooMuch?: Counts;
}

const NEW: History = { refusals: 0, lost: false };

/** The past of messages that are sent again, as long as this process lives. */
export class Histories {
  readonly #histories = new Recent<string, History>(MOST_MESSAGES);
  #taken = 0;
  #refused = 0;

  of(id: string): Past {
    const { refusals, lost, tooMuch } = this.#histories.get(id) ?? NEW;
    return { refusals, lost, alone: tooMuch !== undefined && this.#othersPass(tooMuch) };
  }

  /** The carrier took a segment. */
  taken(): void {
    this.#taken += 1;
  }

  /** The carrier has too much, and said so of a segment of this message. */
  tooMuch(id: string): void {
    this.#refused += 1;
    const history = this.#histories.get(id) ?? NEW;
    const { tooMuch: since } = history;
    // Once it is known for what it is, no other message has to pass before each of its next refusals.
    const own = since === undefined ? undefined : { ...since, refused: since.refused + 1 };
    const tooMuch = own !== undefined && this.#othersPass(own) ? own : { taken: this.#taken, refused: this.#refused };
    this.#histories.set(id, { ...history, tooMuch });
  }

  /** What became of a message; `mayBeOut`: see `Submission.mayBeOut`. */
  settled(id: string, outcome: Outcome, mayBeOut: boolean): void {
    const before = this.#histories.get(id);
    if (outcome.kind === 'retry') {
      const { refusals, lost } = before ?? NEW;
      // A lost answer is no refusal.
      const counts = outcome.scope !== 'lane' && !mayBeOut;
      if (counts || mayBeOut) {
        this.#histories.set(id, { ...before, refusals: counts ? refusals + 1 : refusals, lost: lost || mayBeOut });
      }
    } else if (outcome.kind === 'elsewhere' && before?.tooMuch !== undefined) {
      // Where no other carrier takes it, it comes again.
      this.#histories.set(id, { ...NEW, tooMuch: before.tooMuch });
    } else if (before !== undefined) this.#histories.delete(id);
  }

  /** More segments of others were taken since then than refused: where it is as many, it is the load of the lane. */
  #othersPass({ taken, refused }: Counts): boolean {
    return this.#taken - taken > this.#refused - refused;
  }
}
