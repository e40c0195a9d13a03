import { Random } from '../support/random.js';
import { type Finding, signatureOf, smallest } from './finding.js';
import { Mutator } from './mutator.js';
import type { FuzzTarget } from './target.js';

/** No input may take longer. */
export const LONGEST_MS = 100;
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
  /** Of which others are made. */
  readonly pool: readonly Buffer[];
  /** Tells how many branches have run for the first time since it was asked before: inputs that find some join the pool. */
  readonly news?: (() => number) | undefined;
  /** Called before an input is read, so that whoever watches knows it when it never ends. */
  readonly beginning?: (input: Buffer) => void;
  /** Collects garbage. Without it the heap is not looked at. */
  readonly collect?: (() => void) | undefined;
}

export interface CampaignResult {
  readonly inputs: number;
  readonly slowestMs: number;
  /** The pool, with what joined it. */
  readonly pool: readonly Buffer[];
  /** MiB by which the heap has grown between the first look and the last. */
  readonly heapGrowth: number;
  readonly findings: readonly Finding[];
}

/** Gives a parser many inputs, and looks at what it does with each. */
export class Campaign {
  readonly #target: FuzzTarget;
  readonly #options: CampaignOptions;
  readonly #mutator: Mutator;
  readonly #pool: Buffer[];
  readonly #faults = new Map<string, Finding>();
  #done = 0;
  #slowest = 0;
  #heapFirst: number | undefined;
  #heapLast = 0;

  constructor(target: FuzzTarget, options: CampaignOptions) {
    this.#target = target;
    this.#options = options;
    this.#mutator = new Mutator(new Random(options.seed), target.tokens, target.longest);
    this.#pool = [...options.pool];
  }

  run(): CampaignResult {
    const { inputs, pool, news } = this.#options;
    for (const input of pool) this.#try(input);
    news?.();
    while (this.#done < inputs && this.#faults.size < MOST_FAULTS) {
      const input = this.#mutator.next(this.#pool);
      this.#try(input);
      // A copy: an input may be a window on a much longer one.
      if (news !== undefined && news() > 0 && this.#pool.length < MOST_KEPT) this.#pool.push(Buffer.from(input));
      if (this.#done % HEAP_EVERY === 0) this.#lookAtHeap();
    }
    return {
      inputs: this.#done,
      slowestMs: this.#slowest,
      heapGrowth: toMib(this.#heapLast - (this.#heapFirst ?? 0)),
      findings: [...this.#faults.values()],
      pool: this.#pool,
    };
  }

  #try(input: Buffer): void {
    this.#done += 1;
    this.#options.beginning?.(input);
    const began = performance.now();
    try {
      this.#target.read(input);
    } catch (error) {
      this.#found(input, error);
    }
    const took = performance.now() - began;
    // With branches counted, code takes several times as long.
    if (this.#options.news !== undefined || took <= this.#slowest) return;
    // Another program may have had the processor: what an input takes is the least of some tries, and of their own time.
    const least = Math.min(took, ...[1, 2, 3, 4].map(() => this.#time(input)));
    this.#slowest = Math.max(this.#slowest, least);
    if (least > LONGEST_MS && !this.#faults.has('slow')) {
      const isSlow = (shorter: Buffer): boolean => this.#time(shorter) > LONGEST_MS && this.#time(shorter) > LONGEST_MS;
      const what = `took ${least.toFixed(0)} ms`;
      this.#faults.set('slow', { kind: 'slow', input: smallest(Buffer.from(input), isSlow), what });
    }
  }

  /** Milliseconds of the processor that an input takes. The other threads of the process only wait. */
  #time(input: Buffer): number {
    this.#options.beginning?.(input);
    const began = process.cpuUsage();
    try {
      this.#target.read(input);
    } catch {
      // Already told.
    }
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  }

  #found(input: Buffer, error: unknown): void {
    const signature = signatureOf(error);
    if (this.#faults.has(signature)) return;
    const same = (shorter: Buffer): boolean => {
      this.#options.beginning?.(shorter);
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

  #lookAtHeap(): void {
    const { collect } = this.#options;
    if (collect === undefined) return;
    collect();
    this.#heapLast = process.memoryUsage().heapUsed;
    this.#heapFirst ??= this.#heapLast;
    const growth = this.#heapLast - this.#heapFirst;
    if (growth <= HEAP_GROWTH) return;
    const what = `the heap has grown by ${toMib(growth)} MiB in ${this.#done} inputs`;
    this.#faults.set('memory', { kind: 'memory', input: Buffer.alloc(0), what });
  }
}

function toMib(octets: number): number {
  return Math.round(octets / 1024 / 1024);
}
