import type { Clock, KeyValue, Log, Problem, Timer } from '../../gateway.js';

/** How often it is asked whether another process has noted one. */
const POLL_MS = 1000;
/** What was read so long ago is not relied on: the store is asked. */
const STALE_MS = 3000;
/** Longer than anything is kept; each change renews it. */
const TTL_SECONDS = 10 * 365 * 86_400;
/** Parts of the list, so that no single answer of the store grows large. */
const PARTS = 64;
/** Stands for a sender that the carrier sets. */
const CARRIERS_OWN = '*';

const REVISION = 'opt-outs';

/** The phone has asked for no more texts from this number. */
export const OPTED_OUT: Problem = {
  type: 'cancel',
  condition: 'not-allowed',
  text: { key: 'sms.policy.opted-out' },
};

/** The pair that an opt-out counts for. Always by the number itself: it must still count when the config names others too. */
export function optOutPair(ours: string, phone: string): string {
  return `${ours === '' ? CARRIERS_OWN : ours}|${phone}`;
}

interface OptOutsOptions {
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
  /** Counts what is noted here: a list that was read meanwhile lacks it. */
  #noted = 0;
  #reading: Promise<void> | undefined;
  #timer: Timer | undefined;
  /** Who follows the list at present. */
  #followers = 0;

  constructor(options: OptOutsOptions) {
    this.#options = options;
  }

  /** Begins to follow the list; to be ended by `stop`, once for each. */
  start(): void {
    this.#followers += 1;
    if (this.#followers === 1) void this.#follow();
  }

  stop(): void {
    this.#followers -= 1;
    if (this.#followers === 0) this.#timer?.cancel();
  }

  /** By what is known now; undefined where that is too old to rely on. */
  known(pair: string): boolean | undefined {
    return this.#options.clock.monotonic() - this.#readAt > STALE_MS ? undefined : this.#pairs.has(pair);
  }

  /** Asks the store where need be; rejects where it does not answer. */
  async has(pair: string): Promise<boolean> {
    return this.known(pair) ?? this.stored(pair);
  }

  /** As it is in the store now. */
  async stored(pair: string): Promise<boolean> {
    return (await this.#options.kv.merge(partOf(pair), {}, TTL_SECONDS))[pair] === '1';
  }

  /** Resolves when it is kept. */
  async note(pair: string, out: boolean): Promise<void> {
    const { kv } = this.#options;
    await kv.merge(partOf(pair), { [pair]: out ? '1' : '0' }, TTL_SECONDS);
    await kv.count(REVISION, TTL_SECONDS);
    this.#noted += 1;
    if (out) this.#pairs.add(pair);
    else this.#pairs.delete(pair);
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
    if (this.#followers > 0) this.#timer = this.#options.clock.after(POLL_MS, () => void this.#follow());
  }

  #read(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    const { kv, clock } = this.#options;
    for (;;) {
      const begun = clock.monotonic();
      const noted = this.#noted;
      // Read before the list: what is noted meanwhile has it read again.
      const revision = await kv.spent(REVISION);
      const parts = await Promise.all(
        Array.from({ length: PARTS }, (_, part) => kv.merge(partKey(part), {}, TTL_SECONDS)),
      );
      if (noted !== this.#noted) continue;
      this.#pairs = new Set(
        parts.flatMap((fields) => Object.entries(fields).flatMap(([pair, out]) => (out === '1' ? [pair] : []))),
      );
      this.#revision = revision;
      this.#readAt = begun;
      return;
    }
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
