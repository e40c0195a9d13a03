const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** How long something lasted, as `2 h 5 min`: the two greatest units (symbols of the SI, the same in all languages). */
export function durationText(ms: number): string {
  let rest = Math.round(Math.abs(Number.isFinite(ms) ? ms : 0) / 1000) * 1000;
  const first = UNITS.findIndex(([, unit]) => rest >= unit);
  if (first === -1) return '0 s';
  const parts: string[] = [];
  for (const [symbol, unit] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    if (count > 0) parts.push(`${count} ${symbol}`);
  }
  return parts.join(' ');
}
