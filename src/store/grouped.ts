import { atTurnEnd } from '../turn-end.js';

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** Most items of one call: bounds the time for which a script holds Redis. */
const MOST = 256;

/**
 * Group commit: while a call is on its way the next items collect, and then go together. A lone item leaves with what else the
 * present turn of the event loop brings. Calls follow each other, so the order of the items is kept.
 */
export class Grouped<In, Out> {
  readonly #run: (items: readonly In[]) => Promise<readonly Out[]>;
  #waiting: Waiting<In, Out>[] = [];
  #running = false;

  /** `run` answers each item, in order. Where it rejects, every item so far is rejected. */
  constructor(run: (items: readonly In[]) => Promise<readonly Out[]>) {
    this.#run = run;
  }

  add(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#running) return;
      this.#running = true;
      this.#next();
    });
  }

  #next(): void {
    atTurnEnd(() => void this.#work());
  }

  async #work(): Promise<void> {
    const group = this.#waiting.splice(0, MOST);
    try {
      const answers = await this.#run(group.map(({ item }) => item));
      group.forEach(({ resolve, reject }, index) => {
        const answer = answers[index];
        if (answer === undefined) reject(new Error('an item of a group was not answered'));
        else resolve(answer);
      });
    } catch (error) {
      // What waited behind it has waited as long: another call would have it wait twice the time of one.
      for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(error);
    }
    if (this.#waiting.length > 0) this.#next();
    else this.#running = false;
  }
}
