/** A straight line through points, by least squares. */
export interface Slope {
  /** Units an hour. */
  readonly perHour: number;
  /** Standard error of that, where the points scatter by chance. */
  readonly error: number;
  readonly mean: number;
}

/** `points`: milliseconds, and what was measured then. NaN for fewer than three. */
export function slopeOf(points: readonly (readonly [number, number])[]): Slope {
  const count = points.length;
  const meanX = sum(points.map(([x]) => x)) / count;
  const mean = sum(points.map(([, y]) => y)) / count;
  const spread = sum(points.map(([x]) => (x - meanX) ** 2));
  const slope = sum(points.map(([x, y]) => (x - meanX) * (y - mean))) / spread;
  const rest = sum(points.map(([x, y]) => (y - mean - slope * (x - meanX)) ** 2));
  const error = Math.sqrt(rest / (count - 2) / spread);
  return { perHour: slope * 3_600_000, error: error * 3_600_000, mean };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
