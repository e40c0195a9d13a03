import { addMonths, DAY_MS, dateOf, dayOf, type LocalTime, linearOf, localOfLinear } from '../time/local-time.js';
import type { ZonedClock } from '../time/zoned-clock.js';
import type { ClockTime, Layer } from './schedule.js';
import type { Span } from './windows.js';

/** A turn of a layer: its number, counted from 0, and how long it lasts. */
interface Turn extends Span {
  readonly index: number;
}

const HOUR_MS = 3_600_000;

/** The turns of one layer. Those of days, weeks and months change hands at the same time of the clock all year long. */
export class Turns {
  readonly #clock: ZonedClock;
  readonly #start: LocalTime;
  readonly #begin: number;
  readonly #unit: Layer['length']['unit'];
  /** A turn without a length would never end the search for the next one. */
  readonly #count: number;

  constructor({ start, length }: Layer, clock: ZonedClock) {
    this.#clock = clock;
    this.#start = localOf(start);
    this.#begin = clock.instantOf(this.#start);
    this.#unit = length.unit;
    this.#count = Math.max(1, Math.floor(length.count));
  }

  /** The turn of a number. It is empty where the clock leaps over the whole of it. */
  of(index: number): Turn {
    return { index, from: this.#handover(index), to: this.#handover(index + 1) };
  }

  /** Number of the turn in which an instant is; 0 before the first one. */
  at(instant: number): number {
    let index = Math.max(0, this.#estimate(instant));
    // The clock may show an hour twice or leap over one: then the estimate is off by one.
    while (index > 0 && this.#handover(index) > instant) index -= 1;
    while (this.#handover(index + 1) <= instant) index += 1;
    return index;
  }

  #handover(index: number): number {
    const step = index * this.#count;
    const start = this.#start;
    if (this.#unit === 'hour') return this.#begin + step * HOUR_MS;
    if (this.#unit === 'month') return this.#clock.instantOf({ day: addMonths(start.day, step), ms: start.ms });
    return this.#clock.instantOf({ day: start.day + step * (this.#unit === 'week' ? 7 : 1), ms: start.ms });
  }

  #estimate(instant: number): number {
    if (this.#unit === 'hour') return Math.floor((instant - this.#begin) / (this.#count * HOUR_MS));
    const local = this.#clock.localOf(instant);
    if (this.#unit === 'month') {
      const [from, to] = [dateOf(this.#start.day), dateOf(local.day)];
      return Math.floor(((to.year - from.year) * 12 + to.month - from.month) / this.#count);
    }
    const turn = this.#count * (this.#unit === 'week' ? 7 : 1) * DAY_MS;
    return Math.floor((linearOf(local) - linearOf(this.#start)) / turn);
  }
}

/** A time in parts as one of the calendar; parts that are too great go on in the next day. */
export function localOf({ year, month, day, hour, minute, second }: ClockTime): LocalTime {
  const midnight = dayOf({ year, month, date: day }) * DAY_MS;
  return localOfLinear(midnight + ((hour * 60 + minute) * 60 + second) * 1000);
}
