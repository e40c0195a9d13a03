import type uPlot from 'uplot';
import { dayOf, moment } from '../format.js';

const DAY_MS = 86_400_000;

/** Times along the axis: of the day, and the date where a day begins or where a tick is a day and more. */
export function axisTimes(_: uPlot, splits: readonly number[], __: number, ___: number, increment: number): string[] {
  return splits.map((at) => (increment >= DAY_MS || isMidnight(at) ? dayOf(at) : moment(at, at)));
}

/** From zero, with air above; an axis of nothing still has a height. */
export function scaleSteps(_: uPlot, __: number, max: number | null): [number, number] {
  const top = max === null || max <= 0 ? 1 : max;
  return [0, top * 1.08];
}

/** Of the ticks of a logarithmic axis only those that have a label get a line. */
export function powersOfTen(_: uPlot, splits: readonly number[]): (number | null)[] {
  return splits.map((value) => (Number.isInteger(Math.log10(value)) ? value : null));
}

function isMidnight(at: number): boolean {
  const date = new Date(at);
  return date.getHours() === 0 && date.getMinutes() === 0;
}
