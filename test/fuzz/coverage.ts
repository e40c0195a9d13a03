import { type Profiler, Session } from 'node:inspector';

/** Code whose branches count. */
const OURS = /\/dist\/(?:src|gateways)\//;

/**
 * Which branches of our code have run, as V8 counts them: in code that is loaded after this began, which runs several times
 * slower then.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** How many branches have run since the last call that never had before. */
  news(): number {
    const before = this.#seen.size;
    for (const script of this.#take()) {
      if (!OURS.test(script.url)) continue;
      for (const { ranges } of script.functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count > 0) this.#seen.add(`${script.scriptId}:${startOffset}:${endOffset}:${magnitude(count)}`);
        }
      }
    }
    return this.#seen.size - before;
  }

  /** Branches seen, and how often: once, a few times, or many. */
  get size(): number {
    return this.#seen.size;
  }

  #take(): readonly Profiler.ScriptCoverage[] {
    let result: readonly Profiler.ScriptCoverage[] = [];
    // Answered before `post` returns: it asks its own thread.
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error !== null) throw error;
      result = answer.result;
    });
    return result;
  }
}

function magnitude(count: number): number {
  return count < 2 ? 0 : count < 32 ? 1 : 2;
}
