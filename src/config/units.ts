import { z } from 'zod';

const DURATIONS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const SIZES: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  kB: 1000,
  MB: 1e6,
  GB: 1e9,
};

/** Milliseconds of a text such as `30s`, `1.5h`, `24h`; undefined where it is none. Units: ms, s, m, h, d. */
export function parseDuration(text: string): number | undefined {
  return parseUnit(text, DURATIONS);
}

/** Bytes of a text such as `64KiB`, `1.5GiB`, `10MB`; undefined where it is none. */
export function parseSize(text: string): number | undefined {
  return parseUnit(text, SIZES);
}

function parseUnit(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, amount = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?) ?([A-Za-z]{1,3})$/.exec(text.trim()) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return factor === undefined ? undefined : Math.round(Number(amount) * factor);
}

/** A duration with a unit, within bounds written the same way; becomes milliseconds. */
export function duration(least: string, most: string) {
  return quantity(parseDuration, least, most, 'a time with a unit: ms, s, m, h or d, such as 30s');
}

/** A size with a unit, within bounds written the same way; becomes bytes. */
export function size(least: string, most: string) {
  return quantity(parseSize, least, most, 'a size with a unit: B, KiB, MiB or GiB, such as 64KiB');
}

function quantity(parse: (text: string) => number | undefined, least: string, most: string, wanted: string) {
  const [low, high] = [parse(least) ?? 0, parse(most) ?? Number.POSITIVE_INFINITY];
  return z.string(`must be ${wanted}`).transform((text, context) => {
    const value = parse(text);
    if (value !== undefined && value >= low && value <= high) return value;
    const message = value === undefined ? `must be ${wanted}` : `must be between ${least} and ${most}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}
