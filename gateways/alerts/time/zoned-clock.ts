import { type LocalTime, linearOf, localOfLinear } from './local-time.js';

/** What becomes of a local time that the clock leaps over when summer time begins. */
type InGap =
  /** The instant of the leap: keeps the order of local times. */
  | 'leap'
  /** As if the clock had not leapt (RFC 5545 3.3.5): 02:30 is what is then called 03:30. */
  | 'through';

/** No zone is farther from UTC than this. */
const FARTHEST_MS = 26 * 3_600_000;

/** Formatters cost far more to make than to use, and there are few zones in an installation. */
const MOST_CLOCKS = 600;
const clocks = new Map<string, ZonedClock>();

/**
 * The clock on the walls of one zone of the IANA database. Offsets come from `Intl`, so they are as new as Node's ICU.
 * Local times that exist twice mean the first; both directions take constant time.
 */
export class ZonedClock {
  readonly zone: string;
  readonly #format: Intl.DateTimeFormat;
  /** Offsets by hour since the epoch: offsets change on full quarters of an hour, see `#quarter`. */
  readonly #offsets = new Map<number, number>();

  private constructor(zone: string) {
    this.zone = zone;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** The clock of a zone, such as `Europe/Berlin`; undefined where there is no such zone. */
  static of(zone: string): ZonedClock | undefined {
    const known = clocks.get(zone);
    if (known !== undefined) return known;
    // Also keeps offsets such as `+02:00`, which newer versions of ICU take, out of what is a zone with summer time.
    if (!/^[A-Za-z][A-Za-z0-9_+-]{0,31}(\/[A-Za-z0-9_+-]{1,31}){0,3}$/.test(zone)) return undefined;
    try {
      const clock = new ZonedClock(zone);
      if (clocks.size < MOST_CLOCKS) clocks.set(zone, clock);
      return clock;
    } catch {
      return undefined;
    }
  }

  /** UTC, which every platform has. */
  static utc(): ZonedClock {
    return ZonedClock.of('UTC') ?? new ZonedClock('UTC');
  }

  localOf(instant: number): LocalTime {
    return localOfLinear(instant + this.offsetAt(instant));
  }

  /** The instant (ms since the epoch) at which the clock shows a local time; of two, the first. */
  instantOf(local: LocalTime, gap: InGap = 'leap'): number {
    const linear = linearOf(local);
    const before = this.offsetAt(linear - FARTHEST_MS);
    const after = this.offsetAt(linear + FARTHEST_MS);
    const first = linear - before;
    if (this.offsetAt(first) === before) return first;
    const second = linear - after;
    if (this.offsetAt(second) === after) return second;
    return gap === 'through' ? first : this.#change(second, first);
  }

  /** How far the clock is before UTC, in milliseconds. */
  offsetAt(instant: number): number {
    // Beyond what a `Date` holds (ECMA-262 21.4.1.1) there are no zones.
    if (!(Math.abs(instant) <= LAST_INSTANT)) return 0;
    const quarter = Math.floor(instant / QUARTER_MS);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    const offset = this.#read(quarter * QUARTER_MS);
    if (this.#offsets.size >= MOST_OFFSETS) this.#offsets.clear();
    this.#offsets.set(quarter, offset);
    return offset;
  }

  /** The instant between two at which the clock is put forward or back; undefined where it is not. */
  changeBetween(from: number, to: number): number | undefined {
    return this.offsetAt(from) === this.offsetAt(to) ? undefined : this.#change(from, to);
  }

  /** The instant between two at which the offset changes. */
  #change(from: number, to: number): number {
    let low = Math.floor(from / QUARTER_MS);
    let high = Math.ceil(to / QUARTER_MS);
    const old = this.offsetAt(low * QUARTER_MS);
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.offsetAt(middle * QUARTER_MS) === old) low = middle;
      else high = middle;
    }
    return high * QUARTER_MS;
  }

  #read(instant: number): number {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
    for (const { type, value } of this.#format.formatToParts(instant)) parts[type] = value;
    const year = Number(parts.year);
    const shown = new Date(0);
    shown.setUTCFullYear(parts.era === 'BC' ? 1 - year : year, Number(parts.month) - 1, Number(parts.day));
    shown.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
    return shown.getTime() - instant;
  }
}

/** Since 1972 all changes of all zones fall on full quarters of an hour of UTC. */
const QUARTER_MS = 900_000;
const MOST_OFFSETS = 4096;
const LAST_INSTANT = 8.64e15 - QUARTER_MS;
