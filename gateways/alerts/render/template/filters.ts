import { ZonedClock } from '../../time/zoned-clock.js';
import { durationText } from '../duration-text.js';
import { shortened } from '../shorten.js';
import { isNothing, textOf } from './values.js';

/** For whom something is rendered: how times are written. */
export interface FilterContext {
  /** IANA. */
  readonly zone: string;
}

/** Something that is done with a value before it is shown. */
interface Filter {
  /** How it is written. */
  readonly usage: string;
  /** Arguments that it takes. */
  readonly least: number;
  readonly most: number;
  /** What each argument must look like; missing: anything. */
  readonly form?: RegExp;
  apply(value: unknown, args: readonly string[], context: FilterContext): unknown;
}

/** All filters by name. None of them throws, and none makes more of a value than it is, but by its arguments. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['upper', plain('upper', (value) => textOf(value).toUpperCase())],
  ['lower', plain('lower', (value) => textOf(value).toLowerCase())],
  ['line', plain('line', (value) => textOf(value).replace(/\s+/gu, ' ').trim())],
  ['count', plain('count', (value) => (Array.isArray(value) ? value.length : isNothing(value) ? 0 : 1))],
  ['duration', plain('duration', (value) => (typeof value === 'number' ? durationText(value) : value))],
  ['time', plain('time', (value, { zone }) => (typeof value === 'number' ? timeText(value, zone) : value))],
  [
    'truncate',
    {
      usage: 'truncate 80',
      form: /^[1-9]\d{0,4}$/,
      least: 1,
      most: 1,
      apply: (value, [length]) => shortened(textOf(value), Number(length)),
    },
  ],
  [
    'default',
    { usage: 'default "none"', least: 1, most: 1, apply: (value, [other]) => (isNothing(value) ? other : value) },
  ],
  [
    'join',
    {
      usage: 'join ", "',
      least: 1,
      most: 1,
      apply: (value, [between]) => (Array.isArray(value) ? textOf(value, between) : value),
    },
  ],
  [
    'plural',
    {
      usage: 'plural "alert" "alerts"',
      least: 2,
      most: 2,
      apply: (value, [one, many]) => ((Array.isArray(value) ? value.length : Number(value)) === 1 ? one : many),
    },
  ],
]);

function plain(usage: string, apply: (value: unknown, context: FilterContext) => unknown): Filter {
  return { usage, least: 0, most: 0, apply: (value, _args, context) => apply(value, context) };
}

/** `2026-03-29 09:30`: the same in all languages, in the order in which nobody mistakes day and month. */
export function timeText(instant: number, zone: string): string {
  const clock = ZonedClock.of(zone) ?? ZonedClock.utc();
  const shown = new Date(instant + clock.offsetAt(instant));
  return Number.isNaN(shown.getTime()) ? '' : shown.toISOString().slice(0, 16).replace('T', ' ');
}
