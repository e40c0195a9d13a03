import { Random } from '../support/random.js';
import { readCorpus } from './corpus.js';
import { Coverage } from './coverage.js';
import { type Finding, signatureOf, smallest } from './finding.js';
import { Mutator } from './mutator.js';
import type { FuzzTarget } from './target.js';

/** No input may take longer. */
export const LONGEST_MS = 100;
/** Inputs watched for new branches at first, and again each time as many as `UNWATCHED` have run at full speed. */
const WATCHED_AT_FIRST = 20_000;
const WATCHED_LATER = 2_000;
const UNWATCHED = 100_000;
/** Inputs that are kept because they found new branches. */
const MOST_KEPT = 5_000;
/** Inputs between two looks at the heap, and how much larger it may be than after the first look. */
const HEAP_EVERY = 50_000;
const HEAP_GROWTH = 48 * 1024 * 1024;
/** Different faults after which a campaign has found enough. */
const MOST_FAULTS = 20;

export interface CampaignOptions {
  readonly inputs: number;
  readonly seed: number;
  /** Called before an input is read, so that whoever watches knows it when it never ends. */
  readonly beginning?: (input: Buffer) => void;
  /** Collects garbage. Without it the heap is not looked at. */
  readonly collect?: (() => void) | undefined;
}

export interface CampaignResult {
  readonly inputs: number;
  readonly slowestMs: number;
  /** Branches that have run (see `Coverage`). */
  readonly branches: number;
  readonly kept: number;
  /** MiB by which the heap has grown between the first look and the last. */
  readonly heapGrowth: number;
  readonly findings: readonly Finding[];
}

/** Gives a parser many inputs, and looks at what it does with each. */
export class Campaign {
  readonly #target: FuzzTarget;
  readonly #options: CampaignOptions;
  readonly #mutator: Mutator;
  readonly #coverage = new Coverage();
  readonly #pool: Buffer[];
  readonly #known: number;
  readonly #faults = new Map<string, Finding>();
  #done = 0;
  #slowest = 0;

  constructor(target: FuzzTarget, options: CampaignOptions) {
    this.#target = target;
    this.#options = options;
    this.#mutator = new Mutator(new Random(options.seed), target.tokens, target.longest);
    this.#pool = [...readCorpus(target.name)];
    this.#known = this.#pool.length;
  }

  run(): CampaignResult {
    for (const input of this.#pool) this.#try(input);
    const { inputs } = this.#options;
    let heapFirst: number | undefined;
    let heapLast = 0;
    let heapAt = HEAP_EVERY;
    this.#watched(Math.min(WATCHED_AT_FIRST, Math.ceil(inputs / 10)));
    while (this.#done < inputs && this.#faults.size < MOST_FAULTS) {
      const until = Math.min(inputs, this.#done + UNWATCHED);
      while (this.#done < until) {
        this.#try(this.#mutator.next(this.#pool));
        if (this.#done < heapAt) continue;
        heapAt = this.#done + HEAP_EVERY;
        heapLast = this.#heap();
        heapFirst ??= heapLast;
        if (heapLast > heapFirst + HEAP_GROWTH) {
          const what = `the heap has grown by ${toMib(heapLast - heapFirst)} MiB in ${this.#done} inputs`;
          this.#faults.set('memory', { kind: 'memory', input: Buffer.alloc(0), what });
        }
      }
      if (this.#done < inputs) this.#watched(Math.min(WATCHED_LATER, inputs - this.#done));
    }
    return {
      inputs: this.#done,
      slowestMs: this.#slowest,
      branches: this.#coverage.size,
      kept: this.#pool.length - this.#known,
      heapGrowth: toMib(heapLast - (heapFirst ?? 0)),
      findings: [...this.#faults.values()],
    };
  }

  /** So many inputs, of which those that find new branches join the pool. */
  #watched(inputs: number): void {
    const until = this.#done + inputs;
    this.#coverage.begin();
    while (this.#done < until && this.#faults.size < MOST_FAULTS) {
      const input = this.#mutator.next(this.#pool);
      this.#try(input, true);
      // A copy: an input may be a window on a much longer one.
      if (this.#coverage.news() > 0 && this.#pool.length - this.#known < MOST_KEPT) this.#pool.push(Buffer.from(input));
    }
    this.#coverage.end();
  }

  #try(input: Buffer, watched = false): void {
    this.#done += 1;
    this.#options.beginning?.(input);
    const began = performance.now();
    try {
      this.#target.read(input);
    } catch (error) {
      this.#found(input, error);
    }
    const took = performance.now() - began;
    if (watched || took <= this.#slowest) return;
    // Another program may have had the processor: what an input takes is the least of some tries.
    const least = Math.min(took, ...[1, 2, 3, 4].map(() => this.#time(input)));
    this.#slowest = Math.max(this.#slowest, least);
    if (least > LONGEST_MS && !this.#faults.has('slow')) {
      const isSlow = (shorter: Buffer): boolean => this.#time(shorter) > LONGEST_MS && this.#time(shorter) > LONGEST_MS;
      const what = `took ${least.toFixed(0)} ms`;
      this.#faults.set('slow', { kind: 'slow', input: smallest(Buffer.from(input), isSlow), what });
    }
  }

  #time(input: Buffer): number {
    const began = performance.now();
    try {
      this.#target.read(input);
    } catch {
      // Already told.
    }
    return performance.now() - began;
  }

  #found(input: Buffer, error: unknown): void {
    const signature = signatureOf(error);
    if (this.#faults.has(signature)) return;
    const same = (shorter: Buffer): boolean => {
      try {
        this.#target.read(shorter);
        return false;
      } catch (other) {
        return signatureOf(other) === signature;
      }
    };
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#faults.set(signature, { kind: 'thrown', input: smallest(Buffer.from(input), same), what });
  }

  #heap(): number {
    this.#options.collect?.();
    return this.#options.collect === undefined ? 0 : process.memoryUsage().heapUsed;
  }
}

function toMib(octets: number): number {
  return Math.round(octets / 1024 / 1024);
}
