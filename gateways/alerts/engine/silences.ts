import type { Clock, KeyValue } from '../../gateway.js';
import type { Alert } from '../alert.js';
import { matchesAll } from '../book/inhibition.js';
import { type Matcher, parseMatcher } from '../book/matcher.js';

/** What other lanes have written is seen after this at the latest, milliseconds. */
export const FRESH_MS = 1000;

const KEY = 'silences';
/** Silences that are kept, those that are over among them. */
const MOST = 1000;
/** Those that are over are listed for so long. */
const LISTED_MS = 5 * 86_400_000;
const MOST_MATCHERS = 32;

/** Alerts that all of its matchers match are not told while it lasts. Wall times, ms. */
export interface Silence {
  readonly id: string;
  /** As the book writes matchers. */
  readonly matchers: readonly string[];
  readonly from: number;
  /** The end does not belong to it. */
  readonly until: number;
  readonly author: string;
  readonly comment?: string;
}

/** Why a silence was not made. */
export interface NoSilence {
  readonly problem: 'no-matchers' | 'matcher' | 'time' | 'too-many';
  /** The matcher that cannot be read, what is wrong with it and what to write instead. */
  readonly matcher?: string;
  readonly message?: string;
  readonly fix?: string;
}

interface Known extends Silence {
  readonly parsed: readonly Matcher[];
}

/** Silences of people, the same in all lanes and processes. */
export class Silences {
  readonly #kv: KeyValue;
  readonly #clock: Clock;
  #known: readonly Known[] = [];
  #readAt: number | undefined;

  constructor(kv: KeyValue, clock: Clock) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** Reads them where what is known is older than `FRESH_MS`. */
  async refresh(): Promise<void> {
    const now = this.#clock.monotonic();
    if (this.#readAt !== undefined && now - this.#readAt < FRESH_MS) return;
    const fields = await this.#kv.fields(KEY);
    const all = Object.values(fields).map((text): Silence => JSON.parse(text));
    const old = all.filter(({ until }) => until < this.#clock.now() - LISTED_MS);
    if (old.length > 0)
      await this.#kv.removeFields(
        KEY,
        old.map(({ id }) => id),
      );
    this.#known = all.filter((one) => !old.includes(one)).map((one) => ({ ...one, parsed: parsedOf(one.matchers) }));
    this.#readAt = now;
  }

  /** Until when an alert is silenced, as far as was read. */
  silencedUntil(alert: Alert): number | undefined {
    const now = this.#clock.now();
    const times = this.#known
      .filter(({ from, until, parsed }) => from <= now && now < until && parsed.length > 0 && matchesAll(parsed, alert))
      .map(({ until }) => until);
    return times.length === 0 ? undefined : Math.max(...times);
  }

  /** All that are not long over, those that end last first. */
  async list(): Promise<readonly Silence[]> {
    this.#readAt = undefined;
    await this.refresh();
    return [...this.#known].sort((a, b) => b.until - a.until).map(({ parsed: _, ...silence }) => silence);
  }

  /** Makes a silence, or changes the one that has this id. Resolves when it is kept. */
  async make(silence: Silence): Promise<NoSilence | undefined> {
    if (silence.matchers.length === 0 || silence.matchers.length > MOST_MATCHERS) return { problem: 'no-matchers' };
    if (!(silence.until > silence.from) || silence.until <= this.#clock.now()) return { problem: 'time' };
    for (const matcher of silence.matchers) {
      const read = parseMatcher(matcher);
      if (!read.ok) return { problem: 'matcher', matcher, message: read.message, fix: read.fix };
    }
    const known = await this.list();
    if (known.length >= MOST && !known.some(({ id }) => id === silence.id)) {
      // What is over is kept for the list alone, and gives way.
      const now = this.#clock.now();
      const first = known.findLast(({ until }) => until <= now);
      if (first === undefined) return { problem: 'too-many' };
      await this.#kv.removeFields(KEY, [first.id]);
    }
    await this.#kv.setFields(KEY, { [silence.id]: JSON.stringify(silence) });
    this.#readAt = undefined;
    return undefined;
  }

  /** Ends one before its time; undefined where there is none that lasts. */
  async end(id: string): Promise<Silence | undefined> {
    const now = this.#clock.now();
    const found = (await this.list()).find((one) => one.id === id && one.until > now);
    if (found === undefined) return undefined;
    const ended = { ...found, from: Math.min(found.from, now), until: now };
    await this.#kv.setFields(KEY, { [id]: JSON.stringify(ended) });
    this.#readAt = undefined;
    return ended;
  }
}

/** None where one cannot be read: a silence that says less than was meant would silence more. */
function parsedOf(texts: readonly string[]): readonly Matcher[] {
  const parsed = texts.map(parseMatcher);
  const right = parsed.flatMap((one) => (one.ok ? [one.value] : []));
  return right.length === parsed.length ? right : [];
}
