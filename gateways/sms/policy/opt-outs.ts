import type { Clock, KeyValue, Log, Problem, Timer } from '../../gateway.js';

/** How often it is asked whether another process has noted one. */
const POLL_MS = 1000;
/** What was read so long ago is not relied on: the store is asked. */
const STALE_MS = 3000;
/** Longer than anything is kept; each change renews it. */
const TTL_SECONDS = 10 * 365 * 86_400;
/** Parts of the list, so that a change does not have all of it read again. */
const PARTS = 64;

const REVISION = 'opt-outs';

export const OPTED_OUT: Problem = {
  type: 'cancel',
  condition: 'not-allowed',
  text: { key: 'sms.policy.opted-out' },
};

export interface OptOutsOptions {
  readonly kv: Pick<KeyValue, 'count' | 'merge' | 'spent'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Phones that want no more texts from one of our numbers, kept by number and phone, whoever is registered. Held in memory
 * as well, and at most a second behind what other processes note, so that each segment can be checked when it goes out.
 */
export class OptOuts {
  readonly #options: OptOutsOptions;
  #pairs = new Set<string>();
  #revision = -1;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: OptOutsOptions) {
    this.#options = options;
  }

  /** Begins to follow the list. */
  start(): void {
    void this.#follow();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** By what is known now; undefined where that is too old to rely on. */
  known(pair: string): boolean | undefined {
    return this.#options.clock.monotonic() - this.#readAt > STALE_MS ? undefined : this.#pairs.has(pair);
  }

  /** Asks the store where need be; rejects where it does not answer. */
  async has(pair: string): Promise<boolean> {
    const known = this.known(pair);
    if (known !== undefined) return known;
    await this.#read();
    return this.#pairs.has(pair);
  }

  /** Resolves when it is kept; tells whether that is new. */
  async note(pair: string, out: boolean): Promise<boolean> {
    const { kv } = this.#options;
    const before = await kv.merge(partOf(pair), {}, TTL_SECONDS);
    const isNew = (before[pair] === '1') !== out;
    await kv.merge(partOf(pair), { [pair]: out ? '1' : '0' }, TTL_SECONDS);
    await kv.count(REVISION, TTL_SECONDS);
    if (out) this.#pairs.add(pair);
    else this.#pairs.delete(pair);
    return isNew;
  }

  /** All of them, for the admin. */
  async list(): Promise<readonly string[]> {
    await this.#read();
    return [...this.#pairs].toSorted();
  }

  async #follow(): Promise<void> {
    try {
      const revision = await this.#options.kv.spent(REVISION);
      if (revision === this.#revision) this.#readAt = this.#options.clock.monotonic();
      else await this.#read();
    } catch (error) {
      this.#options.log.debug({ error: String(error) }, 'the list of opt-outs could not be read');
    }
    if (!this.#stopped) this.#timer = this.#options.clock.after(POLL_MS, () => void this.#follow());
  }

  #read(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    const { kv, clock } = this.#options;
    const begun = clock.monotonic();
    // Read before the list: what is noted meanwhile has it read again.
    const revision = await kv.spent(REVISION);
    const parts = await Promise.all(
      Array.from({ length: PARTS }, (_, part) => kv.merge(partKey(part), {}, TTL_SECONDS)),
    );
    this.#pairs = new Set(
      parts.flatMap((fields) => Object.entries(fields).flatMap(([pair, out]) => (out === '1' ? [pair] : []))),
    );
    this.#revision = revision;
    this.#readAt = begun;
  }
}

function partKey(part: number): string {
  return `opt-outs.${part}`;
}

function partOf(pair: string): string {
  let sum = 0;
  for (let at = 0; at < pair.length; at += 1) sum = (sum * 31 + pair.charCodeAt(at)) % PARTS;
  return partKey(sum);
}
