import type { Clock } from '../../gateway.js';

/** What was said so shortly before we were last heard of may be missed as well: clocks differ, and not all that was read was kept, ms. */
export const OVERLAP = 5000;
/** What was said longer ago is asked for by nobody, ms. */
const LONGEST_MISSED = 24 * 3600 * 1000;

/** What was said in a room while we were not in: from when on the room is to tell it to us again when we come in. All times are wall time, ms. */
export class Missed {
  readonly #clock: Pick<Clock, 'now'>;
  /** What was said before concerns us never; undefined: what was missed does not either. */
  #from: number | undefined;
  #heardUntil = Number.NEGATIVE_INFINITY;
  #since: number | undefined;
  #expelled = false;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Whether anything that is missed is wanted. */
  get matters(): boolean {
    return this.#from !== undefined;
  }

  /** From when on we asked for what was missed the last time that we went in; undefined: nothing is told again. */
  get since(): number | undefined {
    return this.#since;
  }

  /** What was said from then on is wanted. Only the first call counts. */
  want(from: number | undefined): void {
    this.#from ??= from;
  }

  /** We are in: from now on all that is said there concerns us. */
  cameIn(): void {
    if (this.#from !== undefined) this.#from = Math.min(this.#from, this.#clock.now());
  }

  /** We are in, and have heard what was said until now. */
  heard(): void {
    this.#heardUntil = this.#clock.now();
  }

  /** Whoever throws us out does not want that we hear what is said until we are in again. */
  thrownOut(): void {
    this.#expelled = true;
  }

  /** We go in: from when on we ask for what was said. */
  ask(): number | undefined {
    this.#since = this.#sinceWhen();
    return this.#since;
  }

  #sinceWhen(): number | undefined {
    if (this.#from === undefined) return undefined;
    const now = this.#clock.now();
    if (this.#expelled) this.#from = nextSecond(now);
    this.#expelled = false;
    const since = Math.max(this.#from, this.#heardUntil - OVERLAP, now - LONGEST_MISSED);
    // Some rooms tell the time of what they keep in whole seconds.
    return Math.floor(since / 1000) * 1000;
  }
}

/** The beginning of the next second: what is said from then on comes after now, also where times are told in whole seconds. */
export function nextSecond(now: number): number {
  return (Math.floor(now / 1000) + 1) * 1000;
}
