import type { Clock, Timer } from '../clock.js';
import type { Log } from '../log.js';
import type { HistoryStore } from '../store/history.js';
import { Trouble } from '../trouble.js';
import type { Ended, Fate, TrafficListener } from './traffic.js';

const FLUSH_MS = 2000;
/** Counts by name that are kept where Redis is away. */
const MOST = 4000;

/** What becomes of a message, as the history has it. */
type HistoryOutcome = 'accepted' | 'delivered' | 'failed' | 'unknown';

const OUTCOMES: Readonly<Record<Ended['outcome'], HistoryOutcome>> = {
  accepted: 'accepted',
  delivered: 'delivered',
  unknown: 'unknown',
  rejected: 'failed',
  unsupported: 'failed',
  refused: 'failed',
  dropped: 'failed',
};

/** The name of a count and what is in it. */
type HistoryField =
  | {
      readonly what: 'messages';
      readonly gateway: string;
      readonly direction: 'out' | 'in';
      readonly outcome: HistoryOutcome;
    }
  | { readonly what: 'time'; readonly gateway: string; readonly kind: 'accepted' | 'delivered'; readonly bin: number }
  | { readonly what: 'reason'; readonly gateway: string; readonly reason: string };

/** Undefined for what another release has written. */
export function readField(name: string): HistoryField | undefined {
  const [what, gateway = '', third = '', ...rest] = name.split(' ');
  const last = rest.join(' ');
  if (what === 'm' && (third === 'out' || third === 'in')) {
    return { what: 'messages', gateway, direction: third, outcome: last as HistoryOutcome };
  }
  if (what === 't' && (third === 'accepted' || third === 'delivered')) {
    return { what: 'time', gateway, kind: third, bin: Number(last) };
  }
  if (what === 'r') return { what: 'reason', gateway, reason: [third, ...rest].join(' ') };
  return undefined;
}

/** Times are counted by their logarithm: each bin is 19% above the one before, from 1 ms to 12 days. */
const BINS_PER_OCTAVE = 4;
const LAST_BIN = 30 * BINS_PER_OCTAVE;

/** The bin of a duration in ms: bins are as wide as a fixed share of what is in them. */
export function binOf(ms: number): number {
  return ms <= 1 ? 0 : Math.min(LAST_BIN, Math.round(Math.log2(ms) * BINS_PER_OCTAVE));
}

/** The time in the middle of a bin, ms. */
export function binTime(bin: number): number {
  return Math.round(2 ** (bin / BINS_PER_OCTAVE));
}

/**
 * How many messages go through, how long they take and why some do not: counted in memory by every process, added up in Redis every
 * 2 s. Where an answer of Redis is lost, 2 s may count twice or, at a crash, not at all.
 */
export class History implements TrafficListener {
  readonly #store: HistoryStore;
  readonly #clock: Clock;
  readonly #trouble: Trouble;
  #counts = new Map<string, number>();
  #timer: Timer | undefined;
  #stopped = false;

  constructor(store: HistoryStore, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#store = store;
    this.#clock = clock;
    this.#trouble = new Trouble(clock, log);
  }

  start(): void {
    this.#timer = this.#clock.after(FLUSH_MS, () => {
      void this.flush().finally(() => {
        if (!this.#stopped) this.start();
      });
    });
  }

  ended({ gateway, direction, kind, outcome, reason, ms }: Ended): void {
    if (kind === 'notice') return;
    if (reason !== undefined) this.#count(`r ${gateway} ${reason}`);
    this.#count(`m ${gateway} ${direction} ${OUTCOMES[outcome]}`);
    if (direction === 'out' && outcome === 'accepted' && ms !== undefined) {
      this.#count(`t ${gateway} accepted ${binOf(ms)}`);
    }
  }

  fate({ gateway, outcome, ms }: Fate): void {
    if (outcome === 'orphaned') return;
    this.#count(`m ${gateway} out ${outcome}`);
    if (outcome === 'delivered' && ms !== undefined) this.#count(`t ${gateway} delivered ${binOf(ms)}`);
  }

  failed(gateway: string, reason: string): void {
    this.#count(`r ${gateway} ${reason}`);
  }

  /** Writes what was counted since the last time. Never rejects; what could not be written is kept. */
  async flush(): Promise<void> {
    if (this.#counts.size === 0) return;
    const counts = this.#counts;
    this.#counts = new Map();
    try {
      await this.#store.add(this.#clock.now(), counts);
    } catch (error) {
      for (const [name, count] of counts) this.#count(name, count);
      this.#trouble.tell('the history of messages could not be written', error);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.flush();
  }

  #count(name: string, by = 1): void {
    const before = this.#counts.get(name);
    if (before !== undefined || this.#counts.size < MOST) this.#counts.set(name, (before ?? 0) + by);
  }
}
